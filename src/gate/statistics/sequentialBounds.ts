import { together, type Interval } from '../../statistics/clopperPearson.js';
import { decide, type SequentialPlan } from './sequentialPlan.js';

/**
 * Exact bounds on the rate after a run under a {@link SequentialPlan}, wherever it ended: decided, or broken off for a reason
 * that has nothing to do with the cases. Clopper and Pearson's bounds would be wrong here, since the run looked at its own
 * result to decide when to end.
 *
 * Ends are ordered from best to worst: passed (the earlier the better), undecided or at the last case (the fewer violations
 * the better), failed (the later the better). The upper bound is the rate at which an end at least as good as this one has
 * probability 1 - confidence; the lower one likewise for as bad. So the upper bound is at most the limit just where the plan
 * passes. C. Jennison, B. W. Turnbull, "Confidence intervals for a binomial parameter following a multistage test",
 * Technometrics 25 (1983) 49-58.
 *
 * @param decided cases decided when it ended, and of these `violations` violated.
 * @returns bounds that each hold with the plan's confidence.
 */
export function sequentialBounds(plan: SequentialPlan, decided: number, violations: number): Interval {
  const doubt = 1 - plan.confidence;
  const ends = (rate: number): { readonly asGood: number; readonly asBad: number } =>
    compare(plan, rate, decided, violations);
  // As good an end becomes rarer as the rate grows, as bad a one more frequent.
  const high = decided === 0 ? 1 : rateWhere((rate) => ends(rate).asGood <= doubt);
  const low = decided === 0 ? 0 : rateWhere((rate) => ends(rate).asBad > doubt);
  return { low, high, confidence: together(plan.confidence) };
}

/** The lowest rate of which something is true, if it is true of all above it; to a millionth of it. */
function rateWhere(isTrue: (rate: number) => boolean): number {
  let [no, yes] = [0, 1];
  while (yes - no > Math.max(1e-12, 1e-6 * yes)) {
    const middle = (no + yes) / 2;
    if (isTrue(middle)) yes = middle;
    else no = middle;
  }
  return yes < 1e-11 ? 0 : yes;
}

/** Chances that make no difference to a bound. */
const negligible = 1e-16;

/** How probable ends at least as good, and at least as bad, as a given one are at a rate. */
function compare(plan: SequentialPlan, rate: number, decided: number, violations: number) {
  let [passed, failed] = [0, 0];
  let [earlierFailed, here] = [0, 0];
  let lowest = 0;
  let open: number[] = [1];
  for (let n = 1; n <= decided; n++) {
    earlierFailed = failed;
    open.push(0);
    for (let i = open.length - 1; i >= 0; i--) open[i] = open[i]! * (1 - rate) + (i === 0 ? 0 : open[i - 1]! * rate);
    if (n === decided) here = open[violations - lowest] ?? 0;
    // Runs are decided at the edges: passed where the fewest are violated, failed where the most are.
    let dropped = 0;
    for (; dropped < open.length; dropped++) {
      const passes = decide(plan, n, lowest + dropped) === 'pass';
      if (!passes && open[dropped]! >= negligible) break;
      // Of passes at the last case, only those with as few violations are as good.
      if (passes && (n < decided || lowest + dropped <= violations)) passed += open[dropped]!;
    }
    if (dropped > 0) open = open.slice(dropped);
    lowest += dropped;
    for (; open.length > 0; open.pop()) {
      const top = open.at(-1)!;
      const fails = decide(plan, n, lowest + open.length - 1) === 'fail';
      if (!fails && top >= negligible) break;
      if (fails) failed += top;
    }
  }
  const end = decide(plan, decided, violations);
  if (end === 'pass') return { asGood: passed, asBad: 1 - passed + here };
  if (end === 'fail') return { asGood: 1 - earlierFailed, asBad: failed };
  const [fewer, more] = [open.slice(0, violations - lowest + 1), open.slice(Math.max(0, violations - lowest))];
  return { asGood: passed + sum(fewer), asBad: failed + sum(more) };
}

const sum = (chances: readonly number[]): number => chances.reduce((total, chance) => total + chance, 0);
