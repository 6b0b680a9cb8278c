import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scalars, type ScalarConstraints } from '../../src/generate/scalars.js';
import { conicWeights, convexWeights } from '../../src/generate/weights.js';
import { draw, failing, shrinkPath } from './walk.js';

/** Ranges on all sides of 1, wide and narrow. */
const range: fc.Arbitrary<{ readonly min: number; readonly max: number }> = fc
  .tuple(fc.double({ min: -40, max: 40, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true }))
  .map(([low, width]) => ({ min: 2 ** low, max: 2 ** (low + width) }));

const seeds = fc.integer();

/** Of two digits, a power of two, or a customary contrast. */
const isEasilySaid = (a: number): boolean =>
  Number(a.toPrecision(2)) === a || Number.isInteger(Math.log2(a)) || a === 0.125;

describe('scalars', () => {
  test('same seed, same scalars', () => {
    fc.assert(
      fc.property(range, seeds, (bounds, seed) => {
        const [one, other] = [1, 2].map(() => fc.sample(scalars(bounds), { seed, numRuns: 20 }));
        expect(one).toEqual(other);
      }),
      { numRuns: 50 },
    );
  });

  test('stay within the range, shrunk ones too', () => {
    fc.assert(
      fc.property(range, seeds, ({ min, max }, seed) => {
        for (const drawn of draw(scalars({ min, max }), { seed, count: 20 })) {
          expect(drawn.value).toBeGreaterThanOrEqual(min);
          expect(drawn.value).toBeLessThanOrEqual(max);
          for (const { value } of drawn.shrink()) {
            expect(value).toBeGreaterThanOrEqual(min);
            expect(value).toBeLessThanOrEqual(max);
          }
        }
      }),
    );
  });

  test('every candidate is nearer 1 than what it is shrunk from', () => {
    fc.assert(
      fc.property(range, seeds, (bounds, seed) => {
        for (const drawn of draw(scalars(bounds), { seed, count: 10 }))
          for (const { value } of drawn.shrink()) {
            const [nearer, farther] = [Math.abs(Math.log(value)), Math.abs(Math.log(drawn.value))];
            expect(nearer).toBeLessThan(farther);
          }
      }),
    );
  });

  test('shrinking ends, whatever fails', () => {
    fc.assert(
      fc.property(range, seeds, fc.integer(), fc.integer({ min: 1, max: 6 }), (bounds, seed, salt, rarity) => {
        for (const drawn of draw(scalars(bounds), { seed, count: 5 })) {
          const path = shrinkPath(drawn, failing(salt, rarity), 5000);
          expect(new Set(path).size).toBe(path.length);
        }
      }),
    );
  });

  // What passes and what fails may touch anywhere: the shrunk scalar is the next to the border that is easily said.
  test.each([
    ['below', { min: 1e-6, max: 1 }, (a: number, border: number) => a < border],
    ['above', { min: 1, max: 1e6 }, (a: number, border: number) => a > border],
  ])('shrink to a border %s 1', (_side, bounds, fails) => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), seeds, (place, seed) => {
        const border = bounds.min * (bounds.max / bounds.min) ** place;
        for (const drawn of draw(scalars(bounds), { seed, count: 20 })) {
          if (!fails(drawn.value, border)) continue;
          const last = shrinkPath(drawn, (a) => fails(a, border), 5000).at(-1)!;
          expect(fails(last, border)).toBe(true);
          expect(Math.abs(Math.log(last / border))).toBeLessThanOrEqual(Math.log(1.1) + 0.001);
          if (Math.abs(Math.log(last / border)) > 0.001) expect(isEasilySaid(last)).toBe(true);
        }
      }),
    );
  });

  test('shrink to two digits wherever some of them fail', () => {
    const arbitrary = scalars({ min: 1e-3, max: 1 });
    for (const drawn of draw(arbitrary, { seed: 3, count: 50 }))
      if (drawn.value < 0.3) expect(isEasilySaid(shrinkPath(drawn, (a) => a < 0.3137, 1000).at(-1)!)).toBe(true);
  });

  test('shrink to 1 where everything fails, or to what the range has nearest', () => {
    const nearest = ({ min, max }: { min: number; max: number }): number => Math.min(max, Math.max(min, 1));
    fc.assert(
      fc.property(range, seeds, (bounds, seed) => {
        for (const drawn of draw(scalars(bounds), { seed, count: 5 }))
          expect(shrinkPath(drawn, () => true, 100).at(-1)).toBe(nearest(bounds));
      }),
    );
  });

  test('a third are powers of two, a third customary contrasts, the rest anything', () => {
    const drawn = fc.sample(scalars({ min: 1e-3, max: 1 }), { seed: 1, numRuns: 3000 });
    const contrasts = [0.25, 0.15, 0.125, 0.1, 0.075, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001];
    for (const contrast of contrasts) expect(drawn).toContain(contrast);
    const power = (a: number): boolean => Number.isInteger(Math.log2(a));
    const powers = drawn.filter(power).length;
    const customary = drawn.filter((a) => !power(a) && contrasts.includes(a)).length;
    // 12 contrasts, 0.5 among them, and three of those are powers of two.
    expect(powers / 3000).toBeCloseTo(1 / 3 + 1 / 3 / 4, 1);
    expect(customary / 3000).toBeCloseTo(1 / 3 - 1 / 3 / 4, 1);
    expect(new Set(drawn).size).toBeGreaterThan(900);
    expect(drawn).not.toContain(1);
  });

  test('come from the whole range, evenly on a log scale', () => {
    const ladder = new Set([0.15, 0.1, 0.075, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001, 1.5, 3, 5, 10]);
    const drawn = fc
      .sample(scalars({ min: 1e-6, max: 1e6 }), { seed: 2, numRuns: 12_000 })
      .filter((a) => !Number.isInteger(Math.log2(a)) && !ladder.has(a));
    const decades = Array<number>(12).fill(0);
    for (const a of drawn) decades[Math.min(11, Math.floor(Math.log10(a)) + 6)]!++;
    // About 333 in each, standard deviation 17.5.
    for (const count of decades) expect(Math.abs(count - drawn.length / 12)).toBeLessThan(90);
  });

  test('multiply by 1 only by chance, though it be the only power of two', () => {
    const drawn = fc.sample(scalars({ min: 0.9, max: 1.4 }), { seed: 1, numRuns: 3000 });
    expect(drawn.filter((a) => a === 1).length).toBeLessThan(10);
  });

  test('of one value', () => {
    expect(new Set(fc.sample(scalars({ min: 0.3, max: 0.3 }), 20))).toEqual(new Set([0.3]));
  });

  test.each([
    [{ min: 0 }, 'scalars.min: found 0; expected a finite number above 0.'],
    [{ min: -1 }, 'scalars.min: found -1; expected a finite number above 0.'],
    [{ min: Number.NaN }, 'scalars.min: found NaN; expected a finite number above 0.'],
    [{ max: Infinity }, 'scalars.max: found Infinity; expected a finite number above 0.'],
    [{ min: 2, max: 1 }, 'scalars: found 2..1; expected the lower one first.'],
    [
      { min: 1.1, max: 1.9, powersOfTwo: true },
      'scalars: found no power of two between 1.1 and 1.9; expected a range that holds one.',
    ],
  ] satisfies [ScalarConstraints, string][])('refuses %j', (constraints, message) => {
    expect(() => scalars(constraints)).toThrow(message);
  });
});

