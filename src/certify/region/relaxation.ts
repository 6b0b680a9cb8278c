import { unit } from '../piecewise/rounding.js';
import type { KinkStep, MaximumStep } from '../../network/program/program.js';
import type { Bounds } from './intervals.js';

/** Straight lines below and above what a step does, number by number. */
export interface Relaxation {
  /** For value j: lowSlope · x + lowOffset ≤ y ≤ highSlope · x + highOffset, where x is the input's value at `lowPlace` or `highPlace`. */
  readonly lowSlope: Float64Array;
  readonly lowOffset: Float64Array;
  readonly highSlope: Float64Array;
  readonly highOffset: Float64Array;
  readonly lowPlace: Int32Array;
  readonly highPlace: Int32Array;
  /** The bounds of y. */
  readonly output: Bounds;
  /** How many values can be on either side of a kink. */
  readonly unstable: number;
}

const empty = (size: number): Omit<Relaxation, 'unstable'> => ({
  lowSlope: new Float64Array(size),
  lowOffset: new Float64Array(size),
  highSlope: new Float64Array(size),
  highOffset: new Float64Array(size),
  lowPlace: Int32Array.from({ length: size }, (_, j) => j),
  highPlace: Int32Array.from({ length: size }, (_, j) => j),
  output: { low: new Float64Array(size), high: new Float64Array(size) },
});

/**
 * Lines around y = x above 0, slope · x below, for x from low to high. The chord on one side; on the other a line through 0
 * with the slope of the longer side (Zhang et al., Efficient Neural Network Robustness Certification, NeurIPS 2018).
 */
export function relaxKink({ slopes }: KinkStep, { low, high }: Bounds): Relaxation {
  const size = low.length;
  const result = empty(size);
  const { lowSlope, lowOffset, highSlope, highOffset, output } = result;
  let unstable = 0;
  for (let j = 0; j < size; j++) {
    const slope = slopes.length === 1 ? slopes[0]! : slopes[j]!;
    const [l, h] = [low[j]!, high[j]!];
    const kink = (x: number): number => (x > 0 ? x : slope * x);
    // A product is rounded; it is 0 only where it is 0.
    const pad = 2 * unit * Math.abs(slope) * Math.max(Math.abs(l), Math.abs(h));
    const [atLow, atHigh] = [kink(l), kink(h)];
    const crosses = l < 0 && h > 0;
    const least = crosses ? Math.min(atLow, atHigh, 0) : Math.min(atLow, atHigh);
    output.low[j] = least - (least === 0 ? 0 : pad);
    output.high[j] = Math.max(atLow, atHigh, crosses ? 0 : -Infinity) + (slope === 0 ? 0 : pad);
    if (!crosses) {
      lowSlope[j] = highSlope[j] = l >= 0 ? 1 : slope;
      continue;
    }
    unstable++;
    const chord = (atHigh - atLow) / (h - l);
    const [a, b] = [atLow - chord * l, atHigh - chord * h];
    const doubt = 8 * unit * (Math.abs(atLow) + Math.abs(chord * l) + Math.abs(atHigh) + Math.abs(chord * h));
    const through = h > -l ? 1 : slope;
    const convex = slope <= 1;
    lowSlope[j] = convex ? through : chord;
    highSlope[j] = convex ? chord : through;
    lowOffset[j] = convex ? 0 : Math.min(a, b) - doubt;
    highOffset[j] = convex ? Math.max(a, b) + doubt : 0;
  }
  return { ...result, unstable };
}

/** Lines around a maximum: the value that is certainly the largest, or one of them below and the largest bound above. */
export function relaxMaximum({ windows, size, floor }: MaximumStep, { low, high }: Bounds): Relaxation {
  const rows = windows.length / size;
  const result = empty(rows);
  const { lowSlope, highSlope, highOffset, lowPlace, highPlace, output } = result;
  let unstable = 0;
  for (let row = 0; row < rows; row++) {
    // Place -1 is the floor.
    let [best, lowest, highest] = [-1, floor ? 0 : -Infinity, floor ? 0 : -Infinity];
    for (let k = 0; k < size; k++) {
      const place = windows[row * size + k]!;
      if (place < 0) continue;
      if (low[place]! > lowest) [best, lowest] = [place, low[place]!];
      highest = Math.max(highest, high[place]!);
    }
    let others = floor && best !== -1 ? 0 : -Infinity;
    for (let k = 0; k < size; k++) {
      const place = windows[row * size + k]!;
      if (place >= 0 && place !== best) others = Math.max(others, high[place]!);
    }
    output.low[row] = lowest;
    output.high[row] = highest;
    const certain = others <= lowest;
    if (!certain) unstable++;
    lowPlace[row] = highPlace[row] = Math.max(best, 0);
    lowSlope[row] = best === -1 ? 0 : 1;
    highSlope[row] = certain && best !== -1 ? 1 : 0;
    highOffset[row] = certain ? 0 : highest;
  }
  return { ...result, unstable };
}
