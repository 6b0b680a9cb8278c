import { clopperPearson } from '../statistics/clopperPearson.js';
import { letterOf } from '../subjects/outcomes.js';
import { sequentialBounds } from '../statistics/sequentialBounds.js';
import { decide, fixedPlan, sequentialPlan, type SequentialPlan } from '../statistics/sequentialPlan.js';
import { counted, grouped, percent } from '../words.js';
import { decidedOf, limitOn, shortness, type Evidence, type LimitKind, type Ruling } from './limit.js';

/**
 * The rate of violations is at most so much, with a confidence: that has to be shown, or the limit fails. Decided after all
 * cases by the bound of Clopper and Pearson, or earlier by a {@link SequentialPlan}.
 */
export const rate: LimitKind = (asked) => {
  if (asked.rate === undefined) return undefined;
  const { cases, exhaustive, rate: claim } = asked;
  const plan: SequentialPlan = exhaustive ? fixedPlan(claim, cases) : sequentialPlan(claim, cases);
  const asks = `at most ${percent(claim.atMost)} of cases are violated, with ${percent(claim.confidence)} confidence`;
  // An answer once given stands, whatever comes of cases that another limit wants.
  let answered = false;
  return limitOn(asked, 'rate', asks, {
    planned: cases,
    announcement: `${counted(cases, 'case')} needed to show that ${asks}; ${plan.allowed === 0 ? 'none' : `up to ${grouped(plan.allowed)}`} may be violated`,
    settled: ({ held, violated }) =>
      (answered ||= exhaustive ? held + violated >= cases : decide(plan, held + violated, violated) !== undefined),
    judge: (evidence) => judge(plan, evidence, exhaustive),
  });
};

function judge(plan: SequentialPlan, evidence: Evidence, exhaustive: boolean): Ruling {
  const { decided, violated } = exhaustive
    ? { decided: decidedOf(evidence.counts), violated: evidence.counts.violated }
    : whereDecided(plan, evidence.outcomes);
  const { low, high, confidence } = exhaustive
    ? clopperPearson(violated, decided, plan.confidence)
    : sequentialBounds(plan, decided, violated);
  const measured = decided === 0 ? undefined : violated / decided;
  const common = {
    cases: decided,
    limit: plan.atMost,
    ...(measured === undefined ? {} : { measured }),
  };
  const answer = decided === 0 ? undefined : decide(plan, decided, violated);
  // What rounding may have put above the limit is not above it.
  const top = answer === 'pass' ? Math.min(high, plan.atMost) : high;
  const interval = { low, high: top, confidence };
  if (answer === undefined)
    return { ...common, interval, outcome: 'inconclusive', reason: shortness(evidence, plan.cases) };
  const sure = `with ${percent(plan.confidence)} confidence`;
  const seen = `${grouped(violated)} of ${counted(decided, 'case')} violated`;
  const saved = plan.cases > decided ? { saved: plan.cases - decided } : {};
  if (answer === 'pass')
    return {
      ...common,
      ...saved,
      interval,
      outcome: 'pass',
      reason: `${seen}: the rate is at most ${percent(top)}, ${sure}`,
    };
  const shown = low > plan.atMost;
  const why = shown
    ? `the rate is at least ${percent(low)}, ${sure}`
    : `it may be as high as ${percent(high)}, ${sure}`;
  return {
    ...common,
    ...saved,
    interval,
    outcome: 'fail',
    reason: `${seen}: ${why}`,
    badness: { measured: measured ?? 1, atLeast: low, atMost: high },
  };
}

/** Where the plan ended, or would have if no other limit had wanted more cases; those that came later do not count. */
function whereDecided(plan: SequentialPlan, outcomes: string) {
  let [decided, violated] = [0, 0];
  for (const letter of outcomes) {
    if (letter !== letterOf.held && letter !== letterOf.violated) continue;
    decided++;
    if (letter === letterOf.violated) violated++;
    if (decide(plan, decided, violated) !== undefined) break;
  }
  return { decided, violated };
}
