import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);

/** A model that behaves for some questions, and then does this. */
const misbehaving = (then: string): string =>
  files.write(
    'model.mjs',
    `let asked = 0;
     export const shape = { height: 2, width: 2, channels: 1 };
     export const labels = ['a', 'b'];
     export default async ({ count }) => {
       if (asked++ > 2) ${then};
       await new Promise((done) => setTimeout(done, 20));
       return Array.from({ length: count }, () => [1, 2]);
     };`,
  );

test.each([
  ['process.exit(0)', 'found the end of the process (status 0) in the middle of the command'],
  ['setTimeout(() => { throw new Error("no luck\\n at") })', 'found an error that nobody handles (no luck)'],
  ['void Promise.reject(new Error("no luck"))', 'found an error that nobody handles (no luck)'],
])('a model that does %s is an error', async (then, found) => {
  const { status, out, err } = await conic(['check', misbehaving(then), '--cases', '20', '--seed', '1']);
  expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(`conic: ${found}`) });
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('a configuration that ends the process in the end changes nothing of what came of it', async () => {
  const config = files.write(
    'conic.config.mjs',
    `process.on('exit', () => process.exit(0)); export default { model: 'm.onnx', cases: 'x' };`,
  );
  const { status, err } = await conic(['gate', '--config', config]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('cases: found "x"') });
});

test('a folder that cannot be written for queries is a mistake, in one line', async () => {
  const below = `${files.write('file.txt', '')}/below`;
  const images = ['--images', samples, '--limit', '1', '--scalars', '0.9..1.1'];
  const { status, err } = await conic(['certify', lenet('bias'), '--ray', ...images, '--export', below]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(`${below}: found no way to write there`) });
  expect(err.trim().split('\n')).toHaveLength(1);
});
