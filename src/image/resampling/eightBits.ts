import type { Arithmetic } from './twoPasses.js';

/** Bits behind the point of a weight: 32, less 8 of a pixel, less 2 as weights may add up to more than 1 before they cancel. */
const bits = 22;

/** Pillow's arithmetic of 8-bit pictures: weights in fixed point, each pass rounded to whole numbers from 0 to 255. */
export const eightBits: Arithmetic<Uint8Array> = {
  row: (length) => new Uint8Array(length),
  sums: (length) => new Int32Array(length).fill(1 << (bits - 1)),
  weights: ({ weights }) =>
    Int32Array.from(weights, (weight) => Math.trunc(weight * (1 << bits) + (weight < 0 ? -0.5 : 0.5))),
  finish: (sums, pixels) => {
    for (let i = 0; i < pixels.length; i++) {
      const value = sums[i]! >> bits;
      pixels[i] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  },
};
