import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { assertCommandLine } from '../../../src/classifier/onnx/commandLine.js';

// In a process of its own: onnxruntime ends the whole process where its stack ends.
test('a long command line does not end the process', () => {
  const program = `const { openModel } = require(${JSON.stringify(resolve('dist/cjs/src/index.js'))});
    void openModel('examples/models/lenet-bias.onnx', { workers: 1 })
      .then((model) => model.dispose()).then(() => console.log('opened'));`;
  const args = ['x'.repeat(20_000), 'y'.repeat(100_000)];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program, ...args], { encoding: 'utf8' });
  expect([stdout, stderr.slice(0, 500), status]).toEqual(['opened\n', '', 0]);
});

test('one that is too long even so is an error', () => {
  expect(() => assertCommandLine(['node', 'x'.repeat(100_000)])).not.toThrow();
  expect(() => assertCommandLine(['node', 'x'.repeat(100_000), 'y'.repeat(100_000)])).toThrow(
    'the command line: found 200007 bytes; expected at most 150000, with which onnxruntime can run.',
  );
});
