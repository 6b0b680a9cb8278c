import { transformation } from '../src/core.js';

/**
 * Light from one side: it falls off evenly from the one edge, which stays as it is, to the other. Above 0 the right edge loses light,
 * below 0 the left one.
 *
 * @example lightField.apply(row, 0.5).pixels(); // [0, 0.2083, 0.3333, 0.5], where row has [0, 0.25, 0.5, 1]
 */
export const lightField = transformation({
  name: 'light-field',
  strength: {
    means: 'the share of light lost at the right edge; below 0: at the left one',
    identity: 0,
    usual: [-0.8, 0.8],
    possible: [-1, 1],
    scale: 'linear',
  },
  composesWithScaling: true,
  source:
    'Belhumeur and Kriegman, What Is the Set of Images of an Object Under All Possible Illumination Conditions? (1998)',
  change: (pixels, { width, channels }, lost) =>
    pixels.map((value, i) => {
      const x = Math.floor(i / channels) % width;
      const away = (lost > 0 ? x : width - 1 - x) / Math.max(1, width - 1);
      return value * (1 - Math.abs(lost) * away);
    }),
});
