import { transformation } from '../src/core.js';

/**
 * Fewer bits: each value is written with 8 of them, and the lowest ones are set to 0, as Pillow's `ImageOps.posterize` does.
 *
 * @example posterise.apply(row, 2).pixels(); // [0, 0.251, 0.502, 0.7529], where row has [0, 0.25, 0.5, 1]
 */
export const posterise = transformation({
  name: 'posterise',
  strength: {
    means: 'bits that are left of 8',
    identity: 8,
    usual: [2, 7],
    possible: [1, 8],
    scale: 'linear',
    whole: true,
  },
  composesWithScaling: false,
  source: 'Cubuk, Zoph, Mane, Vasudevan and Le, AutoAugment (2019), arXiv 1805.09501: posterize',
  change: (pixels, _, bits) => {
    const mask = 0xff & (0xff << (8 - bits));
    return pixels.map((value) => (Math.round(value * 255) & mask) / 255);
  },
});
