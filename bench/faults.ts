// What goes wrong around conic, and what it makes of it: mutated files of every kind, kills, many processes at once, full disks, thousands of
// cycles, signals. npm run bench:faults -- [MODELS 1000] [NAMES]: how many models of each kind are mutated, and of everything else in
// proportion; only faults whose names contain one of the words. Ctrl-C (SIGINT) ends it with the table of what it has tried. Exits with status 1 if
// anything is wrong.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tried } from './faults/fault.js';
import { faultTable, type FaultRow } from './faults/faultTable.js';
import { faults } from './faults/faults.js';

const [models = '1000', ...words] = process.argv.slice(2);
const share = Number(models) / 1000;
if (!(share > 0)) throw new Error(`how many models: found ${models}; expected a number above 0`);
const wanted = faults.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const place = mkdtempSync(join(tmpdir(), 'conic-faults-'));
const rows: FaultRow[] = [];
const enough = new AbortController();
// Once: a second one ends it at once.
process.once('SIGINT', () => enough.abort());
for (const { name, whole, missing, run } of wanted) {
  if (enough.signal.aborted) break;
  const skipped = missing?.();
  const started = performance.now();
  if (skipped === undefined) {
    const folder = join(place, String(rows.length));
    mkdirSync(folder);
    const tried = new Tried(enough.signal);
    try {
      await run(Math.max(1, Math.round(whole * share)), folder, tried);
    } catch (thrown) {
      // Whatever goes wrong when it is ended in the middle.
      if (!enough.signal.aborted) throw thrown;
    }
    const { findings } = tried;
    for (const line of findings.wrong) console.log(`  wrong: ${line}`);
    rows.push({ name, findings });
    // What was wrong is left for whoever looks at it.
    if (findings.wrong.length === 0) rmSync(folder, { recursive: true, force: true });
  } else rows.push({ name, findings: skipped });
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
const isRight = rows.every(({ findings }) => typeof findings === 'string' || findings.wrong.length === 0);
if (isRight) rmSync(place, { recursive: true, force: true });
console.log(faultTable(rows));
if (!isRight) process.exitCode = 1;
