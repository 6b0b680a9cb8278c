import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { level, short } from './level.js';

/** Every value on its own, evenly distributed from black to a brightness. */
export const noise = (shape: ImageShape): fc.Arbitrary<Image> =>
  fc.tuple(fc.noShrink(fc.integer({ min: 0, max: 0x7fffffff })), level()).map(([seed, brightest]) =>
    drawn(shape, { kind: 'noise', seed, brightest }, `noise up to ${short(brightest)} (seed ${seed})`, (pixels) => {
      for (let i = 0; i < pixels.length; i++) pixels[i] = brightest * evenly(seed, i);
    }),
  );

/**
 * A number in [0, 1) that depends on the seed and the place alone, so that pixels can be made in any order: two rounds of
 * multiply and shift over the 32 bits of both (the finaliser of MurmurHash3, by Austin Appleby, in the public domain).
 */
function evenly(seed: number, place: number): number {
  let bits = Math.imul(seed ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  bits ^= bits >>> 16;
  return (bits >>> 8) / 0x1000000;
}
