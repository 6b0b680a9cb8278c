import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import type { ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { settledStrengths, type Transformation } from '../image/transformation.js';
import { develop } from '../image/undeveloped.js';
import { filled } from '../settings/check.js';
import { huntSettings } from '../settings/hunt.js';
import { functionOf, signal as abortSignal } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { strengthRange } from '../settings/strengths.js';
import { Asker } from './asker.js';
import { concludeHunt } from './conclude.js';
import type { Flip, Hunted, LabelAtScalar } from './hunted.js';
import { searchRay, type Search } from './search.js';
import { searchTogether, type SearchOfOne } from './searchTogether.js';
import type { HuntProgress } from './settings.js';
import { strengthScale, type StrengthScale } from './strengthScale.js';
import { Trace } from './trace.js';
import type { LabelAtStrength, StrengthFlip, TransformedHunted } from './transformedHunted.js';

const alongOptions = settings({
  /** The strengths to look at: the lowest and the highest. Where identity is outside, they reach as far as it. Default: the usual ones. */
  strength: {
    kind: strengthRange,
    help: 'the strengths to look at: the lowest and the highest',
    usually: "the transformation's usual ones",
  },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: huntSettings.tolerance,
  /** Ends the hunt when aborted; what has been yielded is whole. */
  signal: { kind: abortSignal, help: 'ends the hunt' },
  /** Hears how far the hunt is, after every few questions. */
  onProgress: { kind: functionOf<(progress: HuntProgress) => void>(), help: 'hears how far the hunt is' },
});

/** What a hunt along a transformation is told. Everything has a default. */
export interface HuntAlongOptions extends OptionsOf<typeof alongOptions> {}

/** How closely flips are located, relative on the scale that is searched: some ten-millionths of the range. */
const precision = 1e-6;

/** Questions a batch, and batches under way for a worker. */
const fullBatch = 128;
const batchesAhead = 3;

/**
 * For every image, the flips of its label nearest identity as a transformation gets stronger, below identity and above it. The search is
 * that of `hunt` along scalars, on the scale of strengths: it does not assume that the label changes only once, and looks more finely where
 * the curve of margins falls or bends. Of whole strengths, all are tried. Where nothing flips that is no proof, and `clear` says how finely was
 * looked.
 *
 * Results come in the order of the images, and are the same every time.
 *
 * @param images a source, or images as they are.
 * @throws InputError if an option makes no sense or images cannot be read; ClassifierError if the model fails.
 * @example
 * for await (const { image, above } of huntAlong(classifier, images.from('samples'), gamma, { strength: [0.25, 4] }))
 *   if (above !== undefined) console.log(`${image}: ${above.kept.label} becomes ${above.label} at ${above.strength}`);
 */
export async function* huntAlong(
  classifier: Classifier,
  images: ImageSource | readonly Image[],
  transformation: Transformation,
  options: HuntAlongOptions = {},
): AsyncGenerator<TransformedHunted, void, undefined> {
  const { strength, tolerance, signal, onProgress } = filled('huntAlong', alongOptions, options);
  const scale = strengthScale(transformation.strength, settledStrengths(transformation, strength, 'huntAlong'));
  const list = 'load' in images ? (await images.load(classifier.spec.shape, classifier.spec.fit)).images : images;
  const subject = new Subject(classifier);
  const batch = Math.min(fullBatch, subject.batchLimit);
  const stop = new AbortController();
  const asker = new Asker(subject, batchesAhead * (classifier.concurrency ?? 1), batch, [stop.signal, signal]);
  const progress = { done: 0, planned: list.length, flipped: 0 };
  const found = searchTogether<Float32Array, TransformedHunted>({
    count: list.length,
    group: 2 * batch,
    begin: (index) => huntOne(list[index]!, index, { classifier, transformation, scale, tolerance }),
    ask: async (questions) => {
      const made = questions.map(({ index, scalar: place }) =>
        // Of what it says nothing about, only the image itself is asked.
        place === 1 ? list[index]! : transformation.apply(list[index]!, scale.strengthAt(place)),
      );
      await Promise.all(made.map((image) => develop(image)));
      return asker.ask(made);
    },
    onFound: ({ outcome }) => {
      progress.done++;
      if (outcome === 'flipped') progress.flipped++;
    },
    onStep: () => onProgress?.({ ...progress, evaluations: asker.asked }),
    onEnd: () => stop.abort(),
  });
  try {
    yield* found;
  } catch (thrown) {
    if (signal?.aborted !== true) throw thrown;
  }
}

interface HuntOfOne {
  readonly classifier: Classifier;
  readonly transformation: Transformation;
  readonly scale: StrengthScale;
  readonly tolerance: number;
}

/** The search of one image, and what it comes to. */
function* huntOne(
  image: Image,
  index: number,
  { classifier, transformation, scale, tolerance }: HuntOfOne,
): SearchOfOne<Float32Array, TransformedHunted> {
  const unfit = transformation.unfit?.(image);
  const { range, all } = scale;
  const trace =
    unfit !== undefined
      ? yield* everyPlace([1], tolerance)
      : all !== undefined
        ? yield* everyPlace(all, tolerance)
        : yield* searchRay({ range, tolerance, precision });
  return inStrengths(concludeHunt(trace, image, index, classifier.spec.labels, tolerance), scale, unfit);
}

/** Asks at every place there is. */
function* everyPlace(places: readonly number[], tolerance: number): Search {
  const scores = yield places;
  const trace = new Trace(scores[places.indexOf(1)]!, tolerance);
  places.forEach((place, i) => trace.add(place, scores[i]!));
  return trace;
}

/** What was found at places, told of strengths. */
function inStrengths(
  { index, image, label, margin, truth, outcome, below, above, clear, evaluations }: Hunted,
  { range, strengthAt }: StrengthScale,
  unfit: string | undefined,
): TransformedHunted {
  const whole = Math.max(-Math.log2(range.min), Math.log2(range.max));
  const share = (octaves: number): number => (whole === 0 ? 0 : octaves / whole);
  const said = (at: LabelAtScalar): LabelAtStrength => ({
    strength: strengthAt(at.scalar),
    label: at.label,
    margin: at.margin,
  });
  const flip = (found: Flip): StrengthFlip => ({
    ...said(found),
    kept: said(found.kept),
    witness: said(found.witness),
    far: share(Math.abs(Math.log2(found.scalar))),
  });
  const why = unfit ?? (outcome === 'vacuous' ? 'a near tie to begin with' : undefined);
  return {
    index,
    image,
    label,
    margin,
    ...(truth === undefined ? {} : { truth }),
    outcome: why === undefined ? outcome : 'vacuous',
    ...(why === undefined ? {} : { why }),
    ...(below === undefined ? {} : { below: flip(below) }),
    ...(above === undefined ? {} : { above: flip(above) }),
    clear: {
      min: strengthAt(clear.min),
      max: strengthAt(clear.max),
      strengths: clear.scalars,
      apart: share(Math.log2(clear.apart)),
    },
    evaluations,
  };
}
