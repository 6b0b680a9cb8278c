import { serialize } from 'node:v8';
import { crewOf, type Crew } from '../../classifier/crew.js';
import { imagePlanOf, type ImagePlan } from '../../generate/imagePlan.js';
import { byteSamplesOf } from '../../image/byteImage.js';
import type { Image } from '../../image/image.js';
import { pictureOf } from '../../image/picture.js';
import { sizeOf } from '../../image/shape.js';
import { isDeveloped } from '../../image/undeveloped.js';
import { originOf } from '../origin.js';
import type { Setup } from '../setup.js';
import type { CarriedRun, ToldImage, ToldImages, ToldRun } from './slice.js';

/** A run that workers can do. */
export interface SentRun {
  /** No other run of this process has it. */
  readonly id: number;
  /** Puts what workers need where they reach it. A run that is over before they are asked never does. */
  readonly carry: () => CarriedRun;
  readonly crew: Crew;
  /** How many workers it is worth while to have at it. */
  readonly hands: number;
}

/** A thread needs as long as this many pixels take before it can begin: the smallest networks take them in a tenth of a second. */
const pixelsToBegin = 2 ** 21;

/** Bytes of a corpus that is put where workers reach it at once. Of a larger one, only images that are drawn are rendered. */
const mostBytes = 2 ** 29;

let runs = 0;

/**
 * The one decision on whether cases are made and examined in the workers that have the model. They are where the model has such
 * workers, the property can be made again there (see `madeBy`), images are those of a corpus or made by conic, nothing
 * is a function, and there is enough to do. Everything else is done on the main thread.
 *
 * @param least pixels that have to be left to do. Given by tests alone.
 */
export function sendRun<Case>(
  { property, subject, context, seed, cases, options: { path = '' } }: Setup<Case>,
  least = 2 * pixelsToBegin,
): SentRun | undefined {
  const crew = crewOf(subject.classifier);
  const origin = originOf(property);
  const plan = imagePlanOf(context.images);
  const size = sizeOf(subject.spec.shape);
  // A path into a shrink tree names a single case. And patterns are read from tensors that stay in the engine.
  if (crew === undefined || origin === undefined || plan === undefined || /[:+]/.test(path)) return undefined;
  if (property.needs.includes('pieces') || cases * size < least) return undefined;
  const images = plan.kind === 'made' ? [] : plan.images;
  if (images.length > cases || crew.copies * bytesFor(images, size) > mostBytes || !images.every(isOfCorpus))
    return undefined;
  const { spec, scalars, overflow, space } = context;
  const told = toldAs({
    origin,
    property: property.name,
    seed,
    spec,
    scalars,
    overflow,
    space,
    images: inWords(plan),
  });
  if (told === undefined) return undefined;
  const hands = Math.max(1, Math.min(crew.count, Math.floor((cases * size) / pixelsToBegin)));
  return { id: runs++, carry: () => ({ told, pixels: sharedPixels(images, size) }), crew, hands };
}

/** Undefined where something in it cannot be copied: a preprocessing step of the user's own is a function. */
function toldAs(run: ToldRun): Uint8Array | undefined {
  try {
    return inSharedMemory(serialize(run));
  } catch {
    return undefined;
  }
}

function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** Whether an image is all that a corpus has of it: a recipe and pixels. */
const isOfCorpus = (image: Image): boolean =>
  image.recipe.kind === 'corpus' && image.parts.length === 0 && isDeveloped(image);

function wordsOf(image: Image): ToldImage {
  const { recipe, description, truth } = image;
  return { recipe, description, truth, picture: pictureOf(image)?.size };
}

const inWords = (plan: ImagePlan): ToldImages =>
  plan.kind === 'made' ? plan : { ...plan, images: plan.images.map(wordsOf) };

const areBytes = (images: readonly Image[]): boolean => images.every((image) => byteSamplesOf(image) !== undefined);

const bytesFor = (images: readonly Image[], size: number): number =>
  images.length * size * (areBytes(images) ? 1 : Float32Array.BYTES_PER_ELEMENT);

/** Properties of one run draw from the same images. */
const known = new WeakMap<readonly Image[], CarriedRun['pixels']>();

function sharedPixels(images: readonly Image[], size: number): CarriedRun['pixels'] {
  const before = known.get(images);
  if (before !== undefined) return before;
  const memory = new SharedArrayBuffer(bytesFor(images, size));
  const pixels = areBytes(images) ? new Uint8Array(memory) : new Float32Array(memory);
  images.forEach((image, place) => pixels.set(byteSamplesOf(image) ?? image.pixels(), place * size));
  known.set(images, pixels);
  return pixels;
}
