import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shipped } from '../../models.js';
import { Chance } from '../../../test/soundness/chance.js';
import type { Fault } from '../fault.js';
import { command } from '../runs/command.js';
import { lastingPart } from '../runs/wholeness.js';

/** Runs of a check and of a hunt whose report has to be the same, however it is done. */
function runOf(
  chance: Chance,
  seed: number,
): { readonly run: readonly string[]; readonly into: string; readonly file: string } {
  const variant = chance.pick('mlp-bias', 'mlp-zero-bias', 'lenet-bias', 'lenet-zero-bias');
  const images = ['--images', shipped('fashion-mnist/images'), '--limit', String(chance.whole(5, 60))];
  const on = [shipped(`models/${variant}.onnx`), ...images, '--read-only'];
  if (chance.happens(0.3)) return { run: ['hunt', ...on], into: '--out', file: 'hunt.json' };
  const property = chance.pick('scalar-invariance', 'gamma', 'convex-region-consistency', 'scalar-invariance:ranking');
  const measured = chance.happens(0.5) ? ['--measure'] : [];
  const run = [
    'check',
    ...on,
    '--property',
    property,
    '--cases',
    String(chance.whole(50, 3000)),
    '--seed',
    String(seed),
    ...measured,
  ];
  return { run, into: '--report', file: 'report.json' };
}

/** The same seed gives the same report, whatever the workers, the batches and the parts. */
export const sameReports: Fault = {
  name: 'same seed, same report',
  whole: 100,
  async run(attempts, folder, tried) {
    for (let seed = 1; seed <= attempts; seed++) {
      const chance = new Chance(seed);
      const { run, into, file } = runOf(chance, seed);
      const place = join(folder, String(seed));
      mkdirSync(place);
      // They say how it was done, each in its own words.
      const report = (name: string): string =>
        lastingPart(readFileSync(join(place, name, file), 'utf8')).replaceAll(
          /"(engine|command)": ?"[^"]*"/g,
          '"$1": ""',
        );
      const single = await command([...run, '--workers', '1', into, 'single'], { cwd: place });
      const workers = ['--workers', String(chance.whole(1, 3)), '--batch-limit', String(chance.pick(1, 2, 7, 64, 256))];
      const other = await command([...run, ...workers, into, 'other'], { cwd: place });
      const parts = chance.whole(2, 5);
      for (let part = 1; part <= parts; part++)
        await command([...run, ...workers, '--shard', `${part}/${parts}`, '--parts', 'parts'], { cwd: place });
      const merged = await command(['merge', 'parts', '--report', 'merged', '--read-only'], { cwd: place });
      const faults: string[] = [];
      for (const [name, { status, err }] of Object.entries({ other, merged })) {
        if (status !== single.status)
          faults.push(`${name} ends with ${status}, the single run with ${single.status}: ${err.slice(0, 200)}`);
        else if (report(name) !== report('single')) faults.push(`${name}: another report than that of the single run`);
      }
      tried.end(
        run[0] ?? '',
        faults.map((fault) => `${place}: ${fault} (conic ${run.join(' ')} ${workers.join(' ')}, ${parts} parts)`),
      );
    }
  },
};
