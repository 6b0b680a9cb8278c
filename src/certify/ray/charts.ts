import type { Family } from '../piecewise/follow.js';
import { unit } from '../piecewise/rounding.js';

/** A part of a line, and the scalars that its parameters stand for. */
export interface Chart {
  readonly family: Family;
  /** The parameter is 1 / a: where images are brighter than they were. */
  readonly inverted: boolean;
  /** The parameter at the beginning is not reached. */
  readonly open: boolean;
}

/**
 * All a x for a from one scalar to another (0 and Infinity among them) in two families of bounded numbers: f(a x) as it is
 * up to a = 1, and beyond it f(a x) / a = f_s(x), the network with every bias multiplied by s = 1 / a, down to s = 0.
 */
export function rayCharts(pixels: Float32Array, from: number, to: number): readonly Chart[] {
  const charts: Chart[] = [];
  const times = (scalar: number): Float64Array => Float64Array.from(pixels, (value) => value * scalar);
  // A product with a scalar other than 0 and 1 is rounded.
  const error = (values: Float64Array, scalar: number): Float64Array =>
    scalar === 0 || scalar === 1 ? new Float64Array(values.length) : values.map((value) => 2 * unit * Math.abs(value));
  if (from < 1) {
    const end = Math.min(1, to);
    const [startPixels, endPixels] = [times(from), times(end)];
    charts.push({
      inverted: false,
      open: from === 0,
      family: {
        from,
        to: end,
        start: startPixels,
        end: endPixels,
        startError: error(startPixels, from),
        endError: error(endPixels, end),
        bias: 'one',
      },
    });
  }
  if (to > 1) {
    const image = Float64Array.from(pixels);
    // Rounded outward, by more than going back to scalars rounds inward.
    const low = to === Infinity ? 0 : (1 / to) * (1 - 8 * unit);
    const high = from <= 1 ? 1 : (1 / from) * (1 + 8 * unit);
    charts.push({
      inverted: true,
      open: low === 0,
      family: { from: low, to: high, start: image, end: image, bias: 'parameter' },
    });
  }
  return charts;
}

/** All mixtures of two images. */
export const segmentChart = (a: Float32Array, b: Float32Array): Chart => ({
  inverted: false,
  open: false,
  family: { from: 0, to: 1, start: Float64Array.from(a), end: Float64Array.from(b), bias: 'one' },
});
