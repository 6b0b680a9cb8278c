import { transformation } from '../src/core.js';

/**
 * Brightness as in ImageNet-C: something is added to the value of every pixel in the sense of HSV, which is its largest channel; hue and
 * saturation stay. A grey pixel becomes `x + b`. It is no scalar: black becomes grey. What leaves black to white is cut off.
 *
 * @example brightness.apply(row, 0.25).pixels(); // [0.25, 0.5, 0.75, 1], where row has [0, 0.25, 0.5, 1]
 */
export const brightness = transformation({
  name: 'brightness',
  strength: {
    means: "what is added to every pixel's value",
    identity: 0,
    usual: [-0.3, 0.3],
    possible: [-1, 1],
    scale: 'linear',
  },
  composesWithScaling: false,
  source: 'Hendrycks and Dietterich, Benchmarking Neural Network Robustness (2019), arXiv 1903.12261: brightness',
  change: (pixels, { channels }, added) => {
    const changed = new Float32Array(pixels.length);
    for (let at = 0; at < pixels.length; at += channels) {
      const pixel = pixels.subarray(at, at + channels);
      const value = Math.max(...pixel);
      const wanted = Math.min(1, Math.max(0, value + added));
      // Black has no hue: it becomes grey.
      for (let channel = 0; channel < channels; channel++)
        changed[at + channel] = value > 0 ? (pixel[channel]! * wanted) / value : wanted;
    }
    return changed;
  },
});
