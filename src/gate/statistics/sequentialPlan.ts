import { atMost, moreThan } from './binomial.js';
import { allowedViolations, type RateClaim } from './casesNeeded.js';

/** When to stop, by how many of the decided cases were violated so far. */
export interface SequentialPlan extends RateClaim {
  /** The most cases that are tried: those of the fixed-size decision. */
  readonly cases: number;
  /** Violations that the fixed-size decision allows among all cases; -1 if there are too few for any. */
  readonly allowed: number;
  /** Entry k: the model passes as soon as this many cases have been decided and k of them violated. */
  readonly passAt: readonly number[];
  /** Entry k: the model fails if the k-th violation is among the first so many cases. */
  readonly failUntil: readonly number[];
}

/**
 * Whether a {@link sequentialPlan} and its bounds take seconds to compute. They go through the cases one by one, each time with
 * about as many numbers of violations as the standard deviation, and the bounds do that some eighty times: at ten times this
 * much it would be minutes, in which nothing else is heard, signals included.
 *
 * @example canPlan({ atMost: 0.5, confidence: 0.95 }, 100_000); // true; of a million cases false
 */
export const canPlan = ({ atMost: rate }: RateClaim, cases: number): boolean =>
  cases * (8 + Math.sqrt(cases * rate * (1 - rate))) <= 4e7;

/** Kept back from what may be spent: what the incomplete beta function may be off by. */
const rounding = 1e-6;

/**
 * The rule by which a rate is decided early. It is at least as good as trying all `cases` and then looking at the
 * Clopper-Pearson bound, and keeps its error rate exactly:
 *
 * - The fixed-size decision passes a model at the limit with a probability below 1 - confidence, since violations come in
 *   whole numbers. What it leaves of that is spent on passing early: at k violations, as soon as the chance that a model at
 *   the limit gets there and would yet have failed in the end is within the budget. So P(pass) <= 1 - confidence for every
 *   rate at or above the limit, and whoever passes with all cases passes early or in the end.
 * - It fails as soon as more are violated than all cases allow, which is certain; or as soon as the rate is above the limit
 *   with the stated confidence: for every rate at or below it, the chance of that is at most 1 - confidence over the whole
 *   run.
 *
 * The first k + 1 violations may spend 1 - 1/(k + 2) of a budget; what one leaves goes to the next. Probabilities come from
 * going through the cases one by one with the distribution of violations among runs that are still undecided, so they are
 * exact. That it is enough to look at the limit itself follows since both rules ask for fewer violations to pass.
 *
 * Exact boundaries by recursion: J. R. Schultz et al., "Multiple-stage procedures for drug screening", Biometrics 29
 * (1973) 293-300. Spending an error rate step by step: K. K. G. Lan, D. L. DeMets, "Discrete sequential boundaries for
 * clinical trials", Biometrika 70 (1983) 659-663.
 *
 * @param cases decided cases, vacuous ones and near ties not counted.
 */
export function sequentialPlan(claim: RateClaim, cases: number): SequentialPlan {
  const { atMost: rate, confidence } = claim;
  const allowed = allowedViolations(claim, cases);
  const doubt = 1 - confidence;
  const spare = Math.max(0, doubt - atMost(allowed, cases, rate) - rounding);
  const passAt: number[] = [];
  const failUntil: number[] = [0];
  let [passing, failing] = [0, 0];
  // Of the runs that are undecided: how probable each number of violations is, from `passAt.length` on.
  let open: number[] = [1];
  for (let n = 1; n <= cases && open.length > 0; n++) {
    const lowest = passAt.length;
    const next = open.map((here, i) => here * (1 - rate) + (i === 0 ? 0 : open[i - 1]! * rate));
    const top = lowest + open.length;
    const arriving = open.at(-1)! * rate;
    if (top > allowed) failUntil[top] = cases;
    else if (failing + arriving <= share(top - 1) * (doubt - rounding)) failing += arriving;
    else {
      failUntil[top] = n - 1;
      next.push(arriving);
    }
    while (next.length > 0) {
      const violations = passAt.length;
      const certain = violations + cases - n <= allowed;
      const extra = certain ? 0 : next[0]! * moreThan(allowed - violations, cases - n, rate);
      if (!certain && passing + extra > share(violations) * spare) break;
      passing += extra;
      passAt.push(n);
      next.shift();
    }
    open = next;
  }
  for (let k = passAt.length; k <= allowed; k++) passAt.push(cases - (allowed - k));
  for (let k = failUntil.length; k <= allowed + 1; k++) failUntil.push(k > allowed ? cases : 0);
  return { ...claim, cases, allowed, passAt, failUntil };
}

/** The decision after all cases, by the bound of Clopper and Pearson; a failure is certain before, where it is. */
export function fixedPlan(claim: RateClaim, cases: number): SequentialPlan {
  const allowed = allowedViolations(claim, cases);
  const each = (value: number): readonly number[] => Array.from({ length: allowed + 1 }, () => value);
  return { ...claim, cases, allowed, passAt: each(cases), failUntil: each(0) };
}

const share = (violations: number): number => 1 - 1 / (violations + 2);

/** What a plan says of a number of decided cases and the violations among them. */
export function decide(plan: SequentialPlan, decided: number, violations: number): 'pass' | 'fail' | undefined {
  if (violations > plan.allowed || (violations > 0 && decided <= plan.failUntil[violations]!)) return 'fail';
  return decided >= plan.passAt[violations]! ? 'pass' : undefined;
}
