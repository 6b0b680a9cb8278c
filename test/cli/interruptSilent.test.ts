import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { image } from '../../src/image/image.js';
import { encodePng } from '../../src/image/png.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, type Said } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);

// Ctrl-C while a model is silent: nothing that asks it waits for an answer that never comes. Each command would hang for a minute otherwise.

/** A model that answers so often, says so, and then never answers again. */
const silentAfter = (calls: number): string =>
  files.write(
    `silent${calls}.mjs`,
    `import { writeSync } from 'node:fs';
     let calls = 0;
     export const shape = { height: 2, width: 2, channels: 1 };
     export const labels = ['a', 'b'];
     export default ({ data, count }) => {
       calls++;
       if (calls <= ${calls}) return Array.from({ length: count }, (_, i) => [data[4 * i], 0.4]);
       if (calls === ${calls} + 1) writeSync(2, 'silent\\n');
       return new Promise(() => undefined);
     };`,
  );

const patience = 20_000;

/** Runs it, and sends Ctrl-C once when the model has fallen silent. */
const interrupted = (args: readonly string[]): Promise<Said> =>
  conic(args, {
    meanwhile: (child) => {
      // A run that waits for the model is ended in a way that no test takes for its end.
      const hanging = setTimeout(() => child.kill('SIGKILL'), patience);
      child.on('close', () => clearTimeout(hanging));
      child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 100));
    },
  });

const stopping = 'silent\nconic: stopping with what there is; Ctrl-C again ends at once\n';

async function pictures(): Promise<string> {
  const folder = join(files.folder, 'pictures');
  mkdirSync(folder, { recursive: true });
  const bright = image({ height: 2, width: 2, channels: 1 }, { kind: 'given' }, 'bright', (pixels) => pixels.fill(0.9));
  writeFileSync(join(folder, 'bright.png'), await encodePng(bright));
  return folder;
}

// Windows has no signals that a process can answer.
const withSignals = process.platform === 'win32' ? test.skip : test;

withSignals.each([
  ['nothing is known', 0, 3],
  // The first violation is found, and then made simpler, confirmed and explained.
  ['there is a violation', 3, 1],
])('check: %s', async (_, calls, expected) => {
  const one = ['--property', 'scalar-invariance', '--seed', '1'];
  const { status, out, err } = await interrupted(['check', silentAfter(calls), ...one]);
  expect({ status, err }).toEqual({ status: expected, err: stopping });
  expect(out).toContain(expected === 3 ? 'inconclusive: stopped after 0 of' : 'the run was ended');
});

withSignals.each([
  ['nothing is known', 0, 3],
  ['there is a violation', 3, 1],
])('gate: %s', async (_, calls, expected) => {
  const config = files.write(
    `gate${calls}.config.mjs`,
    `export default { model: ${JSON.stringify(silentAfter(calls))}, seed: 1, cases: 100,
       properties: { 'scalar-invariance': { noneViolated: true }, gamma: { rate: { atMost: 0.5 } } },
       margin: { scalar: 0.5, share: 0.5 } };`,
  );
  const { status, err } = await interrupted(['gate', '--config', config]);
  expect({ status, err }).toEqual({ status: expected, err: stopping });
});

withSignals('hunt: before there is anything to keep, and after', async () => {
  const images = await pictures();
  const hunting = (calls: number) => ['hunt', silentAfter(calls), '--images', images];
  const folder = (name: string) => ['--out', join(files.folder, name)];
  // The zero image is asked about before the hunt begins.
  expect(await interrupted([...hunting(0), ...folder('h0')])).toMatchObject({ signal: 'SIGINT', err: 'silent\n' });
  expect(await interrupted([...hunting(1), ...folder('h1')])).toMatchObject({ status: 3, err: stopping });
  expect(await interrupted([...hunting(0), ...folder('a0'), '--along', 'gamma'])).toMatchObject({
    status: 3,
    err: stopping,
  });
});

withSignals('diff: as they are, and when it is looked where they differ', async () => {
  const other = files.write(
    'other.mjs',
    `export const shape = { height: 2, width: 2, channels: 1 };
     export const labels = ['a', 'b'];
     export default ({ data, count }) => Array.from({ length: count }, (_, i) => [data[4 * i], 0.6]);`,
  );
  for (const calls of [0, 1]) {
    const said = await interrupted(['diff', silentAfter(calls), other, '--seed', '1', '--made', '20', '--no-rays']);
    expect(said).toMatchObject({ status: 3, err: stopping });
    expect(said.out).toContain(`stopped after ${calls * 20} of 20 images`);
  }
});
