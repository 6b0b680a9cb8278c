import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { nextFloat32, searchRay, type SearchOptions } from '../../src/hunt/search.js';
import { labelOf, marginOf } from '../../src/classifier/scores.js';
import type { Trace } from '../../src/hunt/trace.js';
import { hardSwishNetwork } from './hardSwish.js';

const usual: SearchOptions = { range: { min: 1e-4, max: 1e4 }, tolerance: 1e-5, precision: 1e-6 };

/** Runs a search on scores that are a function of the scalar. */
function search(
  scoresAt: (scalar: number) => readonly number[],
  options: Partial<SearchOptions> = {},
): { readonly trace: Trace; readonly asked: readonly number[] } {
  const asked: number[] = [];
  const running = searchRay({ ...usual, ...options });
  let step = running.next();
  while (step.done !== true) {
    asked.push(...step.value);
    step = running.next(step.value.map((scalar) => Float32Array.from(scoresAt(scalar))));
  }
  return { trace: step.value, asked };
}

/** Scores of a label function: 1 for the answer. */
const only =
  (labelAt: (scalar: number) => number, classes = 4) =>
  (scalar: number): readonly number[] =>
    Array.from({ length: classes }, (_, label) => (label === labelAt(scalar) ? 1 : 0));

test('nothing flips where the label is constant', () => {
  const { trace, asked } = search(only(() => 2));
  expect([trace.bracket(-1), trace.bracket(1)]).toEqual([undefined, undefined]);
  expect(new Set(asked).size).toBe(asked.length);
});

test('scores that scale bit for bit need no more than the coarse grid', () => {
  const { asked } = search((a) => [a * 3, a * 2, a * -1]);
  expect(asked).toHaveLength(31);
  expect(asked).toEqual(expect.arrayContaining([1e-4, 2 ** -13, 0.5, 1, 2, 2 ** 13, 1e4]));
});

test('a single flip is located to the precision asked for, on either side', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.0001e-4, max: 0.999, noNaN: true }),
      fc.double({ min: 1.001, max: 9999, noNaN: true }),
      (low, high) => {
        const { trace, asked } = search(only((a) => (a <= low ? 1 : a >= high ? 2 : 0)));
        const [below, above] = [trace.bracket(-1), trace.bracket(1)];
        expect(below?.inner.scalar).toBeGreaterThan(low);
        expect(below?.outer.scalar).toBeLessThanOrEqual(low);
        expect(below!.inner.scalar / below!.outer.scalar - 1).toBeLessThan(1.01e-6);
        expect(above?.inner.scalar).toBeLessThan(high);
        expect(above?.outer.scalar).toBeGreaterThanOrEqual(high);
        expect(above!.outer.scalar / above!.inner.scalar - 1).toBeLessThan(1.01e-6);
        expect(asked.length).toBeLessThan(200);
      },
    ),
  );
});

test('the nearest of several flips is found, however often the label changes, if it lasts longer than a step of the grid', () => {
  // Stretches of labels outward from 1, each wider than a quarter of an octave.
  const stretches = fc.array(fc.tuple(fc.nat(3), fc.double({ min: 0.2, max: 2, noNaN: true })), { maxLength: 12 });
  const labelAlong = (list: readonly (readonly [number, number])[], far: number): number => {
    let left = far;
    for (const [label, width] of list) {
      if (left < width) return label;
      left -= width;
    }
    return 0;
  };
  fc.assert(
    fc.property(stretches, stretches, (down, up) => {
      const labelAt = (a: number): number =>
        a === 1 ? 0 : labelAlong([[0, 0.2], ...(a < 1 ? down : up)], Math.abs(Math.log(a)));
      const nearestOf = (list: readonly (readonly [number, number])[]): number | undefined => {
        let far = 0.2;
        for (const [label, width] of list) {
          if (label !== 0) return far;
          far += width;
        }
        return undefined;
      };
      const { trace } = search(only(labelAt));
      for (const [direction, list] of [
        [-1, down],
        [1, up],
      ] as const) {
        const expected = nearestOf(list);
        const found = trace.bracket(direction)?.outer.scalar;
        if (expected === undefined || expected > Math.log(1e4)) expect(found).toBeUndefined();
        else expect(Math.abs(Math.abs(Math.log(found!)) - expected)).toBeLessThan(2e-6);
      }
    }),
  );
});

test('a third label that only midpoints reveal becomes the flip', () => {
  // On the grid the label goes from 0 to 1; between two of its points, nearer 1, label 2 is ahead for a little.
  const { trace } = search(only((a) => (a < 0.505 && a > 0.5 ? 2 : a <= 0.5 ? 1 : 0)));
  expect(trace.bracket(-1)).toMatchObject({ outer: { label: 2 } });
  expect(trace.bracket(-1)?.outer.scalar).toBeCloseTo(0.505, 5);
});

