import { transformation } from '../src/core.js';
import { resampled } from './resampled.js';

/**
 * A small rotation about the middle, between pixels by bilinear interpolation. What comes in at the corners is black.
 *
 * @example rotation.apply(row, 180).pixels(); // [1, 0.5, 0.25, 0], where row has [0, 0.25, 0.5, 1]
 */
export const rotation = transformation({
  name: 'rotation',
  strength: {
    means: 'degrees, counter-clockwise',
    identity: 0,
    usual: [-15, 15],
    possible: [-180, 180],
    scale: 'linear',
  },
  composesWithScaling: true,
  source:
    'Engstrom, Tran, Tsipras, Schmidt and Madry, Exploring the Landscape of Spatial Robustness (2019), arXiv 1712.02779',
  change: (pixels, shape, degrees) => {
    const [middleX, middleY] = [(shape.width - 1) / 2, (shape.height - 1) / 2];
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return resampled(pixels, shape, (x, y) => {
      const [right, down] = [x - middleX, y - middleY];
      // Rows go downward, so that this turns back what turned counter-clockwise.
      return [middleX + cos * right - sin * down, middleY + sin * right + cos * down];
    });
  },
});
