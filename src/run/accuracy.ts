import type { Classifier } from '../classifier/classifier.js';
import { labelOf } from '../classifier/scores.js';
import { Subject } from '../classifier/subject.js';
import type { Corpus } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { spread } from '../image/spread.js';
import { agreementOf } from './feeding/chance.js';
import { knownLabels, type KnownImage } from './knownLabels.js';

/** How often a classifier gives the label that the images are known by. */
export interface Accuracy {
  /** Images whose known label is one of the classifier's, and that it was asked about. */
  readonly labelled: number;
  readonly correct: number;
  /** How many would be right by guessing, on average. */
  readonly expected: number;
  /** Whether it does no better than guessing: the commonest sign of preprocessing that is not what the model expects. */
  readonly atChance: boolean;
}

/** So many images tell the accuracy to 0.02. */
const mostImages = 500;

/**
 * Accuracy on the images of a corpus whose label is known, by its name or by its place among the classifier's labels: on at
 * most 500 of them, in even steps, so that a large corpus costs little. Undefined where none is known.
 */
export async function accuracyOf(
  classifier: Classifier,
  corpus: Corpus,
  options: AccuracyOptions = {},
): Promise<Accuracy | undefined> {
  const known = spread(knownLabels(classifier, corpus), mostImages);
  return known.length === 0 ? undefined : accuracyOn(known, classifier, options);
}

/** How an accuracy is asked for. */
export interface AccuracyOptions {
  /** Ends it: the questions that are left fail. */
  readonly signal?: AbortSignal | undefined;
  /** What is done to an image before it is asked about. */
  readonly changed?: ((image: Image) => Image) | undefined;
}

/** Accuracy on all of these images, of which there is at least one. @throws ClassifierError if the model fails. */
export async function accuracyOn(
  known: readonly KnownImage[],
  classifier: Classifier,
  { signal, changed = (image) => image }: AccuracyOptions = {},
): Promise<Accuracy> {
  const subject = new Subject(classifier, { signal });
  const answers = await Promise.all(
    known.map(async ({ image, label }) => ({
      known: label,
      given: labelOf(await subject.scores(changed(image))),
    })),
  );
  return { labelled: known.length, ...agreementOf(answers, classifier.spec.labels.length) };
}
