import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import type { ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { huntSettings } from '../settings/hunt.js';
import { Asker } from './asker.js';
import { concludeHunt } from './conclude.js';
import type { Hunted } from './hunted.js';
import { searchRay } from './search.js';
import { rangeFor, settledHunt, type HuntOptions, type HuntSettings } from './settings.js';

/**
 * For every image, the flips of its label nearest 1 as its pixels are multiplied by a scalar, below 1 and above it. The search
 * does not assume that the label changes only once; see {@link searchRay} for what it tries.
 *
 * Results come as they are found, in the order of the images. Many images are searched at once; they go in groups whose
 * questions share batches, and one that is finished leaves its group. Which questions share a batch depends on the images and
 * the options alone and not on timing, so that the same hunt gives the same results to the last bit.
 *
 * @param images a source, or images as they are.
 * @throws InputError if an option makes no sense or images cannot be read; ClassifierError if the model fails.
 * @example
 * for await (const { image, below } of hunt(classifier, images.from('samples'), { scalars: { min: 0.01, max: 1 } }))
 *   if (below !== undefined) console.log(`${image}: ${below.kept.label} becomes ${below.label} at ${below.scalar}`);
 */
export async function* hunt(
  classifier: Classifier,
  images: ImageSource | readonly Image[],
  options: HuntOptions = {},
): AsyncGenerator<Hunted, void, undefined> {
  const settings = settledHunt(options);
  const list = 'load' in images ? (await images.load(classifier.spec.shape)).images : images;
  const { firstImage = huntSettings.firstImage.default, signal, onProgress } = options;
  const subject = new Subject(classifier, { space: settings.space });
  const batch = batchOf(subject);
  const stop = new AbortController();
  const asker = new Asker(subject, batchesAhead * (classifier.concurrency ?? 1), batch, [stop.signal, signal]);
  const progress = { done: 0, planned: Math.max(0, list.length - firstImage), flipped: 0 };
  const tell = (): void => onProgress?.({ ...progress, evaluations: asker.asked });
  const onHunted = ({ index, outcome }: Hunted): void => {
    if (index < firstImage) return;
    progress.done++;
    if (outcome === 'flipped') progress.flipped++;
  };

  const size = groupBatches * batch;
  // Begins with a whole group, so that batches are what they would be without `firstImage`.
  let next = Math.floor(firstImage / size) * size;
  const groups: Promise<readonly Hunted[]>[] = [];
  const begin = (): void => {
    while (groups.length < groupsAhead && next < list.length) {
      const group = huntGroup(list.slice(next, next + size), next, classifier, settings, asker, onHunted, tell);
      // Its failure is heard of when its turn comes.
      group.catch(() => undefined);
      groups.push(group);
      next += size;
    }
  };
  try {
    for (;;) {
      begin();
      const group = groups.shift();
      if (group === undefined) return;
      for (const hunted of await group) if (hunted.index >= firstImage) yield hunted;
    }
  } catch (thrown) {
    if (signal?.aborted !== true) throw thrown;
  } finally {
    stop.abort();
    await Promise.allSettled(groups);
  }
}

/** Questions a batch. Engines gain little beyond it, and smaller groups come to their results sooner. */
const fullBatch = 128;

const batchOf = ({ batchLimit }: Pick<Subject, 'batchLimit'>): number => Math.min(fullBatch, batchLimit);

/** How many images are searched together: a hunt that begins and ends with whole groups gives what a longer one gives of them. */
export const imagesInGroup = (classifier: Classifier): number => groupBatches * batchOf(new Subject(classifier));

/** Batches a worker: one under way, one to go on with, and one being filled. */
const batchesAhead = 3;

/** Images of a group, in batches. */
const groupBatches = 2;

/** Groups under way: while one thinks about its answers, the workers have the questions of the others. */
const groupsAhead = 8;

/** The search of some images, step by step together. */
async function huntGroup(
  images: readonly Image[],
  first: number,
  { spec }: Classifier,
  settings: HuntSettings,
  asker: Asker,
  onHunted: (hunted: Hunted) => void,
  tell: () => void,
): Promise<readonly Hunted[]> {
  const { tolerance, precision, overflow } = settings;
  const found: Hunted[] = [];
  let active = images.map((image, place) => {
    const search = searchRay({ range: rangeFor(settings, image), tolerance, precision });
    return { image, place, search, step: search.next() };
  });
  while (active.length > 0) {
    const questions = active.flatMap(({ image, step }) =>
      step.done === true ? [] : step.value.map((scalar) => (scalar === 1 ? image : image.times(scalar, overflow))),
    );
    const answers = await asker.ask(questions);
    let at = 0;
    for (const one of active) {
      if (one.step.done === true) continue;
      const { length } = one.step.value;
      one.step = one.search.next(answers.slice(at, at + length));
      at += length;
    }
    active = active.filter(({ step, image, place }) => {
      if (step.done !== true) return true;
      const hunted = concludeHunt(step.value, image, first + place, spec.labels, tolerance);
      found[place] = hunted;
      onHunted(hunted);
      return false;
    });
    tell();
  }
  return found;
}
