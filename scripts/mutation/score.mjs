import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Why a mutant was not tried: the time was up. */
export const leftOut = 'left out, as the time is up';

/** A test failed, did not end, or the tests could not be run to their end, as when their process was ended. */
const isNoticed = ({ status, statusReason }) =>
  ['Killed', 'Timeout'].includes(status) || (status === 'RuntimeError' && statusReason !== leftOut);
const isSurvivor = ({ status }) => ['Survived', 'NoCoverage'].includes(status);

/** How many mutants were noticed, which were not, which were not tried; and the score: the noticed of all that were tried, in percent. */
export function scoreOf(results) {
  const [noticed, survivors] = [results.filter(isNoticed).length, results.filter(isSurvivor)];
  const tried = noticed + survivors.length;
  return {
    noticed,
    survivors,
    tried,
    percent: tried === 0 ? 100 : (100 * noticed) / tried,
    ignored: results.filter(({ status }) => status === 'Ignored').length,
    endless: results.filter(({ status }) => status === 'Timeout').length,
    untried: results.filter(({ statusReason }) => statusReason === leftOut),
  };
}

const fileOf = ({ fileName }) => relative(process.cwd(), fileName);
const placeOf = (mutant) => `${fileOf(mutant)}:${mutant.location.start.line}`;

/** What was there, on one line. */
function textAt({ fileName, location: { start, end } }) {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return short(lines.join('\n'));
}

function short(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}

const inOrder = (one, other) =>
  one.fileName.localeCompare(other.fileName) || one.location.start.line - other.location.start.line;

/** Prints the survivors, each with its place, and the score. */
export function printScore({ noticed, survivors, tried, percent, endless, ignored, untried }) {
  if (survivors.length > 0) console.log('\nNo test notices:');
  for (const mutant of survivors.toSorted(inOrder)) {
    const reach = mutant.status === 'NoCoverage' ? '  (no test gets here)' : '';
    console.log(`  ${placeOf(mutant)}  ${textAt(mutant)}  →  ${short(mutant.replacement)}${reach}`);
  }
  if (untried.length > 0) {
    const files = [...new Set(untried.map(fileOf))];
    console.log(`\nLeft out, as the time was up: ${untried.length} mutants, of ${files.join(', ')}`);
  }
  if (ignored > 0) console.log(`\nNot counted, as a comment in the source says why: ${ignored}`);
  console.log(
    `\nscore: ${percent.toFixed(1)} % (${noticed} of ${tried} mutants noticed, ${endless} of them as the tests did not end)`,
  );
}
