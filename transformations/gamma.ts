import { transformation } from '../src/core.js';

/**
 * Another gamma: every pixel is raised to a power, as displays, printers and editors do it. Black and white stay as they are; below 1
 * everything between them becomes lighter, above 1 darker. It is no scalar: a dark pixel loses more of its light than a bright one.
 *
 * @example gamma.apply(row, 2).pixels(); // [0, 0.0625, 0.25, 1], where row has [0, 0.25, 0.5, 1]
 */
export const gamma = transformation({
  name: 'gamma',
  strength: {
    means: 'the power that every pixel is raised to',
    identity: 1,
    usual: [0.5, 2],
    scale: 'log',
  },
  composesWithScaling: true,
  source: 'Poynton, Digital Video and HD, 2nd edition (2012), chapter 27, Gamma',
  change: (pixels, _, power) => pixels.map((value) => value ** power),
});
