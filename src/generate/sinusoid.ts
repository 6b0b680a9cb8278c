import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { eachPixel } from './eachPixel.js';
import { fraction, level, short } from './level.js';

/** A plane wave: waves across and down, up to one every two pixels, around a mean of half its height. */
export const sinusoid = (shape: ImageShape): fc.Arbitrary<Image> => {
  const waves = (side: number) => fc.integer({ min: 0, max: Math.max(1, Math.floor(side / 2)) });
  return fc.tuple(waves(shape.width), waves(shape.height), fraction(), level()).map(([across, down, phase, height]) => {
    const description = `sinusoid with ${across} waves across and ${down} down, height ${short(height)}`;
    return drawn(shape, { kind: 'sinusoid', across, down, phase, height }, description, (pixels, size) =>
      eachPixel(size, pixels, (x, y) => (height * (1 + Math.sin(2 * Math.PI * (across * x + down * y + phase)))) / 2),
    );
  });
};
