import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import type { ClassifierSpec } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { anyImage } from '../generate/anyImage.js';
import { Corpus, type ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { formatShape, sameShape } from '../image/shape.js';
import { knownLabels } from '../run/knownLabels.js';
import type { SettledDiff } from './options.js';
import type { TwoModels } from './twoModels.js';

/** One image, as each of two models takes it. */
export interface ImagePair {
  readonly one: Image;
  readonly other: Image;
  /** The place of its known label among those of the one model. */
  readonly truth?: number;
}

/** What two models are asked about. */
export interface ImagePairs {
  readonly pairs: readonly ImagePair[];
  /** Where they come from, in words. */
  readonly origin: string;
  readonly notes: readonly string[];
}

/**
 * The images for two models: files are read for each as it takes them, so the two may be of other sizes; made images and images in
 * memory have one shape, which both have to take.
 *
 * @throws InputError if images cannot be read, or the two models cannot be asked about the same ones: it says which takes what.
 */
export async function imagePairs(models: TwoModels, { images, made, seed }: SettledDiff): Promise<ImagePairs> {
  const { one, other } = models;
  if (images !== undefined && 'load' in images && !(images instanceof Corpus)) return fromSource(models, images);
  assertOneShape(one.spec, other.spec, images === undefined ? 'made images' : 'images in memory');
  if (images instanceof Corpus) return fromSource(models, images);
  if (images !== undefined) return { pairs: images.map(alike), origin: `${images.length} given`, notes: [] };
  const plain = { seed, numRuns: made, path: '', examples: [], plugins: [] };
  return {
    pairs: fc.sample(anyImage(one.spec.shape), plain).map(alike),
    origin: `${made} made by conic, seed ${seed}`,
    notes: [],
  };
}

const alike = (image: Image): ImagePair => ({ one: image, other: image });

async function fromSource({ one, other }: TwoModels, source: ImageSource): Promise<ImagePairs> {
  const ours = await loadedFor(source, one.spec);
  const theirs = isFedAlike(one.spec, other.spec) ? ours : await loadedFor(source, other.spec);
  const truth = new Map(knownLabels(one, ours).map(({ image, label }) => [image, label]));
  const pairOf = (image: Image, counterpart: Image): ImagePair => {
    const label = truth.get(image);
    return { one: image, other: counterpart, ...(label === undefined ? {} : { truth: label }) };
  };
  // Files that one of the two cannot take are left out of its list, and their place tells nothing.
  const byName = new Map(theirs.images.map((image) => [nameOf(image), image]));
  const pairs = ours.images.flatMap((image) => {
    const counterpart = ours === theirs ? image : byName.get(nameOf(image));
    return counterpart === undefined ? [] : [pairOf(image, counterpart)];
  });
  if (pairs.length === 0)
    throw new InputError({
      where: ours.origin,
      found: `no image that both ${one.spec.id} and ${other.spec.id} take`,
      expected: 'one or more',
    });
  const left = Math.max(ours.images.length, theirs.images.length) - pairs.length;
  const skipped = Math.max(ours.skipped.length, theirs.skipped.length);
  return {
    pairs,
    origin: `${pairs.length} from ${ours.origin}${skipped === 0 ? '' : `, ${skipped} unreadable left out`}`,
    notes: left === 0 ? [] : [`${left} images are left out, which only one of the two models takes.`],
  };
}

/** The images of a source as one model takes them. */
const loadedFor = (source: ImageSource, spec: ClassifierSpec): Promise<Corpus> => source.load(spec.shape, spec.fit);

/** Whether two models have image files fitted alike, so that reading them once is enough. */
const isFedAlike = (one: ClassifierSpec, other: ClassifierSpec): boolean =>
  sameShape(one.shape, other.shape) && isDeepStrictEqual(one.fit, other.fit);

const nameOf = ({ recipe, description }: Image): string =>
  typeof recipe['name'] === 'string' ? recipe['name'] : description;

function assertOneShape(one: ClassifierSpec, other: ClassifierSpec, what: string): void {
  if (sameShape(one.shape, other.shape)) return;
  throw new InputError({
    where: `images for ${one.id} and ${other.id}`,
    found: `${formatShape(one.shape)} for ${one.id} and ${formatShape(other.shape)} for ${other.id}`,
    expected: `models that take one shape, for ${what}`,
    remedy: 'Give image files, which are read for each model as it takes them.',
  });
}
