import { expect, test } from '@jest/globals';
import { missingOnnxruntime } from '../../../src/classifier/onnx/errors.js';

test('an engine that is not there, not for this machine, or there twice is told apart', () => {
  const found = (message: string): string => missingOnnxruntime('m.onnx', message).found;
  expect(found("Cannot find package 'onnxruntime-node' imported from worker.js")).toBe(
    'a model for onnxruntime-node, which is not installed',
  );
  expect(found('wrong ELF class')).toBe('an onnxruntime-node that does not load (wrong ELF class)');
  const twice = "libonnxruntime.so.1: version `VERS_1.30.0' not found (required by onnxruntime_binding.node)";
  expect(missingOnnxruntime('m.onnx', twice)).toMatchObject({
    found: 'two versions of onnxruntime-node in one process, of which the second does not load',
    remedy: expect.stringContaining('`npm ls onnxruntime-node` shows who brings which'),
  });
});
