import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import type { Corpus } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { labelOf } from '../classifier/scores.js';

/** How often a classifier gives the label that the images are known by. */
export interface Accuracy {
  /** Images whose known label is one of the classifier's. */
  readonly labelled: number;
  readonly correct: number;
  /** Whether it does no better than guessing: the commonest sign of preprocessing that is not what the model expects. */
  readonly atChance: boolean;
}

/**
 * Accuracy on the images of a corpus whose label is known, by its name or by its place among the classifier's labels.
 * Undefined where none is.
 */
export async function accuracyOf(classifier: Classifier, corpus: Corpus): Promise<Accuracy | undefined> {
  const { labels } = classifier.spec;
  const subject = new Subject(classifier);
  const known = knownLabels(classifier, corpus);
  if (known.length === 0) return undefined;
  const answers = await Promise.all(known.map(({ image }) => subject.scores(image)));
  const correct = answers.filter((scores, i) => labelOf(scores) === known[i]!.label).length;
  const chance = 1 / labels.length;
  // Three standard errors above guessing.
  const limit = chance + 3 * Math.sqrt((chance * (1 - chance)) / known.length);
  return { labelled: known.length, correct, atChance: correct / known.length <= Math.min(limit, 0.9) };
}

/** The images whose label is known, and which of the classifier's labels it is. */
export function knownLabels(
  { spec: { labels } }: Classifier,
  { images, truth }: Corpus,
): readonly { readonly image: Image; readonly label: number }[] {
  return images.flatMap((image, i) => {
    const name = truth[i];
    const label = name === undefined ? -1 : labels.includes(name) ? labels.indexOf(name) : placeOf(name, labels);
    return label === -1 ? [] : [{ image, label }];
  });
}

const placeOf = (truth: string, labels: readonly string[]): number =>
  /^\d+$/.test(truth) && Number(truth) < labels.length ? Number(truth) : -1;
