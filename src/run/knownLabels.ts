import type { Classifier } from '../classifier/classifier.js';
import type { Corpus } from '../image/corpus.js';
import type { Image, Truth } from '../image/image.js';

/** An image, and which of a classifier's labels it is known by. */
export interface KnownImage {
  readonly image: Image;
  readonly label: number;
}

/** The images whose label is known, and which of the classifier's labels it is. */
export function knownLabels(
  { spec: { labels } }: Pick<Classifier, 'spec'>,
  { images, truth }: Corpus,
): readonly KnownImage[] {
  return images.flatMap((image, i) => {
    const label = knownLabel(truth[i], labels);
    return label === undefined ? [] : [{ image, label }];
  });
}

/**
 * Which of the labels a class is, by its name or by its place among them; undefined where it is none of them.
 *
 * @example knownLabel('1', ['cat', 'dog']); // 1
 */
export function knownLabel(truth: string | undefined, labels: readonly string[]): number | undefined {
  if (truth === undefined) return undefined;
  const place = labels.indexOf(truth);
  if (place !== -1) return place;
  return /^\d+$/.test(truth) && Number(truth) < labels.length ? Number(truth) : undefined;
}

/**
 * The label that an image is known by, with what says so. Names that are none of the labels, such as that of a folder with all
 * images, say nothing of what the label should be.
 */
export function truthAmong(labels: readonly string[], { truth }: Pick<Image, 'truth'>): Truth | undefined {
  const label = knownLabel(truth?.name, labels);
  return truth === undefined || label === undefined ? undefined : { name: labels[label] ?? '', by: truth.by };
}
