import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { atMost, moreThan } from '../../src/gate/statistics/binomial.js';
import { clopperPearson, lowerBound, upperBound } from '../../src/statistics/clopperPearson.js';
import { exactAtMost } from '../gate/statistics/exact.js';

test.each([
  // R 4: binom.test(682, 925), binom.test(10, 100), binom.test(0, 10) and binom.test(10, 10).
  [682, 925, 0.7076683, 0.7654066],
  [10, 100, 0.04900469, 0.1762226],
  [0, 10, 0, 0.3084971],
  [10, 10, 0.6915029, 1],
])('the bounds on %i of %i are as published', (violations, cases, low, high) => {
  const found = clopperPearson(violations, cases, 0.975);
  expect(found.low).toBeCloseTo(low, 6);
  expect(found.high).toBeCloseTo(high, 6);
  expect(found.confidence).toBe(0.95);
});

test('without violations the upper bound is 1 - doubt^(1/n), for a million cases too', () => {
  for (const cases of [1, 10, 299, 10_000, 1_000_000])
    expect(upperBound(0, cases, 0.95) / -Math.expm1(Math.log(0.05) / cases)).toBeCloseTo(1, 8);
});

test('tails are those summed in whole numbers', () => {
  const rate = fc.integer({ min: 1, max: 999 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), rate, (cases, some, part) => {
      const most = some % (cases + 1);
      const exact = exactAtMost(most, cases, [part, 1000]);
      expect(Math.abs(atMost(most, cases, part / 1000) - exact)).toBeLessThan(5e-7);
      expect(Math.abs(moreThan(most, cases, part / 1000) - (1 - exact))).toBeLessThan(5e-7);
    }),
    { numRuns: 100 },
  );
});

test.each([1e-9, 1e-12, 1e-15])('of cases that fail once in 1 / %d, none fails among so many with 1 / e', (rate) => {
  expect(atMost(0, 1 / rate, rate)).toBeCloseTo(Math.exp(-1), 8);
});

test('outside of what there can be, it is certain or impossible', () => {
  expect([atMost(-2, 10, 0.5), moreThan(-2, 10, 0.5)]).toEqual([0, 1]);
  expect([atMost(-1, 10, 0.5), atMost(10, 10, 0.5), atMost(3, 10, 0), atMost(3, 10, 1)]).toEqual([0, 1, 1, 0]);
  expect([moreThan(-1, 10, 0.5), moreThan(10, 10, 0.5), moreThan(3, 10, 0), moreThan(3, 10, 1)]).toEqual([1, 0, 0, 1]);
});

test('at its bound a result has just the chance that is left of the confidence', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (cases, share) => {
      const violations = Math.min(cases - 1, Math.max(1, Math.floor(share * cases)));
      expect(atMost(violations, cases, upperBound(violations, cases, 0.95))).toBeCloseTo(0.05, 6);
      expect(moreThan(violations - 1, cases, lowerBound(violations, cases, 0.95))).toBeCloseTo(0.05, 6);
    }),
    { numRuns: 200 },
  );
});

test('nothing seen bounds nothing', () => {
  expect(clopperPearson(0, 0, 0.95)).toEqual({ low: 0, high: 1, confidence: 0.9 });
});
