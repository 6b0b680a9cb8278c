import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import type { ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { huntSettings } from '../settings/hunt.js';
import { Asker } from './asker.js';
import { concludeHunt } from './conclude.js';
import type { Hunted } from './hunted.js';
import { searchRay } from './search.js';
import { searchTogether, type SearchOfOne } from './searchTogether.js';
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
  const list = 'load' in images ? (await images.load(classifier.spec.shape, classifier.spec.fit)).images : images;
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

  const found = searchTogether<Float32Array, Hunted>({
    count: list.length,
    first: firstImage,
    group: groupBatches * batch,
    begin: (index) => huntOne(list[index]!, index, classifier, settings),
    ask: (questions) =>
      asker.ask(
        questions.map(({ index, scalar }) =>
          scalar === 1 ? list[index]! : list[index]!.times(scalar, settings.overflow),
        ),
      ),
    onFound: onHunted,
    onStep: tell,
    onEnd: () => stop.abort(),
  });
  try {
    yield* found;
  } catch (thrown) {
    if (signal?.aborted !== true) throw thrown;
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

/** The search of one image, and what it comes to. */
function* huntOne(
  image: Image,
  index: number,
  { spec }: Classifier,
  settings: HuntSettings,
): SearchOfOne<Float32Array, Hunted> {
  const { tolerance, precision } = settings;
  const trace = yield* searchRay({ range: rangeFor(settings, image), tolerance, precision });
  return concludeHunt(trace, image, index, spec.labels, tolerance);
}
