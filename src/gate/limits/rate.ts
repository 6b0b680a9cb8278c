import { z } from 'zod';
import { InputError } from '../../errors.js';
import type { Evidence } from '../inspections/evidence.js';
import { letterOf } from '../inspections/outcomes.js';
import { simultaneous } from '../statistics/simultaneous.js';
import { casesNeeded, type RateClaim } from '../statistics/casesNeeded.js';
import { clopperPearson } from '../../statistics/clopperPearson.js';
import { sequentialBounds } from '../statistics/sequentialBounds.js';
import { canPlan, decide, fixedPlan, sequentialPlan, type SequentialPlan } from '../statistics/sequentialPlan.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { eachLabelInWords, judgeEachLabel } from './eachLabel.js';
import { confidence, each, mostCases, shareInside } from './fields.js';
import type { Standing } from './kind.js';
import { decidedOf, shortness, type Judge, type Ruling } from './limit.js';
import { propertyLimit, type CasesNeeded, type LimitedProperty } from './propertyLimit.js';

/** The form of a rate that is to be shown. */
export const rateSchema = z.strictObject(
  {
    atMost: shareInside.describe('the largest rate of violations, as a share of the decided cases'),
    confidence: confidence.describe('default 0.95').exactOptional(),
    typical: z
      .number('a rate of 0 or more')
      .min(0, 'a rate of 0 or more')
      .describe('a rate with which a model is to pass nine times in ten: more cases, of which some may be violated')
      .exactOptional(),
    each: each.exactOptional(),
  },
  '{ atMost: 0.01, confidence: 0.95 }',
);

export type RateSettings = z.infer<typeof rateSchema>;

/**
 * The rate of violations is at most so much, with a confidence: that has to be shown, or the limit fails. Decided after all
 * cases by the bound of Clopper and Pearson, or earlier by a {@link SequentialPlan}.
 */
export const rate = propertyLimit({
  name: 'rate',
  unit: { name: 'share of cases', as: 'share', better: 'less' },
  schema: rateSchema,
  excludes: 'noneViolated',
  cases: (settings, { where, count }) => rateCases(settings, { where: `${where}.rate`, count }),
  claim: (settings) => `at most ${rateInWords(settings, 'of cases are violated')}`,
  judge: rateJudge,
});

/** As in `1 % of cases are violated, with 95 % confidence`. */
export function rateInWords(settings: RateSettings, what: string): string {
  const { atMost, confidence: sure } = rateOf(settings);
  const each = settings.each === undefined ? '' : eachLabelInWords;
  return `${percent(atMost)} ${what}${each}, with ${percent(sure)} confidence`;
}

/** How a rate is decided, for every limit that asks for one. */
export function rateJudge(settings: RateSettings, standing: Standing, claim: string): Judge {
  const { cases, exhaustive } = standing;
  const asked = rateOf(settings);
  if (settings.each !== undefined) return eachRateJudge(asked, standing, claim);
  const whole = exhaustive || !canPlan(asked, cases);
  const plan = whole ? fixedPlan(asked, cases) : sequentialPlan(asked, cases);
  const allowed = plan.allowed === 0 ? 'none' : `up to ${grouped(plan.allowed)}`;
  const end = whole && !exhaustive ? '; all are tried, since they are too many to plan an early stop' : '';
  // An answer once given stands, whatever comes of cases that another limit wants.
  let answered = false;
  return {
    planned: cases,
    announcement: `${counted(cases, 'case')} needed to show that ${claim}; ${allowed} may be violated${end}`,
    settled: ({ held, violated }) =>
      (answered ||= whole ? held + violated >= cases : decide(plan, held + violated, violated) !== undefined),
    // What comes before can only add violations.
    settledAnyhow: ({ violated }) => !whole && violated > plan.allowed,
    judge: (evidence) => judge(plan, evidence, whole),
  };
}

/** The same for each label. All cases are tried, since what is looked at ten times over has to be planned ten times over. */
function eachRateJudge({ atMost, confidence: sure }: RateClaim, { cases, labels }: Standing, claim: string): Judge {
  const fewest = casesNeeded({ atMost, confidence: simultaneous(sure, labels.length) });
  return {
    planned: cases,
    announcement: `${counted(cases, 'case')} to show that ${claim}; each of ${counted(labels.length, 'label')} takes at least ${grouped(fewest)} of them, none violated`,
    settled: ({ held, violated }) => held + violated >= cases,
    judge: (evidence) =>
      judgeEachLabel(
        {
          limit: atMost,
          of: 'violated',
          confidence: sure,
          labels,
          cases,
          said: { became: 'violated', thing: 'case' },
        },
        evidence,
      ),
  };
}

const rateOf = ({ atMost, confidence: sure = 0.95 }: RateSettings): RateClaim => ({ atMost, confidence: sure });

/**
 * The cases that a rate takes to show.
 *
 * @param on `where`: the place of the rate in the configuration.
 * @throws InputError if it would take more cases than there can be, or its rates cannot be told apart.
 */
export function rateCases(settings: RateSettings, { where, count }: LimitedProperty): CasesNeeded {
  const { typical = 0 } = settings;
  const asked = rateOf(settings);
  const sure = `with ${percent(asked.confidence)} confidence`;
  const shown = `to show that at most ${percent(asked.atMost)} are violated, ${sure}`;
  const fewest = casesNeeded(asked);
  if (count < fewest)
    throw new InputError({
      where,
      found: `a rate of a property of ${counted(count, 'case')}`,
      expected: `at least ${counted(fewest, 'case')} ${shown}`,
      remedy: 'Ask for noneViolated: true.',
    });
  if (fewest > mostCases)
    throw new InputError({
      where: `${where}.atMost`,
      found: `${asked.atMost}, which takes ${grouped(fewest)} cases to show ${sure}`,
      expected: `at least ${smallestRate(asked.confidence)}, since a gate tries at most ${grouped(mostCases)} cases of a property`,
    });
  if (typical >= asked.atMost / 1.2)
    throw new InputError({
      where: `${where}.typical`,
      found: String(typical),
      expected: `a rate clearly below atMost (${asked.atMost}), so that the two can be told apart`,
    });
  const each =
    settings.each === undefined ? asked : { ...asked, confidence: simultaneous(asked.confidence, usualLabels) };
  const usual = casesNeeded(each, typical) * (settings.each === undefined ? 1 : spareEach * usualLabels);
  if (usual > mostCases)
    throw new InputError({
      where: `${where}.typical`,
      found: `${typical}, which takes ${grouped(usual)} cases to tell from atMost (${asked.atMost})`,
      expected: `a lower rate, since a gate tries at most ${grouped(mostCases)} cases of a property`,
    });
  return { fewest, usual, expected: `at least ${fewest} ${shown}` };
}

/** How many labels a model has where nobody has opened it yet, and room for labels that come less often than others. */
const [usualLabels, spareEach] = [10, 2];

/** The smallest rate that can be shown with the most cases there may be, rounded up to two digits. */
function smallestRate(sure: number): number {
  const rate = -Math.expm1(Math.log1p(-sure) / mostCases);
  const digit = 10 ** (Math.floor(Math.log10(rate)) - 1);
  return Number((Math.ceil(rate / digit) * digit).toPrecision(2));
}

function judge(plan: SequentialPlan, evidence: Evidence, whole: boolean): Ruling {
  const { decided, violated } = whole
    ? { decided: decidedOf(evidence.counts), violated: evidence.counts.violated }
    : whereDecided(plan, evidence.outcomes);
  const { low, high, confidence } = whole
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