test('a dip between two points of the grid is looked into', () => {
  // Label 1 is ahead from 0.7 to 0.72 only: no point of the grid is there, but the lines through those around it meet there.
  const { trace } = search((a) => [1, 1.01 - Math.abs(a - 0.71), 0]);
  expect(trace.readings.some(({ scalar }) => scalar < 0.72 && scalar > 0.7)).toBe(true);
  expect(trace.bracket(-1)?.outer.scalar).toBeCloseTo(0.72, 5);
});

test('with piecewise-linear scores few questions suffice', () => {
  const { trace, asked } = search((a) => [a, 0.3 + 0.1 * a, 0]);
  expect(trace.bracket(-1)?.outer.scalar).toBeCloseTo(1 / 3, 5);
  expect(asked.length).toBeLessThan(100);
});

test('near ties are no flips; the witness is one', () => {
  // Below 0.5 label 1 is ahead by less than rounding error down to 0.4, then clearly.
  const { trace } = search((a) => [1, a > 0.5 ? 0 : a > 0.4 ? 1 + 5e-6 : 2]);
  const bracket = trace.bracket(-1);
  // The flip begins where the near tie does.
  expect(bracket?.inner.scalar).toBeGreaterThan(0.5);
  expect(bracket?.outer.scalar).toBeLessThanOrEqual(0.5);
  expect(bracket?.witness.margin).toBeLessThan(-1e-5);
  const only5e6 = search((a) => [1, a > 0.5 ? 0 : 1 + 5e-6]);
  expect(only5e6.trace.bracket(-1)).toBeUndefined();
});

test('the witness lies near the flip', () => {
  const { trace } = search((a) => [1 + a, 1.5]);
  const { outer, witness } = trace.bracket(-1)!;
  expect(outer.scalar).toBeCloseTo(0.5, 5);
  expect(witness.margin).toBeLessThan(-1e-5);
  expect(outer.scalar / witness.scalar - 1).toBeLessThan(2e-3);
});

test('an image that is a near tie itself is asked about on the coarse grid alone', () => {
  const { trace, asked } = search((a) => [1, 1 + 1e-7 * a]);
  expect(trace.origin.margin).toBeLessThanOrEqual(1e-5);
  expect(asked.length).toBeLessThan(40);
});

test('float32 precision: the two scalars at a flip are neighbours', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 0.9, noNaN: true }), (edge) => {
      const { trace } = search(
        only((a) => (a < edge ? 1 : 0)),
        { precision: 'float32' },
      );
      const { inner, outer } = trace.bracket(-1)!;
      expect(nextFloat32(outer.scalar, 1)).toBe(inner.scalar);
    }),
  );
});

test('a flip among the smallest floats, which lie farther apart than any precision, comes to an end', () => {
  for (const min of [1e-45, 1e-46, 1e-300]) {
    const { trace, asked } = search(
      only((a) => (a > 2e-45 ? 0 : 1)),
      { range: { min, max: 1 } },
    );
    expect(trace.bracket(-1)?.inner.scalar).toBe(2 * 2 ** -149);
    expect(asked.length).toBeLessThan(2000);
  }
});

test('every scalar asked about lies in the range, and is asked about once', () => {
  const range = { min: 0.03, max: 7 };
  const { asked } = search((a) => [Math.sin(9 * a), Math.cos(5 * a), 0.2], { range });
  expect(asked.every((a) => a >= range.min && a <= range.max)).toBe(true);
  expect(new Set(asked).size).toBe(asked.length);
});

test('scores of noise come to an end', () => {
  const hash = (a: number, label: number): number => Math.abs(Math.sin(a * 12_345.678 + label) * 1e4) % 1;
  const { asked } = search((a) => [0.5, hash(a, 1) * 0.501, hash(a, 2) * 0.501]);
  expect(asked.length).toBeLessThan(1000);
});

test('narrow islands of another label are found: networks of HardSwish against a scan', () => {
  // A grid of a quarter of an octave misses the nearest flip of every one of these.
  for (const seed of [64, 90, 287, 328, 621, 887, 926, 935, 936, 1061, 1163, 1322]) {
    const scores = hardSwishNetwork(seed);
    const { trace, asked } = search((a) => [...scores(a)], { range: { min: 1e-3, max: 1e3 } });
    const own = labelOf(scores(1));
    for (const side of [-1, 1] as const) {
      const scanned = Array.from({ length: 4000 }, (_, i) => 10 ** ((side * 3 * (i + 1)) / 4000));
      const first = scanned.find((a) => marginOf(scores(a), own) < -1e-3);
      if (first === undefined) continue;
      const found = trace.bracket(side)?.outer.scalar ?? Infinity ** side;
      expect({ seed, side, nearer: (found - first) * side <= 1e-6 * first }).toEqual({ seed, side, nearer: true });
    }
    expect(asked.length).toBeLessThan(200);
  }
});
