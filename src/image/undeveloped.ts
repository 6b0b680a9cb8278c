import { Image, type Part, type Recipe, type Truth } from './image.js';
import type { ImageShape } from './shape.js';

/**
 * A plain image whose pixels take waiting, as those of a file that is to be decoded do: {@link develop} it, and they are there, as
 * long as the image lives.
 *
 * @param make gives its pixels, channels last, in [0, 1]; called once, unless it fails.
 * @param truth what it is known to show, where somebody says.
 */
export const undeveloped = (
  shape: ImageShape,
  recipe: Recipe,
  description: string,
  make: () => Promise<Float32Array>,
  truth?: Truth,
): Image => new UndevelopedImage(shape, recipe, description, make, truth);

/**
 * Waits until an image has its pixels. Most have them, or make them when asked. @throws what making them throws.
 *
 * @example
 * const compressed = jpegOf(shoe, 60);
 * await develop(compressed);
 * compressed.pixels().length; // 784
 */
export async function develop(image: Image): Promise<void> {
  if (image instanceof UndevelopedImage) await image.develop();
  else if (image.parts.length > 0) await Promise.all(image.parts.map((part) => develop(part.image)));
}

/** Whether an image has its pixels, or makes them when asked, without waiting. */
export const isDeveloped = (image: Image): boolean =>
  image instanceof UndevelopedImage ? image.isDeveloped : image.parts.every((part) => isDeveloped(part.image));

class UndevelopedImage extends Image {
  override readonly parts: readonly Part[] = [];
  override readonly clamped = false;
  readonly #make: () => Promise<Float32Array>;
  #pixels: Float32Array | undefined;

  constructor(
    shape: ImageShape,
    override readonly recipe: Recipe,
    override readonly description: string,
    make: () => Promise<Float32Array>,
    override readonly truth: Truth | undefined,
  ) {
    super(shape);
    this.#make = make;
  }

  get isDeveloped(): boolean {
    return this.#pixels !== undefined;
  }

  async develop(): Promise<void> {
    this.#pixels ??= await this.#make();
  }

  override pixels(): Float32Array {
    if (this.#pixels === undefined) throw new Error(`${this.description}: pixels that are not developed yet`);
    return this.#pixels;
  }

  override get brightest(): number {
    return this.pixels().reduce((most, value) => Math.max(most, value), -Infinity);
  }
}
