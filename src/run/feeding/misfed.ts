import type { Classifier } from '../../classifier/classifier.js';
import { refed } from '../../classifier/refed.js';
import { now } from '../../clock.js';
import type { Corpus } from '../../image/corpus.js';
import { spread } from '../../image/spread.js';
import { accuracyOn, type Accuracy } from '../accuracy.js';
import { knownLabels, type KnownImage } from '../knownLabels.js';
import type { FeedingOptions } from './feedings.js';
import { otherFeedings, type OtherFeeding } from './mistakes.js';

/** Something that brings accuracy back. */
export interface FeedingRemedy {
  /** What to tell conic; empty where it cannot be told. */
  readonly options: FeedingOptions;
  /** What has to be done besides, outside of conic: `black and white swapped`. */
  readonly words?: string;
  readonly labelled: number;
  readonly correct: number;
}

/** A model that gives images the label they are known by no more often than guessing does: it is probably not fed as it was trained. */
export interface Misfed extends Pick<Accuracy, 'labelled' | 'correct' | 'expected'> {
  /** What says of what label an image is: `the folder`. */
  readonly truthBy: string;
  /** Of the usual mistakes the one that, undone, brings accuracy back; undefined where none does. */
  readonly remedy?: FeedingRemedy;
}

/** Images by which most models show that they are no guessers. */
const firstImages = 50;
const mostImages = 500;
/** Fewer images than this are no reason to doubt a verdict. */
const leastImages = 10;
/** Images on which every other feeding is tried, and the few best of them are compared. */
const triedOn = 40;
const comparedOn = 200;
const compared = 6;
/** Once something is found, a slow model is asked no longer than this, in milliseconds: it is a hint, and no verdict. */
const longEnough = 20_000;
/** Feedings that differ by no more than this share of the images do equally well, and the commonest mistake is told. */
const alike = 0.01;

const known = new WeakMap<Classifier, WeakMap<Corpus, Promise<Misfed | undefined>>>();

/**
 * Whether a classifier is at chance on the images of a corpus whose label is known; and if so, which of the usual mistakes
 * explains it. Most models are asked about 50 images for that, and one that is at chance about some hundreds. The answer for
 * the same classifier and corpus is remembered.
 *
 * @returns undefined where it is better than guessing, fewer than ten images are known, or the model fails.
 * @example
 * const { remedy } = (await misfedOn(classifier, corpus)) ?? {};
 * remedy?.options; // { range: [0, 255] }
 */
export async function misfedOn(
  classifier: Classifier,
  corpus: Corpus,
  signal?: AbortSignal,
): Promise<Misfed | undefined> {
  const found = known.get(classifier)?.get(corpus);
  if (found !== undefined) return found;
  const answer = lookAt(classifier, corpus, signal);
  const answers = known.get(classifier) ?? new WeakMap<Corpus, Promise<Misfed | undefined>>();
  known.set(classifier, answers.set(corpus, answer));
  try {
    return await answer;
  } catch {
    // What a model that fails here is worth, the run itself says; and who was interrupted may ask again.
    answers.delete(corpus);
    return undefined;
  }
}

/** So much larger a share of right labels is no accident of the images it was tried on. */
const muchBetter = 0.2;

/**
 * For a classifier that is better than guessing, and not much: another feeding with which it is far better. LeNet on inverted
 * pictures still knows trousers.
 *
 * @param accuracy its own, on the images of the corpus.
 */
export async function betterFeeding(
  classifier: Classifier,
  corpus: Corpus,
  { correct, expected, labelled }: Accuracy,
  signal?: AbortSignal,
): Promise<FeedingRemedy | undefined> {
  if (labelled < leastImages || correct - expected >= (labelled - expected) / 2) return undefined;
  const sample = spread(knownLabels(classifier, corpus), mostImages);
  const remedy = await remedyFor(classifier, sample, signal);
  return remedy !== undefined && remedy.correct / remedy.labelled - correct / labelled >= muchBetter
    ? remedy
    : undefined;
}

async function lookAt(
  classifier: Classifier,
  corpus: Corpus,
  signal: AbortSignal | undefined,
): Promise<Misfed | undefined> {
  const sample = spread(knownLabels(classifier, corpus), mostImages);
  if (sample.length < leastImages) return undefined;
  const first = await accuracyOn(spread(sample, firstImages), classifier, { signal });
  if (isClear(first)) return undefined;
  const { atChance, ...accuracy } = await accuracyOn(sample, classifier, { signal });
  if (!atChance) return undefined;
  const remedy = await remedyFor(classifier, sample, signal);
  return { ...accuracy, truthBy: corpus.truthBy, ...(remedy === undefined ? {} : { remedy }) };
}

/** Whether a few images leave no doubt: half of the way from guessing to all right. */
const isClear = ({ atChance, correct, expected, labelled }: Accuracy): boolean =>
  !atChance && correct - expected >= (labelled - expected) / 2;

/** A feeding, and how well it does. */
interface Trial {
  /** In the list of mistakes, the commonest first. */
  readonly place: number;
  readonly other: OtherFeeding;
  readonly accuracy: Accuracy;
}

async function remedyFor(
  classifier: Classifier,
  sample: readonly KnownImage[],
  signal: AbortSignal | undefined,
): Promise<FeedingRemedy | undefined> {
  const first = await tryAll(otherFeedings(classifier.spec), spread(sample, triedOn), classifier, signal);
  const again = first.slice(0, compared).toSorted((a, b) => a.place - b.place);
  const trials = await tryAll(
    again.map(({ other }) => other),
    spread(sample, comparedOn),
    classifier,
    signal,
  );
  const most = trials[0]?.accuracy.correct ?? 0;
  const [best] = trials
    .filter(({ accuracy: { correct, labelled } }) => correct >= most - alike * labelled)
    .toSorted((a, b) => a.place - b.place);
  if (best === undefined) return undefined;
  const { options, words } = best.other;
  const { labelled, correct } = best.accuracy;
  return { options, ...(words === undefined ? {} : { words }), labelled, correct };
}

/** The feedings that are better than guessing, the best first; of equal ones, the commoner mistake. */
async function tryAll(
  others: readonly OtherFeeding[],
  images: readonly KnownImage[],
  classifier: Classifier,
  signal: AbortSignal | undefined,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  const started = now();
  // One after the other: each fills batches of its own.
  for (const [place, other] of others.entries()) {
    if (trials.length > 0 && now() - started > longEnough) break;
    const accuracy = await accuracyOn(images, refed(classifier, other.feeding), {
      signal,
      changed: other.changed,
    }).catch(() => undefined);
    signal?.throwIfAborted();
    if (accuracy !== undefined && !accuracy.atChance) trials.push({ place, other, accuracy });
  }
  return trials.toSorted((a, b) => b.accuracy.correct - a.accuracy.correct);
}
