import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { evenly } from './evenly.js';
import { level, short } from './level.js';

/** Every value on its own, evenly distributed from black to a brightness. */
export const noise = (shape: ImageShape): fc.Arbitrary<Image> =>
  fc.tuple(fc.noShrink(fc.integer({ min: 0, max: 0x7fffffff })), level()).map(([seed, brightest]) =>
    drawn(shape, { kind: 'noise', seed, brightest }, `noise up to ${short(brightest)} (seed ${seed})`, (pixels) => {
      for (let i = 0; i < pixels.length; i++) pixels[i] = brightest * evenly(seed, i);
    }),
  );
