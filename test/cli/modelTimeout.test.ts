import { afterAll, expect, test } from '@jest/globals';
import { looping } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);
const few = ['--cases', '10', '--seed', '1'];
const quick = [...few, '--model-timeout', '1'];

test('a network that computes for years is given up', async () => {
  const { signal, out, err } = await conic(['check', files.write('loop.onnx', looping(2n ** 40n)), ...quick]);
  expect(err).toMatch(/loop\.onnx: found no answer after 1 second for a black image; expected scores\. Wait longer/);
  expect(err.trim().split('\n')).toHaveLength(1);
  // Its thread does not end, so the process is killed: no success in any case.
  expect({ signal, out }).toEqual({ signal: 'SIGKILL', out: '' });
  expect(err).toContain('Native code that never ends is ended with --isolate.');
  // One that ends is not given up, however busy the machine is.
  const time = ['--model-timeout', '60'];
  expect((await conic(['check', files.write('few.onnx', looping(3n)), ...few, ...time])).status).toBe(0);
});

test('a function that never answers is given up, and the images are named', async () => {
  const model = files.write(
    'never.mjs',
    `export const shape = { height: 2, width: 2, channels: 1 };
     export const labels = ['a', 'b'];
     export default () => new Promise(() => {});`,
  );
  const { status, out, err } = await conic(['check', model, ...quick, '--batch-limit', '1']);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/^conic: never: found no answer after 1 second for constant [0-9.]+; expected scores\. Wait/);
  expect(err).toContain('such as --model-timeout 10');
});
