import { transformation } from '../src/core.js';

/**
 * A vignette: light falls off with the square of the distance from the middle, as through a lens. The middle stays as it is; the corners lose
 * what the strength says.
 *
 * @example vignette.apply(row, 0.5).pixels(); // [0, 0.2361, 0.4722, 0.5], where row has [0, 0.25, 0.5, 1]
 */
export const vignette = transformation({
  name: 'vignette',
  strength: {
    means: 'the share of light lost in the corners',
    identity: 0,
    usual: [0, 0.8],
    possible: [0, 1],
    scale: 'linear',
  },
  composesWithScaling: true,
  source: 'Goldman and Chen, Vignette and Exposure Calibration and Compensation (2005)',
  change: (pixels, { height, width, channels }, lost) => {
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    // An image of one pixel is all middle.
    const corner = Math.max(middleX ** 2 + middleY ** 2, Number.MIN_VALUE);
    return pixels.map((value, i) => {
      const place = Math.floor(i / channels);
      const far = ((place % width) - middleX) ** 2 + (Math.floor(place / width) - middleY) ** 2;
      return value * (1 - (lost * far) / corner);
    });
  },
});
