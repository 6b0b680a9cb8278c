import { InputError } from '../errors.js';
import type { Fit } from './fitting/fit.js';
import { byteImage } from './byteImage.js';
import { image, type Image } from './image.js';
import { changeInWords, withPicture, type PictureChange } from './picture.js';
import { assertShape, formatShape, sameShape, sizeOf, type ImageShape, type Size } from './shape.js';
import { undeveloped } from './undeveloped.js';

/** Something that images can be loaded from once it is known what shape the model takes. */
export interface ImageSource {
  /** @param fit how pictures become images of this shape, as the classifier's `spec.fit` says. */
  load(shape: ImageShape, fit?: Fit): Promise<Corpus>;
  /** The shape that the images have by themselves, where it is wanted for no model: that of the first. */
  ownShape?(): Promise<ImageShape>;
}

/** By what it can do: a test runner may have loaded conic twice. */
export const isImageSource = (value: unknown): value is ImageSource =>
  typeof value === 'object' && value !== null && 'load' in value && typeof value.load === 'function';

/** What an image of a corpus was made of. */
export interface StoredPicture {
  readonly size: Size;
  /** The pixels that become of it with one thing done otherwise. */
  readonly remade: (change: PictureChange) => Promise<Float32Array>;
}

/** What is known of one image of a corpus. */
export interface CorpusEntry {
  /** Where it comes from, for reports: `bag/00017.png`. */
  readonly name?: string | undefined;
  /** The name of its class. */
  readonly truth?: string | undefined;
  /** Writes its pixels, in [0, 1], into an array of zeros. */
  readonly render: (pixels: Float32Array) => void;
  /** Its samples, where it has 8 bits: `render` then makes the pixels of these. */
  readonly bytes?: Uint8Array | undefined;
  /** What it was made of: gives pixels again, made otherwise. */
  readonly picture?: StoredPicture;
}

/**
 * Real images of one shape, in memory, in an order that stays the same from run to run. Each is one Image object for as
 * long as the corpus lives, so that whoever caches by image can.
 *
 * @example
 * const corpus = await images.from('samples').load({ height: 28, width: 28, channels: 1 });
 * String(corpus.images[0]); // 'corpus #0 (ankle boot/00000.png)'
 * corpus.truth[0]; // 'ankle boot'
 */
export class Corpus implements ImageSource {
  readonly images: readonly Image[];
  /** The class of each image, where known. */
  readonly truth: readonly (string | undefined)[];
  /** What says of what class an image is: `the folder`. */
  readonly truthBy: string;
  /** Where the images come from: the path, or `pixels`. */
  readonly origin: string;
  /** The files that could not be read and were left out, each with the reason. */
  readonly skipped: readonly string[];
  /** What was done to pictures to make images of them, a sentence each: `Turned as EXIF says: 3 of 20 images.` */
  readonly notes: readonly string[];

  /** @throws InputError if there are no images. */
  constructor(
    readonly shape: ImageShape,
    entries: readonly CorpusEntry[],
    {
      origin,
      skipped = [],
      notes = [],
      truthBy = 'the truth',
    }: {
      readonly origin: string;
      readonly skipped?: readonly string[];
      readonly notes?: readonly string[];
      readonly truthBy?: string;
    },
  ) {
    if (entries.length === 0) throw new InputError({ where: origin, found: 'no images', expected: 'at least one' });
    this.images = entries.map((entry, index) => corpusImage(shape, entry, index, truthBy));
    this.truth = entries.map(({ truth }) => truth);
    this.truthBy = truthBy;
    this.origin = origin;
    this.skipped = skipped;
    this.notes = notes;
  }

  /**
   * This corpus, which is loaded already: there is nothing to fit.
   *
   * @throws InputError if another shape is wanted.
   */
  async load(shape: ImageShape): Promise<Corpus> {
    if (!sameShape(shape, this.shape))
      throw new InputError({
        where: this.origin,
        found: `images of ${formatShape(this.shape)}`,
        expected: formatShape(shape),
      });
    return this;
  }

  async ownShape(): Promise<ImageShape> {
    return this.shape;
  }
}

function corpusImage(
  shape: ImageShape,
  { name, truth, render, bytes, picture }: CorpusEntry,
  index: number,
  truthBy: string,
): Image {
  const known = truth === undefined ? undefined : { name: truth, by: truthBy };
  const [recipe, description] =
    name === undefined
      ? [{ kind: 'corpus', index }, `corpus #${index}`]
      : [{ kind: 'corpus', index, name }, `corpus #${index} (${name})`];
  const made =
    bytes === undefined
      ? image(shape, recipe, description, render, known)
      : byteImage(shape, recipe, description, bytes, known);
  if (picture === undefined) return made;
  const { size, remade } = picture;
  return withPicture(made, {
    size,
    fitted: (change) => {
      const { kernel, quality } = change;
      if (kernel === undefined && quality === undefined) return made;
      const how = { ...(kernel && { kernel }), ...(quality !== undefined && { quality }) };
      return undeveloped(
        shape,
        { kind: 'remade', of: recipe, ...how },
        `${description}, ${changeInWords(change)}`,
        () => remade(change),
        known,
      );
    },
  });
}

/** What may be said of images given as pixels: one entry an image. */
export interface PixelsOptions {
  /** Their names, for reports. */
  readonly names?: readonly string[];
  /** Their classes, where known. */
  readonly truth?: readonly (string | undefined)[];
}

/**
 * A corpus of pixels that the caller has: float32 in [0, 1], row by row, channels last. They are copied.
 *
 * @throws InputError if there are none, one has the wrong length, a value is not a number in [0, 1] (the error says
 * which), or there are more or fewer names or classes than images.
 * @example
 * fromPixels({ height: 1, width: 2, channels: 1 }, [Float32Array.of(0, 1)], { truth: ['edge'] });
 */
export function fromPixels(
  shape: ImageShape,
  pixels: readonly Float32Array[],
  { names, truth }: PixelsOptions = {},
): Corpus {
  assertShape(shape);
  pixels.forEach((values, index) => assertPixels(shape, values, index));
  for (const [where, list] of Object.entries({ names, truth }))
    if (list !== undefined && list.length !== pixels.length)
      throw new InputError({ where, found: `${list.length} entries`, expected: `${pixels.length}, one an image` });
  const entries = pixels.map((values, index) => ({
    name: names?.[index],
    truth: truth?.[index],
    render: (copy: Float32Array) => copy.set(values),
  }));
  const corpus = new Corpus(shape, entries, { origin: 'pixels' });
  // Rendered now, before the caller can change the arrays.
  for (const image of corpus.images) image.pixels();
  return corpus;
}

function assertPixels(shape: ImageShape, values: Float32Array, index: number): void {
  const where = `pixels[${index}]`;
  if (values.length !== sizeOf(shape))
    throw new InputError({
      where,
      found: `${values.length} values`,
      expected: `${sizeOf(shape)}, for an image of ${formatShape(shape)}`,
    });
  const at = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (at >= 0)
    throw new InputError({
      where: `${where}[${at}]`,
      found: String(values[at]),
      expected: 'a number from 0 (black) to 1 (white)',
      ...(values[at]! > 1 && values[at]! <= 255 ? { remedy: 'Divide 8-bit values by 255.' } : {}),
    });
}
