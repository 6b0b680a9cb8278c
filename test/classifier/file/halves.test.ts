import { expect, test } from '@jest/globals';
import { halfOf } from '../../../src/classifier/file/halves.js';
import { halfToNumber } from '../../../src/network/onnx/constant.js';

const infinity = 0x7c00;

test('every half is the half nearest to itself', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfToNumber(bits);
    expect(halfOf(value)).toBe(Number.isNaN(value) ? 0x7e00 : bits === 0x8000 ? 0x8000 : bits);
  }
});

test('between two halves the nearer is taken, and the even one from the middle', () => {
  for (let bits = 0; bits < infinity - 1; bits++) {
    const [low, high] = [halfToNumber(bits), halfToNumber(bits + 1)];
    const middle = (low + high) / 2;
    const step = (high - low) / 64;
    const found = [middle - step, middle, middle + step].map((value) => halfOf(value));
    const expected = [bits, bits % 2 === 0 ? bits : bits + 1, bits + 1];
    if (String(found) !== String(expected)) expect({ bits, found }).toEqual({ bits, found: expected });
    if (halfOf(-middle) !== (0x8000 | expected[1]!)) expect(halfOf(-middle)).toBe(0x8000 | expected[1]!);
  }
});

test('what is too large is infinite, and what is too small is 0', () => {
  expect([65519.99, 65520, 1e30, -1e30, Infinity].map((value) => halfOf(value))).toEqual([
    0x7bff,
    infinity,
    infinity,
    0x8000 | infinity,
    infinity,
  ]);
  expect([2 ** -25, 2 ** -25 * 1.001, 1e-40, -1e-40].map((value) => halfOf(value))).toEqual([0, 1, 0, 0x8000]);
});
