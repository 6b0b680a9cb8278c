import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Why a mutant was not tried: the time was up. */
export const leftOut = 'left out, as the time is up';

const noticed = new Set(['Killed', 'Timeout']);
const unnoticed = new Set(['Survived', 'NoCoverage']);

/** Noticed and unnoticed mutants, those that could not be tried, and the score: the noticed of all that were tried, in percent. */
export function scoreOf(results) {
  const some = (isOne) => results.filter(isOne);
  const [caught, survivors] = [some(({ status }) => noticed.has(status)), some(({ status }) => unnoticed.has(status))];
  const tried = caught.length + survivors.length;
  return {
    noticed: caught.length,
    survivors,
    tried,
    ignored: some(({ status }) => status === 'Ignored').length,
    leftOut: some(({ statusReason }) => statusReason === leftOut),
    broken: some(({ status, statusReason }) => status === 'RuntimeError' && statusReason !== leftOut).length,
    percent: tried === 0 ? 100 : (100 * caught.length) / tried,
  };
}

const placeOf = ({ fileName, location }) => `${relative(process.cwd(), fileName)}:${location.start.line}`;

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
export function printScore({ survivors, tried, percent, ignored, leftOut: untried, broken, noticed: caught }) {
  if (survivors.length > 0) console.log('\nNo test notices:');
  for (const mutant of survivors.toSorted(inOrder)) {
    const reach = mutant.status === 'NoCoverage' ? '  (no test gets here)' : '';
    console.log(`  ${placeOf(mutant)}  ${textAt(mutant)}  →  ${short(mutant.replacement)}${reach}`);
  }
  if (untried.length > 0)
    console.log(
      `\nLeft out, as the time was up: ${untried.length} mutants, of ${[...new Set(untried.map(fileOf))].join(', ')}`,
    );
  if (broken > 0) console.log(`\nNot counted, as the tests could not be started with them: ${broken}`);
  if (ignored > 0) console.log(`\nNot counted, as a comment in the source says why: ${ignored}`);
  console.log(`\nscore: ${percent.toFixed(1)} % (${caught} of ${tried} mutants noticed)`);
}

const fileOf = ({ fileName }) => relative(process.cwd(), fileName);
