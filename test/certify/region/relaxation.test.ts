import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { aboveAtCorners } from '../../../src/certify/region/relaxation.js';

const value = fc.double({ min: -4, max: 4, noNaN: true });
const mixture = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
  .filter((raw) => raw.some((weight) => weight > 0.01))
  .map((raw) => raw.map((weight) => weight / raw.reduce((sum, one) => sum + one, 0)));
const corners = (values: readonly number[]) => ({
  values: Float64Array.from(values),
  errors: new Float64Array(values.length / 3).fill(1e-9),
});
const at = (weights: readonly number[], values: ArrayLike<number>, place: number): number =>
  weights.reduce((sum, weight, i) => sum + weight * values[place * 3 + i]!, 0);

test.each([[-1], [0], [0.2], [1]])('a kink with slope %d below 0 lies below what is said to be above', (slope) => {
  const step = { kind: 'kink', input: 0, output: 1, node: 'kink', slopes: Float64Array.of(slope) } as const;
  fc.assert(
    fc.property(fc.tuple(value, value, value), mixture, (values, weights) => {
      const above = aboveAtCorners(step, corners(values), 3)!;
      const x = at(weights, values, 0);
      expect(x > 0 ? x : slope * x).toBeLessThanOrEqual(at(weights, above.values, 0) + above.errors[0]! + 1e-12);
    }),
  );
});

test('of a kink that is steeper below 0 nothing is said: it is not convex', () => {
  const step = { kind: 'kink', input: 0, output: 1, node: 'kink', slopes: Float64Array.of(0.5, 2) } as const;
  expect(aboveAtCorners(step, corners([1, -1, 0, 1, -1, 0]), 3)).toBeUndefined();
});

test.each([true, false])('a largest value, with 0 (%s), lies below what is said to be above', (floor) => {
  const windows = Int32Array.of(0, 1);
  const step = { kind: 'maximum', input: 0, output: 1, node: 'pool', windows, size: 2, floor } as const;
  fc.assert(
    fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), mixture, (values, weights) => {
      const above = aboveAtCorners(step, corners(values), 3)!;
      const highest = Math.max(at(weights, values, 0), at(weights, values, 1), floor ? 0 : -Infinity);
      expect(highest).toBeLessThanOrEqual(at(weights, above.values, 0) + above.errors[0]! + 1e-12);
    }),
  );
});
