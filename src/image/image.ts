import { toStringMethod } from 'fast-check';
import { InputError } from '../errors.js';
import { formatShape, sameShape, sizeOf, type ImageShape } from './shape.js';
import type { ValueOf } from '../settings/kind.js';
import type { overflow } from '../settings/run.js';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How an image was made, small enough to print and to keep: `{ kind: 'checkerboard', cell: 4, dark: 0, light: 1 }`. */
export interface Recipe {
  readonly kind: string;
  readonly [field: string]: Json;
}

/** What an image is known to show, and by what: `{ name: 'dress', by: 'the folder' }`. */
export interface Truth {
  readonly name: string;
  readonly by: string;
}

/** One term of a combination: `weight` (0 or more) times `image`, which is itself a plain or a clamped image. */
export interface Part {
  readonly weight: number;
  readonly image: Image;
}

/**
 * What to do where a scaled or combined image would be brighter than white (1):
 * - `limit`: darken the whole of it until its brightest value is white. Nothing is lost.
 * - `clamp`: cut off at white, as a camera does. That changes the image, so it can break a claim the network keeps.
 * - `allow`: hand values above 1 to the model.
 */
export type Overflow = ValueOf<typeof overflow>;

/**
 * An image: a recipe, and pixels that are rendered when somebody asks for them.
 *
 * Pixels are float32 in [0, 1] (0 black, 1 white), row by row, channels last (`[height, width, channels]`). Images never
 * change. Scaled and combined images keep their parts, so that a classifier can apply the weights wherever the scalar is
 * meant to act: on the pixels, or after preprocessing. Printing an image, by fast-check too, shows its description and
 * not its numbers.
 *
 * @example
 * const grey = image({ height: 2, width: 2, channels: 1 }, { kind: 'constant', level: 0.5 }, 'constant 0.5', (pixels) =>
 *   pixels.fill(0.5),
 * );
 * grey.times(0.5).pixels(); // [0.25, 0.25, 0.25, 0.25]
 */
export abstract class Image {
  abstract readonly recipe: Recipe;
  /** In words: `checkerboard of 4 pixels`, `corpus #17 (bag/00017.png) x 0.25`. */
  abstract readonly description: string;
  /** The terms of a scaled or combined image; empty for a plain one. */
  abstract readonly parts: readonly Part[];
  /** Whether values above white are cut off. */
  abstract readonly clamped: boolean;
  /** What it is known to show, at whatever scalar; undefined where nobody says, and for combinations of several. */
  abstract readonly truth: Truth | undefined;

  constructor(readonly shape: ImageShape) {}

  /** The pixels. Shared with whoever else asks, so not to be written to. */
  abstract pixels(): Float32Array;

  /** The largest pixel value. */
  abstract readonly brightest: number;

  /**
   * This image with every pixel multiplied by `scalar` (0 or more). With overflow `limit`, the default, the scalar that
   * results may be smaller than asked: {@link scalarOf} tells.
   */
  times(scalar: number, overflow: Overflow = 'limit'): Image {
    return combine([{ weight: scalar, image: this }], overflow);
  }

  toString(): string {
    return this.description;
  }

  [toStringMethod](): string {
    return this.description;
  }
}

/**
 * A plain image.
 *
 * @param render writes the pixels into an array of zeros; called once, when they are first needed, or never.
 * @param truth what it is known to show, where somebody says. It is no part of the recipe.
 * @example
 * const shape = { height: 1, width: 2, channels: 1 };
 * const pair = image(shape, { kind: 'pair' }, 'dark and light', (pixels) => pixels.set([0.25, 1]));
 * pair.pixels(); // [0.25, 1]
 */
export function image(
  shape: ImageShape,
  recipe: Recipe,
  description: string,
  render: (pixels: Float32Array) => void,
  truth?: Truth,
): Image {
  return new RenderedImage(shape, recipe, description, render, truth);
}

/** A plain image of pixels that are there already, in [0, 1]: they are not copied. */
export function imageOver(
  shape: ImageShape,
  recipe: Recipe,
  description: string,
  pixels: Float32Array,
  truth?: Truth,
): Image {
  return new RenderedImage(shape, recipe, description, () => undefined, truth, pixels);
}

/**
 * The sum of the parts, each image times its weight. Combining combinations multiplies their weights out, except where
 * one is clamped: what was cut off is gone, so it counts as one image.
 *
 * @throws InputError if there is no part, a weight is not a finite number of 0 or more, or the images differ in shape.
 * @example
 * combine([{ weight: 0.5, image: cat }, { weight: 0.5, image: dog }]);
 */
export function combine(parts: readonly Part[], overflow: Overflow = 'limit'): Image {
  const shape = parts[0]?.image.shape;
  if (shape === undefined) throw new InputError({ where: 'combination', found: 'no images', expected: 'at least one' });
  const odd = parts.find(({ image }) => !sameShape(image.shape, shape));
  if (odd !== undefined)
    throw new InputError({
      where: 'combination',
      found: `images of ${formatShape(shape)} and of ${formatShape(odd.image.shape)}`,
      expected: 'images of one shape',
    });
  const unusable = parts.find(({ weight }) => !(weight >= 0 && weight < Infinity));
  if (unusable !== undefined)
    throw new InputError({
      where: 'combination',
      found: `the weight ${unusable.weight}`,
      expected: 'finite weights of 0 or more',
    });
  const plain = parts.length === 1 ? multipliedOut(parts[0]!) : merged(parts.flatMap(multipliedOut));
  const weight = overflow === 'limit' ? 1 / Math.max(1, brightestOf(shape, plain)) : 1;
  return new CombinedImage(
    shape,
    weight === 1 ? plain : plain.map((part) => times(part, weight)),
    overflow === 'clamp',
  );
}

