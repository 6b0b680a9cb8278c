import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { AffineStep, KinkStep, MaximumStep } from '../../../src/network/program/program.js';
import { hullOf } from '../../../src/certify/region/intervals.js';
import { aroundKink, aroundMaximum, boundsBetween, affineValues } from '../../../src/certify/region/lines.js';
import type { Corners } from '../../../src/certify/region/prefix.js';
import { relaxMaximum } from '../../../src/certify/region/relaxation.js';

const count = 3;
const value = fc.double({ min: -4, max: 4, noNaN: true });
const values = (size: number) => fc.array(value, { minLength: size * count, maxLength: size * count });
/** Weights of the corners. */
const mixture = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: count, maxLength: count })
  .filter((raw) => raw.some((weight) => weight > 0.01))
  .map((raw) => raw.map((weight) => weight / raw.reduce((sum, one) => sum + one, 0)));
const corners = (given: readonly number[]): Corners => ({
  values: Float64Array.from(given),
  errors: new Float64Array(given.length / count).fill(1e-9),
});
const at = (weights: readonly number[], given: ArrayLike<number>, place: number): number =>
  weights.reduce((sum, weight, i) => sum + weight * given[place * count + i]!, 0);

const kink = (slope: number): KinkStep => ({
  kind: 'kink',
  input: 0,
  output: 1,
  node: 'kink',
  slopes: Float64Array.of(slope),
});
const bend = (slope: number, x: number): number => (x > 0 ? x : slope * x);

test.each([[-1], [0], [0.2], [1], [2.5]])('a kink of slope %d below 0 lies between its lines', (slope) => {
  fc.assert(
    fc.property(values(1), mixture, (given, weights) => {
      const bounds = hullOf(corners(given), count);
      const { below, above } = aroundKink(kink(slope), corners(given), bounds, count);
      const y = bend(slope, at(weights, given, 0));
      expect(y).toBeGreaterThanOrEqual(at(weights, below.values, 0) - below.errors[0]! - 1e-12);
      expect(y).toBeLessThanOrEqual(at(weights, above.values, 0) + above.errors[0]! + 1e-12);
    }),
  );
});

test('on one side of its bend a kink is a line', () => {
  for (const [given, expected] of [
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [-1, -2, -3],
      [-0.5, -1, -1.5],
    ],
  ] as const) {
    const lines = aroundKink(kink(0.5), corners(given), hullOf(corners(given), count), count);
    expect([...lines.below.values]).toEqual(expected);
    expect([...lines.above.values]).toEqual(expected);
  }
});

test.each([true, false])('a largest value, with 0 (%s), lies between its lines', (floor) => {
  const windows = Int32Array.of(0, 1);
  const step: MaximumStep = { kind: 'maximum', input: 0, output: 1, node: 'pool', windows, size: 2, floor };
  fc.assert(
    fc.property(values(2), mixture, (given, weights) => {
      const relaxed = relaxMaximum(step, hullOf(corners(given), count));
      const { below, above } = aroundMaximum(step, corners(given), relaxed, count);
      const highest = Math.max(at(weights, given, 0), at(weights, given, 1), floor ? 0 : -Infinity);
      expect(highest).toBeGreaterThanOrEqual(at(weights, below.values, 0) - below.errors[0]! - 1e-12);
      expect(highest).toBeLessThanOrEqual(at(weights, above.values, 0) + above.errors[0]! + 1e-12);
    }),
  );
});

test('rows that read what lies between lines are bounded, and no farther than they must', () => {
  fc.assert(
    fc.property(values(2), values(2), value, value, mixture, (some, others, w0, w1, weights) => {
      const low = affineValues(corners(some.map((one, i) => Math.min(one, others[i]!))), count);
      const high = affineValues(corners(some.map((one, i) => Math.max(one, others[i]!))), count);
      const map = {
        rows: 1,
        columns: 2,
        starts: Int32Array.of(0, 2),
        places: Int32Array.of(0, 1),
        weights: Float64Array.of(w0, w1),
        divisors: Float64Array.of(-2),
        offsets: Float64Array.of(0.25),
        uncertainty: 0,
        longest: 2,
      };
      const step: AffineStep = { kind: 'affine', inputs: [1], output: 2, node: 'dense', map };
      const { bounds } = boundsBetween(step, { below: low, above: high }, count);
      // All that is possible at a mixture: either line for either value.
      const possible = [low, high].flatMap((first) =>
        [low, high].map(
          (second) => (w0 * at(weights, first.values, 0) + w1 * at(weights, second.values, 1)) / -2 + 0.25,
        ),
      );
      expect(Math.min(...possible)).toBeGreaterThanOrEqual(bounds.low[0]! - 1e-12);
      expect(Math.max(...possible)).toBeLessThanOrEqual(bounds.high[0]! + 1e-12);
      const least = (corner: number): number => {
        const terms = [w0, w1].map((weight, j) => {
          const line = weight / -2 > 0 ? low : high;
          return (weight / -2) * line.values[j * count + corner]!;
        });
        return terms[0]! + terms[1]! + 0.25;
      };
      expect(bounds.low[0]).toBeCloseTo(Math.min(least(0), least(1), least(2)), 6);
    }),
  );
});
