import type { ReportedCounterexample, ReportedResult } from '../../report/documents/check.js';
import { againOf } from '../../report/pages/counterexample.js';
import type { GateFinding, GateLimit, GateReport } from '../report/schema.js';

/** What came of a limit. */
export type LimitOutcome = GateLimit['outcome'];

/** The order in which a reader wants to hear of them. */
const order: readonly LimitOutcome[] = ['fail', 'inconclusive', 'warn', 'accepted', 'pass'];

/** Limits, failures first; those of one outcome as they were. */
export const failuresFirst = (limits: readonly GateLimit[]): readonly GateLimit[] =>
  limits.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));

/** A finding and what the report has on it elsewhere. */
export interface ReportedFinding {
  readonly property: string;
  /** Its place in the report's `findings`; none for a counterexample that only the results have. */
  readonly place: number | undefined;
  readonly finding: GateFinding | undefined;
  /** The place in the report's `results` that it speaks of. */
  readonly resultPlace: number;
  readonly result: ReportedResult | undefined;
  readonly counterexample: ReportedCounterexample | undefined;
  /** The worst that came of a limit on this property, if there is one. */
  readonly outcome: LimitOutcome | undefined;
}

/** Every finding, and every counterexample of a result that no finding speaks of; those behind a failure first. */
export function foundIn({ findings, results, limits }: GateReport): readonly ReportedFinding[] {
  const spokenOf = new Set(findings.map(({ result }) => result));
  const unspoken = [...results.keys()].filter((i) => results[i]?.counterexample !== undefined && !spokenOf.has(i));
  const found = [
    ...findings.map((finding, place) => ({ property: finding.property, place, finding, resultPlace: finding.result })),
    ...unspoken.map((resultPlace) => ({
      property: results[resultPlace]?.property ?? '',
      place: undefined,
      finding: undefined,
      resultPlace,
    })),
  ];
  // Failures first, so the first of a property is its worst.
  const worst = new Map<string, LimitOutcome>();
  for (const { property, outcome } of failuresFirst(limits)) if (!worst.has(property)) worst.set(property, outcome);
  const ranked = found.map((one) => {
    const result = results[one.resultPlace];
    const outcome = worst.get(one.property) ?? worst.get(result?.property ?? one.property);
    return { ...one, result, counterexample: result?.counterexample, outcome };
  });
  const rank = ({ outcome }: ReportedFinding): number =>
    outcome === undefined ? order.length : order.indexOf(outcome);
  return ranked.toSorted((a, b) => rank(a) - rank(b));
}

/** The findings that a limit is about. */
export const foundFor = (
  { property }: Pick<GateLimit, 'property'>,
  found: readonly ReportedFinding[],
): readonly ReportedFinding[] => found.filter((one) => one.property === property || one.result?.property === property);

/** How many limits came out how, in words: `2 of 7 limits fail, 1 inconclusive, 1 warning`. */
export function countOutcomes({ limits }: Pick<GateReport, 'limits'>): string {
  const number = (wanted: LimitOutcome): number => limits.filter(({ outcome }) => outcome === wanted).length;
  if (limits.length === 0) return 'no limit was set';
  const of = limits.length === 1 ? 'of 1 limit' : `of ${limits.length} limits`;
  const [failed, undecided, warned, accepted] = [
    number('fail'),
    number('inconclusive'),
    number('warn'),
    number('accepted'),
  ];
  const passed = limits.length - failed - undecided - warned - accepted;
  const first = failed > 0 ? `${failed} ${of} failed` : `${passed} ${of} passed`;
  return [
    first,
    ...(undecided > 0 ? [`${undecided} inconclusive`] : []),
    ...(warned > 0 ? [`${warned} ${warned === 1 ? 'warning' : 'warnings'}`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ].join(', ');
}

/**
 * How to see a counterexample again: a line to paste; of a gate that was not called by the command, the flags of `conic check`. Where
 * only the gate tries it, or no command can be told what the gate is, the gate itself.
 */
export function replayOf(
  { property, finding, result }: Pick<ReportedFinding, 'property' | 'finding' | 'result'>,
  found: ReportedCounterexample,
  again: GateReport['again'],
): string | undefined {
  if (finding?.gateOnly === true || (again !== undefined && again.check === undefined))
    return `${again?.gate ?? 'conic gate'} --seed ${found.seed}`;
  return againOf(result ?? { property }, found, again?.check);
}
