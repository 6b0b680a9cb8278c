import { transformation } from '../src/core.js';

/** Weights further out than this many standard deviations are left out. */
const reach = 4;

/**
 * A Gaussian blur, along rows and then along columns. Beyond the edge the edge's own pixels go on. Weights that are cut off far out are made up
 * for, so that a plain picture stays as it is.
 *
 * @example blur.apply(row, 1).pixels(); // [0.09205, 0.2793, 0.5605, 0.834], where row has [0, 0.25, 0.5, 1]
 */
export const blur = transformation({
  name: 'blur',
  strength: {
    means: 'the standard deviation of the blur, in pixels',
    identity: 0,
    usual: [0, 2],
    possible: [0, 100],
    scale: 'linear',
  },
  composesWithScaling: true,
  source: 'Hendrycks and Dietterich, Benchmarking Neural Network Robustness (2019), arXiv 1903.12261: Gaussian blur',
  change: (pixels, shape, deviation) => {
    const weights = gaussian(deviation);
    const { height, width, channels } = shape;
    const across = along(pixels, weights, { step: channels, length: width });
    return along(across, weights, { step: channels * width, length: height });
  },
});

/** From the middle outward; on both sides of it they sum to 1. */
function gaussian(deviation: number): Float64Array {
  const weights = Float64Array.from({ length: Math.ceil(reach * deviation) + 1 }, (_, away) =>
    Math.exp(-((away / deviation) ** 2) / 2),
  );
  const sum = weights.reduce((total, weight, away) => total + (away === 0 ? 1 : 2) * weight, 0);
  return weights.map((weight) => weight / sum);
}

interface Line {
  /** From one value of the line to the next. */
  readonly step: number;
  readonly length: number;
}

function along(values: ArrayLike<number>, weights: Float64Array, { step, length }: Line): Float64Array {
  return Float64Array.from(values, (value, i) => {
    const place = Math.floor(i / step) % length;
    const first = i - place * step;
    const at = (wanted: number): number => values[first + Math.min(length - 1, Math.max(0, wanted)) * step]!;
    let sum = weights[0]! * value;
    for (let away = 1; away < weights.length; away++) sum += weights[away]! * (at(place - away) + at(place + away));
    return sum;
  });
}
