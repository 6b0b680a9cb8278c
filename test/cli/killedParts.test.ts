import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);

/** Without what two runs never share, and how often the model was asked. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"(durationMs|evaluated)": ?[\d.e+-]+/g, '"$1": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}');

/** Begins a command, and kills it at a moment of its own. @returns how it ended. */
const killed = (args: readonly string[], after: number) =>
  conic(args, {
    meanwhile: (child) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), after);
      child.on('exit', () => clearTimeout(timer));
    },
  });

const on = (images: number): readonly string[] => [lenet('bias'), '--images', samples, '--limit', String(images)];
const measured = ['--property', 'scalar-invariance', '--measure', '--cases', '4000', '--seed', '1', '--read-only'];

test.each<[string, readonly string[], string, readonly string[]]>([
  ['check', ['check', ...on(30), ...measured], '--report', []],
  ['hunt', ['hunt', ...on(200), '--read-only'], '--out', ['--resume']],
  ['certify-ray', ['certify', ...on(20), '--ray', '--scalars', '0.5..2'], '--report', ['--resume']],
  ['certify-region', ['certify', ...on(60), '--region', '2'], '--report', ['--resume']],
])(
  'parts of %s that are killed at random moments and run again come to the single run',
  async (name, run, reporting, resume) => {
    const started = performance.now();
    const single = await conic([...run, reporting, place(`${name}-single`)]);
    const usual = performance.now() - started;
    for (const shard of ['1/2', '2/2']) {
      const part = [...run, '--shard', shard, '--parts', place(`${name}-parts`), ...resume];
      for (let kills = 0; kills < 3; kills++) {
        const { signal, status } = await killed(part, usual * (0.2 + 0.8 * Math.random()));
        // Some are quicker than that.
        expect(signal === 'SIGKILL' || [0, 1, 3].includes(status ?? -1)).toBe(true);
      }
      const { status, err } = await conic(part);
      // A lock that was left behind is said, and nothing else.
      const more = err.replaceAll(/^conic: .*: found the lock of a run that is gone; it is taken over\.\n/gm, '');
      expect({ more, isDone: [0, 1, 3].includes(status ?? -1) }).toEqual({ more: '', isDone: true });
    }
    const left = readdirSync(place(`${name}-parts`)).filter((file) => file.endsWith('.part.json'));
    expect(left).toEqual([`${name}-1-of-2.part.json`, `${name}-2-of-2.part.json`]);
    const merging = ['merge', place(`${name}-parts`), '--report', place(`${name}-merged`), '--read-only'];
    expect(await conic(merging)).toMatchObject({ status: single.status, err: '' });
    const file = readdirSync(place(`${name}-single`)).includes('hunt.json') ? 'hunt.json' : 'report.json';
    const [is, was] = ['merged', 'single'].map((which) =>
      lasting(readFileSync(place(`${name}-${which}/${file}`), 'utf8')),
    );
    expect(is).toBe(was);
  },
  180_000,
);
