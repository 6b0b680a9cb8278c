import { evenly, transformation } from '../src/core.js';

/**
 * Noise of a normal distribution, added to every value; what leaves black to white is cut off. Each image has noise of its own, which
 * depends on its pixels alone and only grows with the strength: the same image gets the same noise every time, on every machine.
 *
 * @example gaussianNoise.apply(row, 0.1).pixels(); // [0, 0.2681, 0.5067, 1], where row has [0, 0.25, 0.5, 1]
 */
export const gaussianNoise = transformation({
  name: 'gaussian-noise',
  strength: {
    means: "the noise's standard deviation, of white",
    identity: 0,
    usual: [0, 0.2],
    possible: [0, 1],
    scale: 'linear',
  },
  composesWithScaling: false,
  source: 'Hendrycks and Dietterich, Benchmarking Neural Network Robustness (2019), arXiv 1903.12261: Gaussian noise',
  change: (pixels, _, deviation) => {
    const seed = seedOf(pixels);
    return pixels.map((value, i) => value + deviation * normally(seed, i));
  },
});

/** A normal deviate that depends on the seed and the place alone (Box and Muller, 1958). */
const normally = (seed: number, place: number): number =>
  // 1 less a number below 1 is never 0.
  Math.sqrt(-2 * Math.log(1 - evenly(seed, 2 * place))) * Math.cos(2 * Math.PI * evenly(seed, 2 * place + 1));

/** A number of 32 bits for an image's pixels (FNV-1a, by Fowler, Noll and Vo, over words of 32 bits). */
function seedOf(pixels: Float32Array): number {
  const words = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  return words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193), 0x811c9dc5 | 0);
}
