import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { envelope } from '../../../src/certify/piecewise/envelope.js';

const bends = (left: readonly number[], right: readonly number[]): readonly number[] => {
  const shares: number[] = [];
  envelope(left, right, left.length, (share) => shares.push(share));
  return shares;
};

test('a fused window with two kinks has both: max(1 - 4t, -3 + 4t, 0)', () => {
  expect(bends([1, -3, 0], [-3, 1, 0])).toEqual([0.25, 0.75]);
});

test('a third function that is on top only in between', () => {
  expect(bends([1, 0, 0.9], [0, 1, 0.9])).toEqual([expect.closeTo(0.1), expect.closeTo(0.9)]);
});

test('functions that touch and do not cross have no bend', () => {
  expect(bends([1, 0], [2, 2])).toEqual([]);
  expect(bends([0, 0], [2, 1])).toEqual([]);
  expect(bends([3, 3, 3], [3, 3, 3])).toEqual([]);
});

test('the bends are where the maximum bends', () => {
  const value = fc.integer({ min: -50, max: 50 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 }), (lines) => {
      const [left, right] = [lines.map(([l]) => l), lines.map(([, r]) => r)];
      const maximum = (t: number): number => Math.max(...lines.map(([l, r]) => l + t * (r - l)));
      const shares = [0, ...bends(left, right), 1];
      for (let i = 0; i + 1 < shares.length; i++) {
        const [from, to] = [shares[i]!, shares[i + 1]!];
        expect(from).toBeLessThanOrEqual(to);
        for (const part of [0.2, 0.5, 0.9]) {
          const straight = maximum(from) + part * (maximum(to) - maximum(from));
          expect(maximum(from + part * (to - from))).toBeCloseTo(straight, 9);
        }
      }
    }),
    { numRuns: 300 },
  );
});
