import { transformation } from '../src/core.js';
import { resampled } from './resampled.js';

/**
 * A shift by whole pixels to the right, below 0 to the left. What comes in at the edge is black, what goes out is lost.
 *
 * @example shift.apply(row, 1).pixels(); // [0, 0, 0.25, 0.5], where row has [0, 0.25, 0.5, 1]
 */
export const shift = transformation({
  name: 'shift',
  strength: {
    means: 'pixels to the right; below 0: to the left',
    identity: 0,
    usual: [-3, 3],
    scale: 'linear',
    whole: true,
  },
  composesWithScaling: true,
  source:
    'Engstrom, Tran, Tsipras, Schmidt and Madry, Exploring the Landscape of Spatial Robustness (2019), arXiv 1712.02779',
  change: (pixels, shape, right) => resampled(pixels, shape, (x, y) => [x - right, y]),
});
