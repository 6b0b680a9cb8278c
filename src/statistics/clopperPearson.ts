import jstat from 'jstat';

/** Bounds on a number: each holds with its own confidence, and both together with `confidence`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** The confidence of two bounds together, where each alone has this one: 0.9 for 0.95. */
export const together = (each: number): number => Number((2 * each - 1).toFixed(12));

/**
 * The exact upper bound of Clopper and Pearson on a rate: `violations` among `cases` seen, the true rate is at most this,
 * with the given confidence whatever it is. One-sided.
 *
 * The bound is the rate at which as few violations as these have probability 1 - confidence: a quantile of a beta
 * distribution. C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934) 404-413.
 *
 * @returns a number in [0, 1]; 1 without cases.
 * @example upperBound(0, 299, 0.95); // 0.00997: the "rule of three", 3 / n
 */
export function upperBound(violations: number, cases: number, confidence: number): number {
  return violations >= cases ? 1 : jstat.beta.inv(confidence, violations + 1, cases - violations);
}

/** The lower bound of the same kind: the true rate is at least this, with the given confidence. One-sided. */
export function lowerBound(violations: number, cases: number, confidence: number): number {
  return violations <= 0 ? 0 : jstat.beta.inv(1 - confidence, violations, cases - violations + 1);
}

/**
 * Both bounds, each with confidence `each`: a limit is judged by one of them, and the other is there to be seen.
 *
 * @example clopperPearson(4, 1000, 0.975); // { low: 0.00109, high: 0.0102, confidence: 0.95 }
 */
export const clopperPearson = (violations: number, cases: number, each: number): Interval => ({
  low: lowerBound(violations, cases, each),
  high: upperBound(violations, cases, each),
  confidence: together(each),
});
