import { clopperPearson, type Interval } from '../../statistics/clopperPearson.js';
import { simultaneous } from '../statistics/simultaneous.js';
import type { Evidence } from '../inspections/evidence.js';
import { grouped, listed, percent } from '../words.js';
import { shortness, type LabelRuling, type Ruling } from './limit.js';

/** What is to hold of each label: a rate of violations at most, or a share of what held at least. */
export interface EachLabelClaim {
  readonly limit: number;
  /** What the limit and the numbers are shares of. */
  readonly of: 'violated' | 'held';
  /** That the bounds of all labels hold together. Undefined: the share of these cases themselves is judged. */
  readonly confidence: number | undefined;
  /** All labels of the model. */
  readonly labels: readonly string[];
  /** Decided cases that are to be tried, of all labels together. */
  readonly cases: number;
  /** What became of those that are counted, and what they are: `violated`, `case`. */
  readonly said: { readonly became: string; readonly thing: string };
}

/** Labels that a sentence names. */
const mostNamed = 5;

/**
 * A limit that is to hold for each label. A label keeps it where its bound shows that, and does not where its other bound shows the
 * contrary; else, and where it has no cases, it is undecided. The limit fails if a label does, and passes only if all do.
 *
 * There are as many questions as labels, so every bound has the {@link simultaneous} confidence: all of them hold together with the
 * confidence that was asked for.
 */
export function judgeEachLabel(claim: EachLabelClaim, evidence: Evidence): Ruling {
  const { limit, labels } = claim;
  const { byLabel } = evidence;
  const decided = evidence.counts.held + evidence.counts.violated;
  const common = { cases: decided, limit };
  if (byLabel === undefined && decided > 0)
    return {
      ...common,
      outcome: 'inconclusive',
      reason: 'the cases do not say which image they are about: `held` of a property needs its `original`',
    };
  const rulings = labels.map((label): LabelRuling => {
    const { cases = 0, violated = 0 } = byLabel?.find((row) => row.label === label) ?? {};
    return rulingOn(claim, label, cases, violated);
  });
  const worst = worstOf(claim, rulings);
  const told = {
    ...common,
    labels: rulings,
    ...(worst?.measured === undefined ? {} : { measured: worst.measured, interval: worst.interval }),
  };
  const failing = rulings.filter(({ outcome }) => outcome === 'fail');
  if (failing.length > 0 && worst?.measured !== undefined)
    return {
      ...told,
      outcome: 'fail',
      reason: `${failing.length} of ${labels.length} labels do not keep it: ${named(failing, claim)}`,
      badness: badnessOf(claim, worst.measured, worst.interval),
    };
  const open = rulings.filter(({ outcome }) => outcome === 'inconclusive');
  if (evidence.stopped !== undefined)
    return { ...told, outcome: 'inconclusive', reason: shortness(evidence, claim.cases) };
  if (open.length > 0)
    return {
      ...told,
      outcome: 'inconclusive',
      reason: `${open.length} of ${labels.length} labels have too few cases to tell: ${named(open, claim)}`,
    };
  return {
    ...told,
    outcome: 'pass',
    reason: `each of ${labels.length} labels keeps it; the nearest is ${worst === undefined ? 'none' : inWords(worst, claim)}`,
  };
}

/** As in `, each label for itself`, for the claim. */
export const eachLabelInWords = ', for each label';

function rulingOn(claim: EachLabelClaim, label: string, cases: number, violated: number): LabelRuling {
  const { limit, of, confidence, labels } = claim;
  const counted = of === 'violated' ? violated : cases - violated;
  const each = confidence === undefined ? 0.975 : simultaneous(confidence, labels.length);
  const interval = clopperPearson(counted, cases, each);
  if (cases === 0) return { label, outcome: 'inconclusive', cases, interval };
  const measured = counted / cases;
  const [low, high] = confidence === undefined ? [measured, measured] : [interval.low, interval.high];
  const kept = of === 'violated' ? high <= limit : low >= limit;
  const lost = of === 'violated' ? low > limit : high < limit;
  return { label, outcome: kept ? 'pass' : lost ? 'fail' : 'inconclusive', cases, measured, interval };
}

/** Of the labels with cases, first by what came of them, the one that is farthest on the wrong side. */
function worstOf({ of }: EachLabelClaim, rulings: readonly LabelRuling[]): LabelRuling | undefined {
  const rank = { fail: 0, inconclusive: 1, pass: 2 } as const;
  const badness = ({ measured = 0 }: LabelRuling): number => (of === 'violated' ? measured : 1 - measured);
  const [worst] = rulings
    .filter(({ cases }) => cases > 0)
    .toSorted((a, b) => rank[a.outcome] - rank[b.outcome] || badness(b) - badness(a));
  return worst;
}

const badnessOf = (
  { of }: EachLabelClaim,
  measured: number,
  { low, high }: Interval,
): NonNullable<Ruling['badness']> =>
  of === 'violated'
    ? { measured, atLeast: low, atMost: high }
    : { measured: 1 - measured, atLeast: 1 - high, atMost: 1 - low };

function named(rulings: readonly LabelRuling[], claim: EachLabelClaim): string {
  const worstFirst = rulings.toSorted((a, b) => b.cases - a.cases);
  const names = worstFirst.slice(0, mostNamed).map((ruling) => inWords(ruling, claim));
  const more = rulings.length - names.length;
  return listed([...names, ...(more > 0 ? [`${more} more`] : [])]);
}

function inWords({ label, cases, measured, interval }: LabelRuling, { said }: EachLabelClaim): string {
  if (measured === undefined) return `${label} (no ${said.thing})`;
  const counted = Math.round(measured * cases);
  return `${label} (${grouped(counted)} of ${grouped(cases)} ${said.became}, ${percent(interval.low)} to ${percent(interval.high)})`;
}