/**
 * An image of exactly these parts, as an image that was kept had them: nothing is multiplied out, limited or left out.
 *
 * @throws InputError as {@link combine} does.
 */
export function fromParts(parts: readonly Part[], clamped: boolean): Image {
  // For its checks alone; the weights it makes may differ.
  const { shape } = combine(parts, 'allow');
  return new CombinedImage(shape, parts, clamped);
}

/**
 * The scalar of an image that is one plain image times a scalar; 1 for a plain image; undefined for a combination.
 *
 * @example scalarOf(shoe.times(0.25)); // 0.25
 */
export function scalarOf({ parts }: Image): number | undefined {
  return parts.length === 0 ? 1 : parts.length === 1 ? parts[0]?.weight : undefined;
}

class RenderedImage extends Image {
  override readonly parts = none;
  override readonly clamped = false;
  readonly #render: (pixels: Float32Array) => void;
  #pixels: Float32Array | undefined;
  #brightest: number | undefined;

  constructor(
    shape: ImageShape,
    override readonly recipe: Recipe,
    override readonly description: string,
    render: (pixels: Float32Array) => void,
    override readonly truth: Truth | undefined,
    pixels?: Float32Array,
  ) {
    super(shape);
    this.#render = render;
    this.#pixels = pixels;
  }

  override pixels(): Float32Array {
    if (this.#pixels === undefined) {
      const pixels = new Float32Array(sizeOf(this.shape));
      this.#render(pixels);
      // Kept only now: if it throws, the image must not be black the next time.
      this.#pixels = pixels;
    }
    return this.#pixels;
  }

  override get brightest(): number {
    return (this.#brightest ??= largest(this.pixels()));
  }
}

class CombinedImage extends Image {
  constructor(
    shape: ImageShape,
    override readonly parts: readonly Part[],
    override readonly clamped: boolean,
  ) {
    super(shape);
  }

  override get truth(): Truth | undefined {
    return this.parts.length === 1 ? this.parts[0]?.image.truth : undefined;
  }

  // A run makes millions of these, so what only reports ask for is worked out when asked.
  override get recipe(): Recipe {
    const parts = this.parts.map(({ weight, image }) => ({ weight, image: image.recipe }));
    return { kind: 'combination', parts, clamped: this.clamped };
  }

  override get description(): string {
    if (this.parts.every(({ weight }) => weight === 0)) return 'black';
    const terms = this.parts.map(({ weight, image }) => {
      const name = image.parts.length === 0 ? image.description : `(${image.description})`;
      return `${name} x ${formatScalar(weight)}`;
    });
    return terms.join(' + ') + (this.clamped ? ', clamped' : '');
  }

  override get brightest(): number {
    return largest(this.pixels());
  }

  override pixels(): Float32Array {
    const pixels = sum(this.shape, this.parts);
    return this.clamped ? pixels.map((value) => Math.min(value, 1)) : pixels;
  }
}

/**
 * A scalar to about six digits, without a tail of zeros: `0.25`, `1e-6`.
 *
 * @example formatScalar(1 / 3); // '0.333333'
 */
export function formatScalar(scalar: number): string {
  return String(Number(scalar.toPrecision(6)));
}

const none: readonly Part[] = [];

const times = ({ weight, image }: Part, factor: number): Part => ({ weight: weight * factor, image });

const multipliedOut = (part: Part): readonly Part[] =>
  part.image.parts.length === 0 || part.image.clamped
    ? [part]
    : part.image.parts.map((inner) => times(inner, part.weight));

/** One part an image; those of no weight are left out, as long as one remains. */
function merged(parts: readonly Part[]): readonly Part[] {
  const weights = new Map<Image, number>();
  for (const { weight, image } of parts) weights.set(image, (weights.get(image) ?? 0) + weight);
  const all = [...weights].map(([image, weight]) => ({ weight, image }));
  const weighty = all.filter(({ weight }) => weight > 0);
  return weighty.length > 0 ? weighty : all.slice(0, 1);
}

/** At most this bright; exact where it is above white, or there is only one part. Not rendered unless it has to be. */
function brightestOf(shape: ImageShape, parts: readonly Part[]): number {
  let bound = 0;
  for (const { weight, image } of parts) bound += weight * image.brightest;
  return parts.length === 1 || bound <= 1 ? bound : largest(sum(shape, parts));
}

function sum(shape: ImageShape, parts: readonly Part[]): Float32Array {
  // Rounded to float32 once, at the end: rounded term by term, an image limited to white can come out above it.
  const total = new Float64Array(sizeOf(shape));
  for (const { weight, image } of parts) {
    const term = image.pixels();
    for (let i = 0; i < total.length; i++) total[i]! += weight * term[i]!;
  }
  return new Float32Array(total);
}

const largest = (pixels: Float32Array): number => {
  let most = -Infinity;
  for (const value of pixels) if (value > most) most = value;
  return most;
};
