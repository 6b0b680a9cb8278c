import type { Counts } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { Result } from '../../run/result.js';
import type { InspectionResult } from './evidence.js';
import { stoppedBy, type GateRun } from './gateRun.js';

/** What is known of a property whose turn did not come before the run was over. */
export function untried(property: Property<unknown>, run: GateRun): InspectionResult & { readonly result: Result } {
  const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
  const stopped = stoppedBy(run);
  return {
    result: {
      ...countedResult(property, counts, run.options.seed),
      verdict: 'inconclusive',
      reason: stopped,
      ...lostOf(run),
    },
    evidence: { counts, outcomes: '', batchDependent: false, stopped },
  };
}

/** What there was instead of an answer, where the model was lost. */
export const lostOf = ({ loss: { found } }: GateRun): Pick<Result, 'lost'> =>
  found === undefined ? {} : { lost: found };

/** The result of cases that were counted here, and not by the runner. */
export const countedResult = (property: Property<unknown>, counts: Counts, seed: number): Result => ({
  property: property.name,
  claim: property.claim,
  verdict: counts.violated > 0 ? 'violated' : counts.held > 0 ? 'held' : 'inconclusive',
  cases: counts.held + counts.violated + counts.vacuous + counts.inconclusive,
  planned: 1,
  held: counts.held,
  violated: counts.violated,
  vacuous: counts.vacuous,
  inconclusive: counts.inconclusive,
  reasons: {},
  seed,
  evaluated: 0,
  durationMs: 0,
});

/** The counts of a result. */
export const countsOf = ({ held, violated, vacuous, inconclusive }: Result): Counts => ({
  held,
  violated: violated,
  vacuous,
  inconclusive,
});
