import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { InputError } from '../../../src/errors.js';
import { readTflite } from '../../../src/network/tflite/readTflite.js';

const sums = readFileSync('test/models/tflite/sums.tflite');

test('says what a TensorFlow Lite model takes and gives', () => {
  const model = {
    inputs: [{ name: 'image', type: 'float32', dims: [1, 4, 4, 3] }],
    outputs: [{ name: 'scores', type: 'float32', dims: [1, 3] }],
  };
  expect(readTflite(sums, 'sums.tflite')).toEqual(model);
  const shared = new Uint8Array(new SharedArrayBuffer(sums.length));
  shared.set(sums);
  expect(readTflite(shared, 'sums.tflite')).toEqual(model);
});

test('what is damaged is an error, wherever it is cut or changed', () => {
  const read = (bytes: Uint8Array): unknown => {
    try {
      return readTflite(bytes, 'm.tflite');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return String(error);
    }
  };
  const damaged =
    'InputError: m.tflite: found a file that is damaged or something else; expected a TensorFlow Lite model. Copy or convert the model again.';
  expect(read(new Uint8Array(0))).toBe(damaged);
  expect(read(Buffer.from('PK and whatever else it may be'))).toBe(damaged);
  for (let length = 0; length < sums.length; length += 7) read(sums.subarray(0, length));
  for (let place = 0; place < sums.length; place++) {
    const changed = Uint8Array.from(sums);
    changed[place] = changed[place]! ^ 0xff;
    read(changed);
  }
});
