import type { ClassifierSpec } from '../../classifier/classifier.js';
import { here } from './here.js';
import type { ReplayedCase, ReplayReport } from './replay.js';

/** What is said of a replay besides what became of the cases. */
export interface ReplayContext {
  readonly spec: Pick<ClassifierSpec, 'id' | 'digest' | 'engine'>;
  /** The folder of the store. */
  readonly store: string;
  /** Stored cases that could not be read or tried, a sentence each. */
  readonly problems: readonly string[];
  /** The models whose cases were asked for. Default: none but this one; what the store has of others is tried if it can be. */
  readonly of?: readonly string[];
}

/** A replay as it is printed and written. Nothing is held while a case could not be read or tried: it may be the one that fails. */
export function replayReportOf(
  cases: readonly ReplayedCase[],
  { spec: { id, digest, engine }, store, problems, of = [] }: ReplayContext,
): ReplayReport {
  const isAny = (...answers: readonly ReplayedCase['answer'][]): boolean =>
    cases.some(({ answer }) => answers.includes(answer));
  const isUntried = cases.some(
    ({ answer, foundWith }) => answer === 'impossible' && [id, ...of].includes(foundWith.id),
  );
  return {
    schema: 'conic.replay/1',
    verdict: isAny('still failing', 'flaky')
      ? 'violated'
      : isAny('fixed') && !isUntried && problems.length === 0
        ? 'held'
        : 'inconclusive',
    model: { id, digest, engine },
    store,
    cases,
    problems,
    environment: here(),
  };
}