describe('powers of two', () => {
  test('are exact, within the range, and all of them come up', () => {
    fc.assert(
      fc.property(fc.integer({ min: -120, max: 90 }), fc.integer({ min: 0, max: 30 }), (from, more) => {
        const drawn = fc.sample(scalars({ min: 2 ** from, max: 2 ** (from + more), powersOfTwo: true }), 2000);
        const found = new Set(drawn);
        for (const a of found) {
          expect(Number.isInteger(Math.log2(a))).toBe(true);
          expect(Math.fround(a)).toBe(a);
          expect(a >= 2 ** from && a <= 2 ** (from + more)).toBe(true);
        }
        const one = from <= 0 && from + more >= 0 && more > 0;
        expect(found.size).toBe(more + 1 - (one ? 1 : 0));
        expect(found.has(1)).toBe(from === 0 && more === 0);
      }),
      { numRuns: 40 },
    );
  });

  test('shrink to the one nearest 1 that fails', () => {
    const arbitrary = scalars({ min: 2 ** -40, max: 1, powersOfTwo: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 39 }), seeds, (exponent, seed) => {
        for (const drawn of draw(arbitrary, { seed, count: 20 })) {
          if (drawn.value > 2 ** -exponent) continue;
          expect(shrinkPath(drawn, (a) => a <= 2 ** -exponent, 2000).at(-1)).toBe(2 ** -exponent);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('weights', () => {
  const counts = fc.integer({ min: 1, max: 6 });

  test('of a convex combination are positive and together 1', () => {
    fc.assert(
      fc.property(counts, seeds, (count, seed) => {
        for (const weights of fc.sample(convexWeights(count), { seed, numRuns: 20 })) {
          expect(weights).toHaveLength(count);
          expect(weights.every((weight) => weight > 0)).toBe(true);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  test('of a convex combination shrink toward equal shares', () => {
    for (const drawn of draw(convexWeights(4), { seed: 1, count: 20 }))
      expect(shrinkPath(drawn, () => true, 1000).at(-1)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test('of a convex combination shrink to few and round ones that still fail', () => {
    for (const drawn of draw(convexWeights(3, 2), { seed: 1, count: 20 }))
      expect(shrinkPath(drawn, () => true, 1000).at(-1)).toEqual([0.5, 0.5]);
    for (const drawn of draw(convexWeights(3), { seed: 1, count: 20 })) {
      const last = shrinkPath(drawn, (weights) => weights.length === 3, 1000).at(-1)!;
      expect(last.every((weight) => Number(weight.toPrecision(2)) === weight)).toBe(true);
    }
  });

  test('of a convex combination stay positive and together 1 while they shrink', () => {
    for (const drawn of draw(convexWeights(5, 2), { seed: 4, count: 30 }))
      for (const { value } of drawn.shrink()) {
        expect(value.every((weight) => weight > 0)).toBe(true);
        expect(value.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
  });

  test('of a conic combination are in the range, each on its own', () => {
    fc.assert(
      fc.property(counts, seeds, (count, seed) => {
        for (const weights of fc.sample(conicWeights(count, { max: 4 }), { seed, numRuns: 20 })) {
          expect(weights).toHaveLength(count);
          expect(weights.every((weight) => weight >= 1e-3 && weight <= 4)).toBe(true);
        }
      }),
    );
    const pairs = fc.sample(conicWeights(2), { seed: 1, numRuns: 500 });
    expect(pairs.some(([a, b]) => a! > 1 && b! < 0.01)).toBe(true);
    expect(pairs.some(([a, b]) => a! < 0.01 && b! > 1)).toBe(true);
  });

  test('of a conic combination shrink toward 1', () => {
    for (const drawn of draw(conicWeights(3), { seed: 1, count: 20 }))
      expect(shrinkPath(drawn, () => true, 1000).at(-1)).toEqual([1, 1, 1]);
  });

  test('shrinking never yields the same weights again', () => {
    for (const arbitrary of [convexWeights(3), convexWeights(5, 2), conicWeights(3)])
      draw(arbitrary, { seed: 2, count: 30 }).forEach((drawn, salt) => {
        const path = shrinkPath(drawn, failing(salt, 2), 20_000).map((weights) => weights.join());
        expect(new Set(path).size).toBe(path.length);
      });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuse to be %d', (count) => {
    for (const make of [convexWeights, conicWeights])
      expect(() => make(count)).toThrow(`weights: found ${count}; expected a count of 1 or more.`);
  });

  test('NoRegression', () => {
    expect(fc.sample(scalars(), { seed: 42, numRuns: 8 })).toMatchSnapshot();
    expect(fc.sample(convexWeights(3), { seed: 42, numRuns: 3 })).toMatchSnapshot();
    expect(fc.sample(conicWeights(3), { seed: 42, numRuns: 3 })).toMatchSnapshot();
  });
});
