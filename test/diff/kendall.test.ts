import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { kendallTau } from '../../src/diff/kendall.js';

/** As it is defined, over all pairs. */
function byPairs(one: Float32Array, other: Float32Array): number {
  let [sum, inOne, inOther] = [0, 0, 0];
  for (let i = 0; i < one.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(one[i]! - one[j]!), Math.sign(other[i]! - other[j]!)];
      sum += a * b;
      inOne += a * a;
      inOther += b * b;
    }
  return sum / Math.sqrt(inOne * inOther);
}

test('is what its definition says, with ties', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 80, size: 'max' });
  fc.assert(
    fc.property(scores, scores, (a, b) => {
      const length = Math.min(a.length, b.length);
      const [one, other] = [Float32Array.from(a.slice(0, length)), Float32Array.from(b.slice(0, length))];
      const [told, defined] = [kendallTau(one, other), byPairs(one, other)];
      if (Number.isNaN(defined)) expect(told).toBeNaN();
      else expect(told).toBeCloseTo(defined, 10);
    }),
  );
});

test('is 1 for one order and -1 for the other, and nothing where there is none', () => {
  expect(kendallTau(Float32Array.of(1, 2, 3), Float32Array.of(10, 20, 30))).toBe(1);
  expect(kendallTau(Float32Array.of(1, 2, 3), Float32Array.of(3, 2, 1))).toBe(-1);
  expect(kendallTau(Float32Array.of(1, 1), Float32Array.of(2, 3))).toBeNaN();
});
