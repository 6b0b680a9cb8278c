import { now } from '../clock.js';
import type { Classifier } from '../classifier/classifier.js';
import { labelOf, largestProbability } from '../classifier/scores.js';
import { Subject } from '../classifier/subject.js';
import type { Corpus } from '../image/corpus.js';
import { knownLabels } from '../run/knownLabels.js';

/** The scalars at which accuracy is told. */
export const mendScalars: readonly number[] = [1, 0.5, 0.25, 0.1, 0.01, 0.001];

/** What a network does with images, for a comparison. */
export interface Measurement {
  /** The share of labelled images with their label, at each of {@link mendScalars}; left out where no image is labelled. */
  readonly accuracy?: readonly number[];
  /** The share of images whose label is another than that of the original at scalar 1; 0 for the original. */
  readonly changed: number;
  /** The share of images whose label is another, and that do not reach white. */
  readonly dim: number;
  /** The largest probability on black. */
  readonly onBlack: number;
  /** Milliseconds an image, in batches; to be compared within one run. */
  readonly milliseconds: number;
}

/** Labels of images at scalar 1, in the order of the corpus. */
export const labelsOn = async (subject: Subject, { images }: Corpus): Promise<readonly number[]> =>
  (await Promise.all(images.map((each) => subject.scores(each)))).map(labelOf);

/**
 * Measures a classifier on images.
 *
 * @param original the labels of the network that it is compared with.
 */
export async function measureMended(
  classifier: Classifier,
  corpus: Corpus,
  original: readonly number[],
): Promise<Measurement> {
  const subject = new Subject(classifier);
  const known = knownLabels(classifier, corpus);
  const begin = now();
  const labels = await labelsOn(subject, corpus);
  const milliseconds = (now() - begin) / corpus.images.length;
  const accuracy = await Promise.all(
    mendScalars.map(async (scalar) => {
      // At 1 they are remembered.
      const asked = known.map(({ image: each }) => subject.scores(scalar === 1 ? each : each.times(scalar)));
      const answers = await Promise.all(asked);
      return answers.filter((scores, i) => labelOf(scores) === known[i]!.label).length / known.length;
    }),
  );
  const isDim = corpus.images.map(({ brightest }) => brightest < 1);
  const differs = labels.map((label, i) => label !== original[i]);
  const shareOf = (of: readonly boolean[]): number => of.filter(Boolean).length / labels.length;
  return {
    ...(known.length === 0 ? {} : { accuracy }),
    changed: shareOf(differs),
    dim: shareOf(differs.map((each, i) => each && isDim[i]!)),
    onBlack: largestProbability(await subject.scores(corpus.images[0]!.times(0)), classifier.spec.scores),
    milliseconds,
  };
}
