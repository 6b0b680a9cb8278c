import type { ImageShape } from '../../image/shape.js';

/** A size as transformers.js asks for it, and one of `null` or -1 follows from the other. */
type Side = number | null | undefined;

/**
 * An image as processors of transformers.js take them, in the words of its RawImage, but of any numbers and not only of 8 bits; and
 * one that is cut and resized already: it says that it has whatever size it is asked to have. Where that is the size of its
 * numbers in the end, these are what the processor rescales and normalises; where it is another, there are zeros, which is
 * enough to see which size it wants.
 */
export class SettledImage {
  constructor(
    private readonly shape: ImageShape,
    /** Channels last, from 0 to 255. */
    private readonly values: Float32Array,
    readonly width = shape.width,
    readonly height = shape.height,
    readonly channels = shape.channels,
  ) {}

  get size(): readonly [number, number] {
    return [this.width, this.height];
  }

  get data(): Float32Array {
    const { width, height, channels } = this.shape;
    const isSettled = this.width === width && this.height === height && this.channels === channels;
    return isSettled ? this.values : new Float32Array(this.width * this.height * this.channels);
  }

  clone(): SettledImage {
    return new SettledImage(this.shape, this.values.slice(), this.width, this.height, this.channels);
  }

  rgb(): SettledImage {
    return this.#of(this.width, this.height, 3);
  }

  rgba(): SettledImage {
    return this.#of(this.width, this.height, 4);
  }

  grayscale(): SettledImage {
    return this.#of(this.width, this.height, 1);
  }

  async resize(width: Side, height: Side): Promise<SettledImage> {
    const wide = isGiven(width)
      ? width
      : isGiven(height)
        ? Math.round((height / this.height) * this.width)
        : this.width;
    const high = isGiven(height)
      ? height
      : isGiven(width)
        ? Math.round((width / this.width) * this.height)
        : this.height;
    return this.#of(wide, high, this.channels);
  }

  async center_crop(width: number, height: number): Promise<SettledImage> {
    return this.#of(width, height, this.channels);
  }

  async crop([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): Promise<SettledImage> {
    return this.#of(right - left + 1, bottom - top + 1, this.channels);
  }

  async pad([left = 0, right = 0, top = 0, bottom = 0]: readonly number[]): Promise<SettledImage> {
    return this.#of(this.width + left + right, this.height + top + bottom, this.channels);
  }

  #of(width: number, height: number, channels: number): SettledImage {
    return new SettledImage(this.shape, this.values, width, height, channels);
  }
}

const isGiven = (side: Side): side is number => typeof side === 'number' && side !== -1;
