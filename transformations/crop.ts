import { transformation } from '../src/core.js';
import { resampled } from './resampled.js';

/**
 * The middle cut out and enlarged to the whole, between pixels by bilinear interpolation: a closer look.
 *
 * @example crop.apply(row, 0.5).pixels(); // [0.1875, 0.3125, 0.4375, 0.625], where row has [0, 0.25, 0.5, 1]
 */
export const crop = transformation({
  name: 'crop',
  strength: {
    means: 'the share of each side that is cut off, half of it on either end',
    identity: 0,
    usual: [0, 0.3],
    possible: [0, 0.95],
    scale: 'linear',
  },
  composesWithScaling: true,
  source: 'Szegedy et al., Going Deeper with Convolutions (2015), arXiv 1409.4842: crops of training',
  change: (pixels, shape, share) => {
    const inward = (place: number, length: number): number => {
      const middle = (length - 1) / 2;
      return middle + (1 - share) * (place - middle);
    };
    return resampled(pixels, shape, (x, y) => [inward(x, shape.width), inward(y, shape.height)]);
  },
});
