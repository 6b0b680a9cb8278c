import type { Transformation } from '../src/core.js';

/**
 * Every pixel times one number: the light turned down or up, where pixels are linear in it, as those of a sensor are. Of all transformations
 * it is the one that every network without biases survives. Values above white are handed to the model as they are.
 *
 * @example scalar.apply(row, 0.5).pixels(); // [0, 0.125, 0.25, 0.5], where row has [0, 0.25, 0.5, 1]
 */
export const scalar: Transformation = {
  name: 'scalar',
  strength: { means: 'what every pixel is multiplied by', identity: 1, usual: [0.01, 1], scale: 'log' },
  composesWithScaling: true,
  source: 'Geng, Xu, Ye and Si, Scalar Invariant Networks with Zero Bias (2022), arXiv 2211.08486',
  apply: (image, strength) => (strength === 1 ? image : image.times(strength, 'allow')),
};
