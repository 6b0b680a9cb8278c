// Changes conic on purpose, one expression at a time, and looks whether a test notices: `npm run mutate -- src/gate/statistics`.
// Stryker makes the changes and keeps score. All changes are built at once, into a copy of the project outside of it, and switched
// on one after the other, so each costs one run of the tests that reach it.
import { parseArgs } from 'node:util';
import { changedSince, Unchanged } from './mutation/changed.mjs';
import { parts, Unmutable } from './mutation/parts.mjs';
import { printScore, scoreOf } from './mutation/score.mjs';
import { byNearness, testsFor } from './mutation/testsFor.mjs';

const help = `Usage: npm run mutate -- PART… [options]

PART is a folder or a file of src, properties or transformations, or lines of a file: src/gate/statistics, src/counted.ts, src/counted.ts:3-8.
Changes each expression there and looks whether a test fails. Those that no test notices are printed with their places.

  --since REV       the lines that were changed since this commit, instead of PARTs
  --tests PATH      run these tests (a folder or a file; more than once for more); by default the quick ones that mirror the PARTs and
                    those that import a file of them
  --minutes N       try no further mutants after so many minutes; says how many were left out
  --least PERCENT   end with status 1 where fewer are noticed
  --workers N       tests that run at a time (by default one a core)`;

/** A number that was told, or nothing. */
function numberOf(flag, text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0)) throw new Unmutable(`--${flag}: found ${text}; expected a number above 0`);
  return number;
}

/** The changed parts that tests are near to; the others are said. */
function changedParts(revision) {
  const { near, far } = byNearness(parts(changedSince(revision)));
  if (far.length > 0)
    console.log(`mutate: skipped, as no quick test mirrors or imports it: ${far.map(({ said }) => said).join(', ')}`);
  if (near.length === 0) throw new Unchanged('nothing else was changed');
  return near;
}

async function mutate() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      since: { type: 'string' },
      tests: { type: 'string', multiple: true },
      minutes: { type: 'string' },
      least: { type: 'string' },
      workers: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || (positionals.length === 0 && values.since === undefined)) return console.log(help);
  const [minutes, least, workers] = ['minutes', 'least', 'workers'].map((flag) => numberOf(flag, values[flag]));
  const chosen = values.since === undefined ? parts(positionals) : changedParts(values.since);
  const tests = testsFor(chosen, values.tests);
  console.log(`mutate: ${chosen.map(({ said }) => said).join(', ')}`);
  console.log(`mutate: with ${tests.join(', ')}`);
  const { mutated } = await import('./mutation/mutated.mjs');
  const score = scoreOf(await mutated(chosen, tests, { minutes, workers }));
  printScore(score);
  if (least !== undefined && score.percent < least) {
    console.error(`mutate: fewer than ${least} % of the mutants were noticed`);
    process.exitCode = 1;
  }
}

try {
  await mutate();
} catch (error) {
  if (error instanceof Unchanged) console.log(`mutate: skipped: ${error.message}`);
  else {
    console.error(`mutate: stopped: ${error.message}`);
    process.exitCode = 2;
  }
}
