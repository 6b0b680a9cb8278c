import type { Image } from '../image/image.js';
import type { ClassifierSpec } from '../classifier/classifier.js';
import type { Subject } from '../classifier/subject.js';
import { examinerOf } from './origin.js';
import type { Outcome } from './outcome.js';
import type { Property } from './property.js';

/**
 * What a property asks where the scores of a few images decide most cases. Threads that try many cases then need no promise for
 * each of them.
 */
export interface CaseQuestion<Case> {
  /** The images whose scores are needed, none if the case alone decides. */
  images(given: Case): readonly Image[];
  /** What comes of the case by these scores, in the order of the images; undefined where that is not yet known. */
  judge(given: Case, scores: readonly Float32Array[], spec: ClassifierSpec): Outcome | undefined;
  /** What comes of a case that `judge` left open; may ask more. */
  settle(given: Case, scores: readonly Float32Array[], subject: Subject): Promise<Outcome>;
}

/** By what examines a case. A copy of a property with another `examine` asks something else. */
const questions = new WeakMap<object, CaseQuestion<unknown>>();

/**
 * How a property examines a case by a question.
 *
 * @example
 * const { examine } = asking<Image>({
 *   images: (original) => [original, original.times(0.5)],
 *   judge: (original, [before, after]) => (labelOf(before!) === labelOf(after!) ? { kind: 'held' } : undefined),
 *   settle: async () => ({ kind: 'inconclusive', why: 'the label changes' }),
 * });
 */
export function asking<Case>(question: CaseQuestion<Case>): Pick<Property<Case>, 'examine'> {
  const examine = async (given: Case, subject: Subject): Promise<Outcome> => {
    const scores = await Promise.all(question.images(given).map((image) => subject.scores(image)));
    return question.judge(given, scores, subject.spec) ?? question.settle(given, scores, subject);
  };
  questions.set(examine, question);
  return { examine };
}

/** What a property asks of a case; undefined where it is not made by {@link asking}. */
export const questionOf = (property: Property<unknown>): CaseQuestion<unknown> | undefined =>
  questions.get(examinerOf(property));
