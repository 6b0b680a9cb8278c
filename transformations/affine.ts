import { transformation } from '../src/core.js';

/**
 * Affine intensity: every pixel `x` becomes `a·x + b`, here with `a = 1 - b`, so that white stays white and nothing is cut off: a veil of
 * white light, as fog and stray light in a lens lay over a picture. It is a scalar and an offset; networks without biases survive the scalar.
 *
 * @example affine.apply(row, 0.5).pixels(); // [0.5, 0.625, 0.75, 1], where row has [0, 0.25, 0.5, 1]
 */
export const affine = transformation({
  name: 'affine',
  strength: {
    means: 'the offset b of (1 - b) x + b',
    identity: 0,
    usual: [0, 0.5],
    possible: [0, 1],
    scale: 'linear',
  },
  composesWithScaling: false,
  source: 'Narasimhan and Nayar, Vision and the Atmosphere (2002): attenuation and airlight',
  change: (pixels, _, offset) => pixels.map((value) => (1 - offset) * value + offset),
});
