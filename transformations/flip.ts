import { transformation } from '../src/core.js';
import { resampled } from './resampled.js';

/**
 * Mirrored left to right, or not. Letters and traffic signs do not survive it; most other things do.
 *
 * @example flip.apply(row, 1).pixels(); // [1, 0.5, 0.25, 0], where row has [0, 0.25, 0.5, 1]
 */
export const flip = transformation({
  name: 'flip',
  strength: { means: '1 mirrored, 0 not', identity: 0, usual: [1, 1], possible: [0, 1], scale: 'linear', whole: true },
  composesWithScaling: true,
  source: 'Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012)',
  change: (pixels, shape) => resampled(pixels, shape, (x, y) => [shape.width - 1 - x, y]),
});
