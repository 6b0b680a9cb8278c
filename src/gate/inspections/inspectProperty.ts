import { measure } from '../../run/check.js';
import type { Counts } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { InspectionResult } from './evidence.js';
import { isOver, stoppedBy, untilDeadline, type GateRun } from './gateRun.js';
import { OutcomeLetters } from './outcomes.js';
import { countsOf, untried } from './results.js';

/** For each decided case that is wanted, up to so many are tried: the ratio at which a run gives up. */
const triesEach = 11;

/**
 * Tries a property until so many cases are decided, or nothing further could change an answer.
 *
 * @param cases decided cases at most.
 * @param settled whether all answers are known.
 */
export async function inspectProperty(
  property: Property<unknown>,
  cases: number,
  settled: (counts: Counts) => boolean,
  run: GateRun,
): Promise<InspectionResult> {
  if (isOver(run)) return untried(property, run);
  const letters = new OutcomeLetters();
  let enough = false;
  const result = await measure(property, run.classifier, {
    ...run.options,
    ...untilDeadline(run),
    cases: cases * triesEach,
    until: (counts, { kind }) => {
      letters.add(kind);
      enough = counts.held + counts.violated >= cases || settled(counts);
      return enough;
    },
  });
  if (result.lost !== undefined) run.loss.found = result.lost;
  // A property that gave way was not cut short: its cases are as undecided as they would have been later.
  const complete = enough || result.cases === result.planned || result.reason === 'nothing decided';
  return {
    result: { ...result, planned: Math.max(result.cases, Math.min(cases, result.planned)) },
    evidence: {
      counts: countsOf(result),
      outcomes: letters.toString(),
      ...(result.byLabel === undefined ? {} : { byLabel: result.byLabel }),
      batchDependent: result.reason === 'batch-dependent',
      ...(complete ? {} : { stopped: stoppedBy(run) }),
    },
  };
}
