import { Image, type Part, type Recipe, type Truth } from './image.js';
import { renderSamples } from './samples.js';
import { sizeOf, type ImageShape } from './shape.js';

/**
 * A plain image of 8-bit samples, as most files have: each divided by 255 is a pixel. They are not copied, and rendered only if
 * somebody asks for pixels.
 *
 * @param bytes row by row, channels last; 0 black, 255 white.
 * @param truth what it is known to show, where somebody says.
 */
export const byteImage = (
  shape: ImageShape,
  recipe: Recipe,
  description: string,
  bytes: Uint8Array,
  truth?: Truth,
): Image => new ByteImage(shape, recipe, description, bytes, truth);

/** The 8-bit samples that an image is made of; undefined where it is not. */
export const byteSamplesOf = (image: Image): Uint8Array | undefined =>
  image instanceof ByteImage ? image.bytes : undefined;

class ByteImage extends Image {
  override readonly parts: readonly Part[] = [];
  override readonly clamped = false;
  #pixels: Float32Array | undefined;
  #brightest: number | undefined;

  constructor(
    shape: ImageShape,
    override readonly recipe: Recipe,
    override readonly description: string,
    readonly bytes: Uint8Array,
    override readonly truth: Truth | undefined,
  ) {
    super(shape);
  }

  override pixels(): Float32Array {
    if (this.#pixels === undefined) {
      this.#pixels = new Float32Array(sizeOf(this.shape));
      renderSamples(this.bytes, this.#pixels);
    }
    return this.#pixels;
  }

  override get brightest(): number {
    return (this.#brightest ??= Math.fround(largestOf(this.bytes) / 255));
  }
}

function largestOf(bytes: Uint8Array): number {
  let most = 0;
  // Most pictures have white in them somewhere.
  for (let i = 0; i < bytes.length && most < 255; i++) if (bytes[i]! > most) most = bytes[i]!;
  return most;
}
