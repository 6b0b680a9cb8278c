import type { ImageShape } from './shape.js';

/**
 * Pixels as files keep them: row by row, channels last, 0 black, 255 (8 bits) or 65535 (16 bits) white. Those that were resized in
 * floats are from 0 to 255, and lie between whole numbers.
 */
export type Samples = Uint8Array | Uint16Array | Float32Array;

/** A decoded picture of 1 channel (grey) or 3 (red, green, blue). */
export interface Raster {
  readonly shape: ImageShape;
  readonly samples: Samples;
}

/** The value of white. */
export const whiteOf = (samples: Samples): number => (samples instanceof Uint16Array ? 65535 : 255);

/** An array of zeros of the same kind. */
export function samplesLike(samples: Samples, length: number): Samples {
  if (samples instanceof Uint8Array) return new Uint8Array(length);
  return samples instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
}

/** Writes samples as float32 in [0, 1]: each divided by white. */
export function renderSamples(samples: Samples, pixels: Float32Array): void {
  const white = whiteOf(samples);
  for (let i = 0; i < pixels.length; i++) pixels[i] = samples[i]! / white;
}

/** Bytes from sharp as the samples they are. */
export function samplesOf(bytes: Uint8Array, wide: boolean): Samples {
  if (!wide) return bytes;
  // 16-bit numbers must start at an even address: elsewhere they are copied.
  const { buffer, byteOffset, length } = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(buffer, byteOffset, length / 2);
}
