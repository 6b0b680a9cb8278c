import { expect, test } from '@jest/globals';
import { allowedViolations, casesNeeded } from '../../../src/gate/statistics/casesNeeded.js';
import { upperBound } from '../../../src/statistics/clopperPearson.js';
import { exactAtMost, type Fraction } from './exact.js';

test.each([
  // Sample sizes of success runs, as in any table of reliability demonstration: ln(1 - c) / ln(1 - r).
  [0.01, 0.95, 299],
  [0.05, 0.95, 59],
  [0.1, 0.9, 22],
  [0.01, 0.99, 459],
  [0.5, 0.75, 2],
  // So many that 1 less the rate has hardly a digit of it left.
  [1e-7, 0.95, 29_957_322],
  [3e-8, 0.95, 99_857_741],
])('a rate of %d with confidence %d takes %i cases', (atMost, confidence, cases) => {
  expect(casesNeeded({ atMost, confidence })).toBe(cases);
  expect(upperBound(0, cases, confidence)).toBeLessThanOrEqual(atMost + 1e-12);
  expect(allowedViolations({ atMost, confidence }, cases)).toBe(0);
  expect(allowedViolations({ atMost, confidence }, cases - 1)).toBe(-1);
});

const claims: readonly (readonly [Fraction, Fraction])[] = [
  [
    [1, 100],
    [25, 10_000],
  ],
  [
    [5, 100],
    [1, 100],
  ],
  [
    [10, 100],
    [5, 100],
  ],
];

test.each(claims)(
  'with a typical rate it is the fewest cases with which that passes nine times in ten',
  (limit, good) => {
    const claim = { atMost: limit[0] / limit[1], confidence: 0.95 };
    const cases = casesNeeded(claim, good[0] / good[1]);
    const allowed = allowedViolations(claim, cases);
    expect(exactAtMost(allowed, cases, limit)).toBeLessThanOrEqual(0.05);
    expect(exactAtMost(allowed + 1, cases, limit)).toBeGreaterThan(0.05);
    expect(exactAtMost(allowed, cases, good)).toBeGreaterThanOrEqual(0.9);
    // One case fewer allows one violation fewer, and then it would fail more often.
    expect(allowedViolations(claim, cases - 1)).toBe(allowed - 1);
    expect(exactAtMost(allowed - 1, cases - 1, good)).toBeLessThan(0.9);
  },
);
