import { measure } from '../../run/check.js';
import { plannedCases } from '../../run/setup.js';
import type { Counts } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { Result } from '../../run/result.js';
import type { Evidence, InspectionResult } from './evidence.js';
import type { Limit } from '../limits/limit.js';
import type { CaseNumbers } from './spareBlocks.js';
import { isOver, stoppedBy, untilDeadline, type GateRun } from './gateRun.js';
import { OutcomeLetters } from './outcomes.js';
import { countsOf, untried } from './results.js';

/** For each decided case that is wanted, up to so many are tried: the ratio at which a run gives up. */
const triesEach = 11;

/** The case numbers that are there for so many decided cases of a property. */
export const caseNumbers = (property: Pick<Property<never>, 'count'>, cases: number): CaseNumbers => ({
  wanted: cases,
  planned: plannedCases(property, cases * triesEach),
});

/** Whether so many cases are decided, or nothing further can change an answer of a limit. */
export const isEnough = (counts: Counts, wanted: number, limits: readonly Pick<Limit, 'settled'>[]): boolean =>
  counts.held + counts.violated >= wanted || limits.every((limit) => limit.settled(counts));

/**
 * Tries a property until so many cases are decided, or nothing further could change an answer.
 *
 * @param cases decided cases at most.
 * @param limits whose answers are to be known.
 */
export async function inspectProperty(
  property: Property<unknown>,
  cases: number,
  limits: readonly Limit[],
  run: GateRun,
): Promise<InspectionResult> {
  if (isOver(run)) return untried(property, run);
  const letters = new OutcomeLetters();
  let enough = false;
  const { wanted, planned } = caseNumbers(property, cases);
  const result = await measure(property, run.classifier, {
    ...run.options,
    ...untilDeadline(run),
    cases: planned,
    until: (counts, { kind }) => {
      letters.add(kind);
      enough = isEnough(counts, wanted, limits);
      return enough;
    },
  });
  if (result.lost !== undefined) run.loss.found = result.lost;
  return inspectedCases(result, { wanted, outcomes: letters.toString(), enough, stopped: () => stoppedBy(run) });
}

/** What is known of the cases of a property besides their result. */
export interface CasesTried {
  /** Decided cases that would have been enough. */
  readonly wanted: number;
  readonly outcomes: string;
  /** Whether they were. */
  readonly enough: boolean;
  /** What ended them before. */
  readonly stopped: () => Evidence['stopped'];
}

/** What came of the cases of a property. */
export function inspectedCases(
  result: Result,
  { wanted, outcomes, enough, stopped }: CasesTried,
): InspectionResult & { readonly result: Result } {
  // A property that gave way was not cut short: its cases are as undecided as they would have been later.
  const cutShort =
    enough || result.cases === result.planned || result.reason === 'nothing decided' ? undefined : stopped();
  return {
    result: { ...result, planned: Math.max(result.cases, Math.min(wanted, result.planned)) },
    evidence: {
      counts: countsOf(result),
      outcomes,
      ...(result.byLabel === undefined ? {} : { byLabel: result.byLabel }),
      batchDependent: result.reason === 'batch-dependent',
      ...(cutShort === undefined ? {} : { stopped: cutShort }),
    },
  };
}
