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

test.each([
  [0.01, 0.001, 473, 1],
  [0.01, 0.0015, 628, 2],
])(
  'of a rate of at most %d, a typical one of %d takes %i cases, with up to %i violated',
  (atMost, typical, cases, allowed) => {
    const claim = { atMost, confidence: 0.95 };
    expect(casesNeeded(claim, typical)).toBe(cases);
    expect(allowedViolations(claim, cases)).toBe(allowed);
  },
);

test('of very small rates it is found as fast, and is what the table of chi-squared says', () => {
  // Half the 95 % quantile with 10 degrees of freedom: 4 are allowed among so many times 1 / rate.
  expect(casesNeeded({ atMost: 1e-6, confidence: 0.95 }, 0.25e-6) / 1e6).toBeCloseTo(18.307 / 2, 3);
});

test('whoever is never violated passes with the fewest cases, however sure that is to be', () => {
  expect(casesNeeded({ atMost: 0.01, confidence: 0.95 }, 0, 1)).toBe(299);
});

test('more cases than can be counted are told as such', () => {
  expect(casesNeeded({ atMost: 1e-300, confidence: 0.95 })).toBe(Infinity);
});
