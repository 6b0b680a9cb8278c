import { transformation } from '../src/core.js';
import { meansOf } from './meansOf.js';

/**
 * Contrast as in ImageNet-C: each channel's distances from its mean are multiplied. The mean stays, so that this is no scalar: a plain
 * scalar takes the light away, this keeps it and greys the picture out. What leaves black to white is cut off.
 *
 * @example contrast.apply(row, 2).pixels(); // [0, 0.0625, 0.5625, 1], where row has [0, 0.25, 0.5, 1]
 */
export const contrast = transformation({
  name: 'contrast',
  strength: {
    means: "what distances from the channel's mean are multiplied by",
    identity: 1,
    usual: [0.2, 2],
    scale: 'log',
  },
  composesWithScaling: true,
  source: 'Hendrycks and Dietterich, Benchmarking Neural Network Robustness (2019), arXiv 1903.12261: contrast',
  change: (pixels, shape, factor) => {
    const means = meansOf(pixels, shape);
    return pixels.map((value, i) => {
      const mean = means[i % shape.channels]!;
      return mean + factor * (value - mean);
    });
  },
});
