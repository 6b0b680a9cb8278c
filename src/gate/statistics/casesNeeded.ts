import { atMost } from './binomial.js';

/** What is to be shown: the rate is at most this, with this confidence. */
export interface RateClaim {
  /** Above 0, below 1. */
  readonly atMost: number;
  /** Above 0, below 1. */
  readonly confidence: number;
}

/**
 * The most violations among `cases` that still show the claim: the Clopper-Pearson bound is at most the rate. -1 if none
 * does, since there are too few cases.
 *
 * @example allowedViolations({ atMost: 0.01, confidence: 0.95 }, 1000); // 4
 */
export function allowedViolations({ atMost: rate, confidence }: RateClaim, cases: number): number {
  // With room for the rounding of a chance that is exactly as large.
  const doubt = (1 - confidence) * (1 + 1e-12);
  // The bound is at most the rate just where as few violations have at most this probability at that rate.
  const shows = (violations: number): boolean => atMost(violations, cases, rate) <= doubt;
  let [shown, not] = [-1, Math.floor(cases * rate) + 1];
  while (not - shown > 1) {
    const middle = Math.floor((shown + not) / 2);
    if (shows(middle)) shown = middle;
    else not = middle;
  }
  return shown;
}

/**
 * How many decided cases show the claim, none of them violated: (1 - rate)^n is at most 1 - confidence.
 *
 * With `typical`, a rate that is to pass, there have to be more, of which some may be violated: the fewest with which a
 * model of that rate passes at least nine times in ten.
 *
 * @example
 * casesNeeded({ atMost: 0.01, confidence: 0.95 }); // 299
 * casesNeeded({ atMost: 0.01, confidence: 0.95 }, 0.0025); // 913, with up to 4 violated
 * casesNeeded({ atMost: 1e-300, confidence: 0.95 }); // Infinity: more than can be counted
 */
export function casesNeeded(claim: RateClaim, typical = 0, power = 0.9): number {
  const fewest = Math.ceil(Math.log1p(-claim.confidence) / Math.log1p(-claim.atMost) - 1e-9);
  // Above this, one case more is the same number.
  if (!Number.isSafeInteger(fewest)) return Infinity;
  const passes = (cases: number): boolean => atMost(allowedViolations(claim, cases), cases, typical) >= power;
  // For each number allowed, the fewest cases that allow it; the first of these that passes often enough is the answer.
  let cases = fewest;
  for (let allowed = 1; !passes(cases); allowed++) {
    let [too, enough] = [cases, cases * 2];
    while (enough - too > 1) {
      const middle = Math.floor((too + enough) / 2);
      if (allowedViolations(claim, middle) >= allowed) enough = middle;
      else too = middle;
    }
    cases = enough;
  }
  return cases;
}
