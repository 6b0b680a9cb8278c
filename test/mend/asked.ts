import { images, Subject, type Classifier, type Corpus } from 'conic';
import { someNumbers, take } from '../models/smallModels.js';

// What mended networks are asked about, and how their answers are compared.

export const shape = { height: 6, width: 6, channels: 3 } as const;
const random = someNumbers(11);
const noise = (most: number): Float32Array => take(108, random).map((value) => (Math.abs(value) * most) % 1);

/** Images that reach white, and some that do not. */
export const bright = images.fromPixels(
  shape,
  Array.from({ length: 6 }, () => noise(1).fill(1, 3, 4)),
);
export const dim = images.fromPixels(
  shape,
  Array.from({ length: 6 }, () => noise(0.5)),
);

/** Scores of all images times a scalar, above white as well. */
export const scoresOn = (
  classifier: Classifier,
  { images: all }: Corpus,
  scalar = 1,
): Promise<readonly Float32Array[]> => {
  const subject = new Subject(classifier);
  return Promise.all(all.map((image) => subject.scores(scalar === 1 ? image : image.times(scalar, 'allow'))));
};

/** The largest difference between scores, relative to the largest score. */
export function difference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const largest = Math.max(...a.flatMap((scores) => [...scores].map(Math.abs)));
  return Math.max(...a.flatMap((scores, i) => [...scores].map((score, j) => Math.abs(score - b[i]![j]!)))) / largest;
}
