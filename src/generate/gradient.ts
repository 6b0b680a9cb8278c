import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { eachPixel } from './eachPixel.js';
import { level, short } from './level.js';

/** Brightness that changes evenly from one side to the other, at any angle (in steps of 5 degrees). */
export const gradient = (shape: ImageShape): fc.Arbitrary<Image> =>
  fc.tuple(fc.integer({ min: 0, max: 71 }), level(), level()).map(([turn, from, to]) => {
    const degrees = turn * 5;
    const description = `gradient ${short(from)} to ${short(to)} at ${degrees} degrees`;
    return drawn(shape, { kind: 'gradient', degrees, from, to }, description, (pixels, size) => {
      const [dx, dy] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const reach = (Math.abs(dx) + Math.abs(dy)) / 2;
      eachPixel(size, pixels, (x, y) => from + ((to - from) * (((x - 0.5) * dx + (y - 0.5) * dy) / reach + 1)) / 2);
    });
  });
