import { afterEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { seedOf } from '../../src/jest/seed.js';

afterEach(() => fc.resetConfigureGlobal());

test('what is told comes first, then fast-check’s globals, then the runner’s', () => {
  expect(seedOf(undefined, 3)).toBe(3);
  fc.configureGlobal({ seed: 2 });
  expect(seedOf(undefined, 3)).toBe(2);
  expect(seedOf(1, 3)).toBe(1);
  expect(seedOf(0, 3)).toBe(0);
});

test('what is told is left as it is, to be complained of', () => {
  expect(seedOf(0.5, 3)).toBe(0.5);
  expect(seedOf(2 ** 40, 3)).toBe(2 ** 40);
});

test('others are folded into 32 bits, as fast-check does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true })), (seed) => {
      const { seed: used } = fc.check(
        fc.property(fc.nat(), () => true),
        { seed },
      );
      expect(seedOf(undefined, seed)).toBe(used);
      fc.configureGlobal({ seed });
      expect(seedOf(undefined, 3)).toBe(used);
      fc.resetConfigureGlobal();
    }),
  );
});

test('where nobody has one, it is a new one of 32 bits', () => {
  const seeds = Array.from({ length: 20 }, () => seedOf(undefined, undefined));
  for (const seed of seeds) expect(seed | 0).toBe(seed);
  expect(new Set(seeds).size).toBeGreaterThan(15);
});
