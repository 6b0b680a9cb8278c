import type { Counts } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { Result } from '../../run/result.js';
import type { Evidence, InspectionResult } from './evidence.js';
import { stoppedBy, type GateRun } from './gateRun.js';

/** What is known of a property whose turn did not come before the run was over. */
export const untried = (
  property: Pick<Property<never>, 'name' | 'claim'>,
  run: GateRun,
): InspectionResult & { readonly result: Result } =>
  neverTried(property, { seed: run.options.seed, stopped: stoppedBy(run), lost: run.loss.found });

/** The same where it is told why. */
export function neverTried(
  property: Pick<Property<never>, 'name' | 'claim'>,
  {
    seed,
    stopped,
    lost,
  }: { readonly seed: number; readonly stopped: NonNullable<Evidence['stopped']>; readonly lost: string | undefined },
): InspectionResult & { readonly result: Result } {
  const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
  return {
    result: {
      ...countedResult(property, counts, seed),
      verdict: 'inconclusive',
      reason: stopped,
      ...(lost === undefined ? {} : { lost }),
    },
    evidence: { counts, outcomes: '', batchDependent: false, stopped },
  };
}

/** The result of cases that were counted here, and not by the runner. */
export const countedResult = (
  property: Pick<Property<never>, 'name' | 'claim'>,
  counts: Counts,
  seed: number,
): Result => ({
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
