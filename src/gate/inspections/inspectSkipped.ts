import type { Evidence } from './evidence.js';
import type { GateRun } from './gateRun.js';

/**
 * Which of the user's images could not be read and were left out: of the counts, those read are `held` and the others
 * `vacuous`. The model is not asked.
 */
export function inspectSkipped({ corpus }: Pick<GateRun, 'corpus'>): Evidence {
  const [held, vacuous] = [corpus?.images.length ?? 0, corpus?.skipped.length ?? 0];
  return { counts: { held, violated: 0, vacuous, inconclusive: 0 }, outcomes: '', batchDependent: false };
}
