import type { ImageShape } from '../src/core.js';

/** The mean of each channel. */
export function meansOf(pixels: Float32Array, { channels }: ImageShape): Float64Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < pixels.length; i++) sums[i % channels]! += pixels[i]!;
  return sums.map((sum) => (sum * channels) / pixels.length);
}
