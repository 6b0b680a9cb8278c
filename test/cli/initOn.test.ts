import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);
const init = (...args: readonly string[]) => conic(['init', ...args], { cwd: files.folder });
const check = ['--', 'check', 'model.onnx', '--seed', '1'];

test('says what it wrote and what to do with it; nothing is overwritten', async () => {
  const dir = ['--dir', 'there'];
  const said = await init('--on', 'slurm', '--shards', '8', ...dir, ...check);
  expect(said).toMatchObject({ status: 0, err: '' });
  expect(said.out).toBe(`wrote ${join('there', 'conic-shards.slurm.sh')}
wrote ${join('there', 'conic-merge.slurm.sh')}
next:
  sbatch --wait --dependency=afterany:"$(sbatch --parsable conic-shards.slurm.sh)" conic-merge.slurm.sh
  (its exit status is that of the whole run; conic-merge.log and conic-report have the report)
`);
  const again = await init('--on', 'slurm', ...dir, ...check);
  expect(again).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringContaining('found a file that is there already'),
  });
  expect(readdirSync(join(files.folder, 'there'))).toHaveLength(2);
});

test.each<[readonly string[], string]>([
  [['--on', 'cron', ...check], '--on: found "cron"; expected kubernetes, slurm, ray, github, gitlab'],
  [['--on', 'github', '--shards', '257', ...check], '--shards: found 257; expected at most 256, which GitHub Actions'],
  [['--on', 'slurm', '--mean', '0.5', ...check], '--mean: found 0.5; expected none for init --on'],
  [['--on', 'slurm', '--', 'check', '--seed', 'x', 'm'], '--seed'],
  [['--on', 'slurm', '--', 'check', 'm.onnx', '--case', '3'], 'found --case; expected what conic check --help says'],
  [['--shards', '4', 'model.onnx'], '--shards: found 4; expected none without --on'],
  [['model.onnx', ...check], 'init: found check after the model; expected a model alone'],
])('%j is a mistake, and nothing is written', async (args, message) => {
  const there = readdirSync(files.folder);
  expect(await init(...args)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) });
  expect(readdirSync(files.folder)).toEqual(there);
});
