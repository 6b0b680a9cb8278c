import type { Classifier } from '../../classifier/classifier.js';
import { Subject, type SubjectOptions } from '../../classifier/subject.js';
import type { Counterexample } from '../../run/result.js';
import type { GateFinding } from './schema.js';

/** Points of a curve. */
const points = 41;

/**
 * The scores of a counterexample's image from full light down to a quarter of the scalar at which it failed: what a reader
 * wants to see of a label that changes. Undefined where no scalar is at work.
 *
 * Asked one image at a time, so that the same numbers come every time.
 */
export async function askCurve(
  { views, scalar }: Counterexample,
  classifier: Classifier,
  { space, signal }: Pick<SubjectOptions, 'space' | 'signal'>,
): Promise<GateFinding['curve']> {
  const [first] = views;
  if (first === undefined || views.length !== 2 || scalar === undefined || scalar <= 0 || scalar >= 1) return undefined;
  const subject = new Subject(classifier, { alone: true, signal, ...(space === undefined ? {} : { space }) });
  const lowest = scalar / 4;
  const scalars = Array.from({ length: points }, (_, i) => short(lowest ** (i / (points - 1))));
  const scores = await Promise.all(scalars.map((each) => subject.scores(first.image.times(each))));
  return { scalars, scores: scores.map((row) => Array.from(row, short)) };
}

/** Enough digits for a picture. */
const short = (value: number): number => Number(value.toPrecision(5));
