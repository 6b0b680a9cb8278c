import type { Accepted } from './known/accepted.js';
import type { Limit, Ruling } from './limits/limit.js';
import type { GateLimit, GateReport } from './report/schema.js';
import { percent } from './words.js';

/** What decides besides the numbers. */
export interface Standards {
  readonly failOn: 'fail' | 'warn';
  readonly accepted: readonly Accepted[];
  /** As `2027-01-31`. */
  readonly today: string;
}

/** A limit as it goes into the report: what came of it once severity and acceptance have had their say. */
export function reportedLimit(limit: Limit, ruling: Ruling, standards: Standards): GateLimit {
  const { name, property, kind, unit, severity, claim, id, planned } = limit;
  const { badness: _badness, interval, labels, outcome: _outcome, reason: _reason, ...numbers } = ruling;
  const common = {
    name,
    property,
    kind,
    unit,
    id,
    severity,
    claim,
    ...numbers,
    ...(interval === undefined ? {} : { interval: { ...interval } }),
    ...(labels === undefined ? {} : { labels: labels.map((each) => ({ ...each, interval: { ...each.interval } })) }),
    ...(planned === undefined ? {} : { planned }),
  };
  const known = standards.accepted.find((each) => each.id === id);
  const refused = ruling.outcome === 'fail' ? refusal(ruling, known, standards.today) : undefined;
  if (ruling.outcome === 'fail' && known !== undefined && refused === undefined) {
    const accepted = { reason: known.reason, expires: known.expires };
    return { ...common, outcome: 'accepted', reason: ruling.reason, accepted };
  }
  const onlySaid = severity === 'warn' && standards.failOn === 'fail' && ruling.outcome !== 'pass';
  const reason = refused === undefined ? ruling.reason : `${ruling.reason}; ${refused}`;
  return { ...common, outcome: onlySaid ? 'warn' : ruling.outcome, reason };
}

/** Why a failure is not accepted although something was, in words. */
function refusal({ badness }: Ruling, known: Accepted | undefined, today: string): string | undefined {
  if (known === undefined) return undefined;
  if (today > known.expires) return `it was accepted until ${known.expires}, which is over`;
  if (badness === undefined || badness.atLeast > known.upTo)
    return `worse than the ${percent(known.measured)} that was accepted`;
  return undefined;
}

/** A limit, what came of it, and how that goes into the report. */
export interface Judged {
  readonly limit: Limit;
  readonly ruling: Ruling;
  readonly reported: GateLimit;
}

/**
 * The one verdict: a failure fails, else what is not known is not known. Where no limit on the model was decided nothing is,
 * even if every one of them only warns.
 */
export function verdictOn(judged: readonly Judged[]): GateReport['verdict'] {
  const outcomes = judged.map(({ reported }) => reported.outcome);
  if (outcomes.includes('fail')) return 'fail';
  const decided = judged.some(({ limit, ruling }) => !limit.precondition && ruling.outcome !== 'inconclusive');
  return decided && !outcomes.includes('inconclusive') ? 'pass' : 'inconclusive';
}

/** What the command says to the shell. An error, which is 2, never passes. */
export const gateStatus = { pass: 0, fail: 1, inconclusive: 3 } as const satisfies Record<
  GateReport['verdict'],
  number
>;
