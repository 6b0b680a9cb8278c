import type { Arithmetic } from './twoPasses.js';

/** As Pillow would do with 16 bits a channel, which it does not have for colours: each pass rounded to whole numbers from 0 to 65535. */
export const sixteenBits: Arithmetic<Uint16Array> = {
  row: (length) => new Uint16Array(length),
  sums: (length) => new Float64Array(length).fill(0.5),
  weights: ({ weights }) => weights,
  finish: (sums, pixels) => {
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(65535, Math.max(0, Math.floor(sums[i]!)));
  },
};
