import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InputError } from '../../src/errors.js';
import { decodeNpy, encodeImage } from '../../src/store/npy.js';

const shape = { height: 2, width: 3, channels: 1 };
const pixels = Float32Array.of(0, 1, 0.1, -0, 1e-45, 3e38);
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

test('a file begins as NumPy writes it, and its numbers at a multiple of 64', () => {
  const bytes = encodeImage({ shape, pixels });
  expect(latin(bytes.subarray(0, 10))).toBe('\u0093NUMPY\u0001\u0000\u0076\u0000');
  expect(latin(bytes.subarray(10, 128))).toBe(
    `${"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1), }".padEnd(117)}\n`,
  );
  expect(bytes).toHaveLength(128 + 6 * 4);
  expect([...bytes.subarray(132, 136)]).toEqual([0, 0, 0x80, 0x3f]);
});

test('every bit comes back, NaN and its payload included', () => {
  const sides = fc.record({
    height: fc.integer({ min: 1, max: 300 }),
    width: fc.integer({ min: 1, max: 4 }),
    channels: fc.integer({ min: 1, max: 4 }),
  });
  const images = sides.chain((shape) => {
    const length = shape.height * shape.width * shape.channels;
    return fc.tuple(fc.constant(shape), fc.uint32Array({ minLength: length, maxLength: length }));
  });
  fc.assert(
    fc.property(images, fc.nat(3), ([shape, words], shift) => {
      const encoded = encodeImage({ shape, pixels: new Float32Array(words.buffer) });
      // A file read into the middle of a larger array.
      const within = new Uint8Array(encoded.length + shift).subarray(shift);
      within.set(encoded);
      const decoded = decodeNpy(within, 'x.npy');
      expect(decoded.shape).toEqual(shape);
      expect(new Uint32Array(decoded.pixels.buffer)).toEqual(words);
    }),
    { numRuns: 50 },
  );
});

describe('refused', () => {
  const good = latin(encodeImage({ shape, pixels }));
  test.each([
    ['an empty file', '', 'something else'],
    ['a text', 'hello, this is not it', 'something else'],
    ['another version', good.replace('NUMPY\u0001', 'NUMPY\u0002'), 'version 2.0'],
    ['double precision', good.replace('<f4', '<f8'), "'<f8'"],
    ['big-endian', good.replace('<f4', '>f4'), "'>f4'"],
    ['Fortran order', good.replace('False', 'True '), 'True'],
    ['two dimensions', good.replace('(2, 3, 1)', '(2, 3)   '), '(2, 3)'],
    ['a file cut off', good.slice(0, -1), '23 bytes of numbers for 2x3x1'],
    ['a header cut off', good.slice(0, 40), 'found'],
    ['a wrong shape', good.replace('(2, 3, 1)', '(2, 4, 1)'), '24 bytes of numbers for 2x4x1'],
  ])('%s', (_, content, found) => {
    const bytes = Buffer.from(content, 'latin1');
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(InputError);
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(found);
  });
});
