import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MarginSketch } from '../../src/run/marginSketch.js';

const sketchOf = (margins: readonly number[]): MarginSketch => {
  const sketch = new MarginSketch();
  for (const margin of margins) sketch.add(margin);
  return sketch;
};

describe('a sketch of margins', () => {
  test('knows a median to 1 %, in three digits', () => {
    expect(sketchOf([-0.5, 0.1, 0.2]).median).toBe(0.0996);
    const margin = fc.double({ min: 1e-11, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(margin, fc.constantFrom(1, -1), (size, sign) => {
        const median = sketchOf([sign * size]).median!;
        // 1 % for the bucket, and half of the third digit.
        expect(Math.abs(median / (sign * size) - 1)).toBeLessThan(0.0101 + 0.005);
        expect(Number(median.toPrecision(3))).toBe(median);
      }),
    );
  });

  test('of an even number takes the lower of the two in the middle', () => {
    expect(sketchOf([0.5, 0.1]).median).toBe(sketchOf([0.1]).median);
    expect(sketchOf([0.5, -0.1, 0.1, 0.3]).median).toBe(sketchOf([0.1]).median);
    expect(sketchOf([0.5, 0.1, 0.3]).median).toBe(sketchOf([0.3]).median);
  });

  test('counts by size, with what is nearer 0 than 1e-12 as 0', () => {
    const { counts, size } = sketchOf([0.5, 1e-12, -0.5, 0, 1.1e-12, -1e-13, 0.5]);
    expect(counts.map(([, margins]) => margins)).toEqual([1, 3, 1, 2]);
    const [below, zero, above, half] = counts.map(([bucket]) => bucket);
    expect([zero, above]).toEqual([0, expect.any(Number)]);
    expect(above).toBeGreaterThan(0);
    expect(above).toBeLessThan(10);
    expect(below).toBe(-half!);
    expect(size).toBe(7);
  });

  test('of several adds up to that of all, in whatever order', () => {
    const [first, second] = [
      [0.1, -3, 0],
      [0.1, 7],
    ];
    const both = sketchOf(second);
    both.addAll(sketchOf(first).counts);
    expect(both.counts).toEqual(sketchOf([...first, ...second]).counts);
    expect(both.size).toBe(5);
    expect(both.median).toBe(sketchOf([0.1]).median);
  });
});
