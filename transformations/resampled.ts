import type { ImageShape } from '../src/core.js';

/**
 * An image whose every pixel is taken from somewhere in another, between pixels by bilinear interpolation. Beyond the edge all is black.
 *
 * @param from where a pixel comes from, as column and row; whole numbers are the middles of pixels.
 */
export function resampled(
  pixels: Float32Array,
  { height, width, channels }: ImageShape,
  from: (x: number, y: number) => readonly [x: number, y: number],
): Float32Array {
  const sampled = new Float32Array(pixels.length);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += channels) {
      const [sourceX, sourceY] = from(x, y);
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      for (const [column, row, weight] of [
        [left, top, (1 - sourceX + left) * (1 - sourceY + top)],
        [left + 1, top, (sourceX - left) * (1 - sourceY + top)],
        [left, top + 1, (1 - sourceX + left) * (sourceY - top)],
        [left + 1, top + 1, (sourceX - left) * (sourceY - top)],
      ] as const) {
        if (weight === 0 || column < 0 || row < 0 || column >= width || row >= height) continue;
        const source = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++)
          sampled[at + channel]! += weight * pixels[source + channel]!;
      }
    }
  return sampled;
}
