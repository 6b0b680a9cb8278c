import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { eachPixel } from './eachPixel.js';
import { level, short } from './level.js';

/** Square cells of two brightnesses, from one pixel to half the image a side. */
export const checkerboard = (shape: ImageShape): fc.Arbitrary<Image> => {
  const largest = Math.max(1, Math.floor(Math.min(shape.height, shape.width) / 2));
  return fc.tuple(fc.integer({ min: 1, max: largest }), level(), level()).map(([cell, one, other]) => {
    const description = `checkerboard of ${cell} pixels, ${short(one)} and ${short(other)}`;
    return drawn(shape, { kind: 'checkerboard', cell, one, other }, description, (pixels, size) => {
      const side = (cell * size.width) / shape.width;
      eachPixel(size, pixels, (_x, _y, row, column) =>
        (Math.floor(row / side) + Math.floor(column / side)) % 2 === 0 ? one : other,
      );
    });
  });
};
