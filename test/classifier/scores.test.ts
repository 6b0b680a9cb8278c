import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { labelOf, magnitudeOf, marginOf } from '../../src/classifier/scores.js';

const scores = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 9 })
  .map((values) => Float32Array.from(values));

describe('margins', () => {
  test('by hand', () => {
    expect(labelOf(Float32Array.of(1, 4, -8))).toBe(1);
    expect(labelOf(Float32Array.of(2, 2))).toBe(0);
    expect(magnitudeOf(Float32Array.of(1, 4, -8))).toBe(8);
    expect(marginOf(Float32Array.of(1, 4, -8), 1)).toBe(3 / 8);
    expect(marginOf(Float32Array.of(1, 4, -8), 0)).toBe(-3 / 8);
    expect(marginOf(Float32Array.of(0, 0), 0)).toBe(0);
    expect(marginOf(Float32Array.of(-1, -2), 0)).toBe(0.5);
  });

  test('the label is the one whose margin is not negative', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const label = labelOf(values);
        expect(values[label]).toBe(Math.max(...values));
        expect(marginOf(values, label)).toBeGreaterThanOrEqual(0);
        values.forEach((_, other) => {
          if (marginOf(values, other) > 0) expect(other).toBe(label);
        });
      }),
    );
  });

  test('do not change when scores are multiplied', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: -20, max: 20 }), (values, power) => {
        const scaled = values.map((value) => value * 2 ** power);
        if (magnitudeOf(scaled) < 1e-30) return;
        values.forEach((_, label) => expect(marginOf(scaled, label)).toBeCloseTo(marginOf(values, label), 5));
      }),
    );
  });
});
