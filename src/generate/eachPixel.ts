import type { ImageShape } from '../image/shape.js';

/**
 * Paints every pixel by its place, the same in all channels.
 *
 * @param brightness of the pixel whose centre is at (x, y), each in (0, 1), from the left and from the top; `row` and
 *   `column` count pixels. Cut to [0, 1].
 */
export function eachPixel(
  { height, width, channels }: ImageShape,
  pixels: Float32Array,
  brightness: (x: number, y: number, row: number, column: number) => number,
): void {
  let at = 0;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const value = brightness((column + 0.5) / width, (row + 0.5) / height, row, column);
      for (let channel = 0; channel < channels; channel++) pixels[at++] = Math.min(1, Math.max(0, value));
    }
}
