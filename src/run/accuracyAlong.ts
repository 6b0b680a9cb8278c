import type { Classifier } from '../classifier/classifier.js';
import { orStopped } from '../clock.js';
import { labelOf } from '../classifier/scores.js';
import { Subject } from '../classifier/subject.js';
import { InputError } from '../errors.js';
import type { Corpus, ImageSource } from '../image/corpus.js';
import { strengthSteps } from '../image/strengthSteps.js';
import { settledStrengths, type Transformation, type TransformationStrength } from '../image/transformation.js';
import { develop } from '../image/undeveloped.js';
import { accuracySettings } from '../settings/accuracy.js';
import { filled } from '../settings/check.js';
import { functionOf, inCode, signal as abortSignal } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { strengthRange } from '../settings/strengths.js';
import type { Interval } from '../statistics/clopperPearson.js';
import { knownLabels, type KnownImage } from './knownLabels.js';

/** How often the known label is given at one strength. */
export interface AccuracyPoint {
  readonly strength: number;
  /** Images whose label is known and about which the transformation says something. */
  readonly images: number;
  readonly correct: number;
  /** correct / images; 0 where there is none. */
  readonly accuracy: number;
  /** Bounds of Clopper and Pearson on the accuracy on all images like these. */
  readonly interval: Interval;
}

/** Accuracy against the strength of a transformation. */
export interface AccuracyCurve extends Pick<TransformationStrength, 'identity' | 'scale' | 'means'> {
  /** The name of the transformation. */
  readonly along: string;
  /** Images of known label about which the transformation says nothing, such as those without colours. */
  readonly unfit: number;
  /** From the lowest strength to the highest; fewer than planned where it was ended. */
  readonly points: readonly AccuracyPoint[];
  readonly planned: number;
}

const options = settings({
  /** The lowest and the highest strength. Default: the usual ones of the transformation. */
  strength: {
    kind: strengthRange,
    help: 'the lowest and the highest strength',
    usually: "the transformation's usual ones",
  },
  ...accuracySettings,
  /** The images, some of which have a label that is known. */
  images: {
    kind: inCode<ImageSource>(
      "images.from('folder')",
      (value) => typeof value === 'object' && value !== null && 'load' in value && typeof value.load === 'function',
    ),
    help: 'where images come from',
    required: true,
  },
  /** Ends it when aborted, with what it has. */
  signal: { kind: abortSignal, help: 'ends it, with what it has' },
  /** Hears of every strength that is done. */
  onProgress: { kind: functionOf<(done: number, planned: number) => void>(), help: 'hears of every strength' },
});

export interface AccuracyAlongOptions extends OptionsOf<typeof options> {}

/**
 * How often a classifier gives images the label they are known by, at one strength of a transformation after the other.
 *
 * @throws InputError if no label is known, or the transformation has no such strength; ClassifierError if the model fails.
 * @example
 * const curve = await accuracyAlong(exposure, classifier, { images: images.from('photos'), strength: [0.25, 4] });
 * for (const { strength, accuracy, interval } of curve.points) console.log(strength, accuracy, interval.low, interval.high);
 */
export async function accuracyAlong(
  transformation: Transformation,
  classifier: Classifier,
  told: AccuracyAlongOptions,
): Promise<AccuracyCurve> {
  const { images, strength, points, signal, onProgress } = filled('accuracyAlong', options, told);
  const { shape, fit } = classifier.spec;
  const corpus = await images.load(shape, fit);
  const heard = { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) };
  return curveOn(transformation, classifier, corpus, {
    points,
    ...heard,
    ...(strength === undefined ? {} : { strength }),
  });
}

/** The same on images that were read. @param told `points`: how many strengths. */
export async function curveOn(
  transformation: Transformation,
  classifier: Classifier,
  corpus: Corpus,
  told: Omit<AccuracyAlongOptions, 'images'> & { readonly points: number },
): Promise<AccuracyCurve> {
  const { signal, onProgress } = told;
  const range = settledStrengths(transformation, told.strength, 'accuracyAlong');
  const known = knownLabels(classifier, corpus);
  if (known.length === 0)
    throw new InputError({
      where: 'accuracyAlong',
      found: 'no image whose label is known',
      expected: 'images in folders that are called as the labels of the model, or with a file of labels',
    });
  const fit = known.filter(({ image }) => transformation.unfit?.(image) === undefined);
  const { identity, scale, means } = transformation.strength;
  const steps = strengthSteps(transformation.strength, range, told.points);
  // Loaded here, since whoever imports conic need not pay for the library of statistics behind it.
  const { clopperPearson } = await import('../statistics/clopperPearson.js');
  const found: AccuracyPoint[] = [];
  for (const strength of steps) {
    const asked = await correctAt(
      fit,
      classifier,
      (image) => transformation.apply(image, strength),
      () => signal?.aborted === true,
    );
    if (asked.images < fit.length) break;
    const interval = clopperPearson(asked.correct, fit.length, 0.975);
    const { correct } = asked;
    found.push({
      strength,
      images: fit.length,
      correct,
      accuracy: fit.length === 0 ? 0 : correct / fit.length,
      interval,
    });
    onProgress?.(found.length, steps.length);
  }
  return {
    along: transformation.name,
    means,
    identity,
    scale,
    unfit: known.length - fit.length,
    points: found,
    planned: steps.length,
  };
}

/** Images that are changed and asked about at once; between such groups it is seen whether to go on. */
const atATime = 256;

/** How many images get the label they are known by, of all that were asked about and of those known by each label. */
export interface CorrectCount {
  readonly images: number;
  readonly correct: number;
  /** By the place of the label that images are known by. */
  readonly byTruth: ReadonlyMap<number, { readonly images: number; readonly correct: number }>;
}

/**
 * How many of the images get the label they are known by, once something was done to them.
 *
 * @param isOver whether no further image is to be asked about; `images` then are those that were.
 * @param signal ends it at once: images whose answers are not there are not counted.
 */
export async function correctAt(
  known: readonly KnownImage[],
  classifier: Classifier,
  changed: (image: KnownImage['image']) => KnownImage['image'],
  isOver: () => boolean,
  signal?: AbortSignal,
): Promise<CorrectCount> {
  const subject = new Subject(classifier, { signal });
  const byTruth = new Map<number, { readonly images: number; readonly correct: number }>();
  let [images, correct] = [0, 0];
  while (images < known.length && !isOver()) {
    const some = known.slice(images, images + atATime);
    const ask = () =>
      Promise.all(
        some.map(async ({ image, label }) => {
          await develop(image);
          const other = changed(image);
          await develop(other);
          return labelOf(await subject.scores(other)) === label;
        }),
      );
    const answers = await orStopped(ask, signal);
    if (answers === undefined) break;
    images += some.length;
    correct += answers.filter(Boolean).length;
    for (const [i, { label }] of some.entries()) {
      const known = byTruth.get(label) ?? { images: 0, correct: 0 };
      byTruth.set(label, { images: known.images + 1, correct: known.correct + (answers[i] === true ? 1 : 0) });
    }
  }
  return { images, correct, byTruth };
}
