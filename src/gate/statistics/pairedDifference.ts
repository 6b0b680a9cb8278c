import jstat from 'jstat';
import { together, type Interval } from '../../statistics/clopperPearson.js';

/** The same cases put to two models: how many were violated by whom. */
export interface Paired {
  readonly both: number;
  readonly onlyCandidate: number;
  readonly onlyBaseline: number;
  readonly neither: number;
}

/**
 * How much larger the candidate's rate of violations is than `factor` times the baseline's, with an interval that makes use
 * of the cases being the same.
 *
 * With factor 1 it is Newcombe's tenth method: Wilson's bounds for each rate, put together by their squares and the
 * correlation of the two. R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions
 * based on paired data", Statistics in Medicine 17 (1998) 2635-2650. Any other factor: G. Y. Zou, A. Donner, "Construction
 * of confidence limits about effect measures: a general approach", Statistics in Medicine 27 (2008) 1693-1702.
 *
 * It is an approximation: its coverage is near the stated confidence and not guaranteed.
 *
 * @param each the confidence of each bound.
 */
export function pairedDifference(
  { both, onlyCandidate, onlyBaseline, neither }: Paired,
  each: number,
  factor = 1,
): Interval & { readonly candidate: number; readonly baseline: number; readonly difference: number } {
  const cases = both + onlyCandidate + onlyBaseline + neither;
  const [candidate, baseline] = [(both + onlyCandidate) / cases, (both + onlyBaseline) / cases];
  const [ours, theirs] = [wilson(candidate, cases, each), wilson(baseline, cases, each)];
  const correlation = correlationOf({ both, onlyCandidate, onlyBaseline, neither });
  const difference = candidate - factor * baseline;
  const reach = (own: number, other: number): number =>
    Math.sqrt(Math.max(0, own ** 2 - 2 * correlation * own * factor * other + (factor * other) ** 2));
  return {
    candidate,
    baseline,
    difference,
    low: difference - reach(candidate - ours.low, theirs.high - baseline),
    high: difference + reach(ours.high - candidate, baseline - theirs.low),
    confidence: together(each),
  };
}

/** Wilson's score bounds of a rate. E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212. */
function wilson(rate: number, cases: number, each: number): { readonly low: number; readonly high: number } {
  const z = jstat.normal.inv(each, 0, 1);
  const [centre, scale] = [rate + z ** 2 / (2 * cases), 1 + z ** 2 / cases];
  const spread = z * Math.sqrt((rate * (1 - rate)) / cases + z ** 2 / (4 * cases ** 2));
  // What rounds does not come to exactly 0 and 1, and a rate beyond them is none.
  return {
    low: rate === 0 ? 0 : (centre - spread) / scale,
    high: rate === 1 ? 1 : (centre + spread) / scale,
  };
}

/** The correlation of two models' violations, with the correction for continuity of Newcombe's tenth method. */
function correlationOf({ both: a, onlyCandidate: b, onlyBaseline: c, neither: d }: Paired): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return 0;
  const excess = a * d - b * c;
  // Only what is above 0 is corrected, and not beyond it.
  const corrected = Math.min(excess, Math.max(0, excess - (a + b + c + d) / 2));
  return corrected / Math.sqrt(margins);
}
