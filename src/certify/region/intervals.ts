import { roundingOf } from '../piecewise/columns.js';
import { tiny, unit } from '../piecewise/rounding.js';
import type { AffineStep } from '../../network/program/program.js';
import type { Corners } from './prefix.js';

/** Between which numbers each value of a vector lies, for certain. */
export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Bounds an affine step's output by its inputs' bounds alone.
 *
 * @returns with it, for each row, how large the sum of its terms can be: what rounding is relative to.
 */
export function affineBounds(
  { map, inputs }: AffineStep,
  boundsOf: (vector: number) => Bounds,
): { readonly bounds: Bounds; readonly sums: Float64Array } {
  // Middle and half width of each column, and how large it can be.
  const middle = new Float64Array(map.columns);
  const half = new Float64Array(map.columns);
  const largest = new Float64Array(map.columns);
  let at = 0;
  for (const input of inputs) {
    const { low, high } = boundsOf(input);
    for (let j = 0; j < low.length; j++, at++) {
      middle[at] = (low[j]! + high[j]!) / 2;
      half[at] = (high[j]! - low[j]!) / 2;
      largest[at] = Math.max(Math.abs(low[j]!), Math.abs(high[j]!));
    }
  }
  const { rows, starts, places, weights, divisors, offsets } = map;
  const result: Bounds = { low: new Float64Array(rows), high: new Float64Array(rows) };
  const sums = new Float64Array(rows);
  // Middles and half widths are rounded too, each by less than a unit of the largest value there can be.
  const relative = 8 * roundingOf(4 * map.longest, map.uncertainty);
  for (let row = 0; row < rows; row++) {
    const end = starts[row + 1]!;
    let centre = 0;
    let width = 0;
    let sum = 0;
    for (let entry = starts[row]!; entry < end; entry++) {
      const weight = weights[entry]!;
      const place = places[entry]!;
      const size = Math.abs(weight);
      centre += weight * middle[place]!;
      width += size * half[place]!;
      sum += size * largest[place]!;
    }
    const divisor = divisors?.[row] ?? 1;
    const offset = offsets?.[row] ?? 0;
    const radius = width / Math.abs(divisor);
    sums[row] = sum / Math.abs(divisor) + Math.abs(offset);
    const doubt = relative * sums[row]! + tiny;
    result.low[row] = centre / divisor + offset - radius - doubt;
    result.high[row] = centre / divisor + offset + radius + doubt;
  }
  return { bounds: result, sums };
}

/**
 * The bounds of a vector that is affine in the weights: those of its corners.
 *
 * @param count how many corners.
 */
export function hullOf({ values, errors }: Corners, count: number): Bounds {
  const low = new Float64Array(errors.length);
  const high = new Float64Array(errors.length);
  for (let j = 0; j < errors.length; j++) {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      least = Math.min(least, values[j * count + i]!);
      most = Math.max(most, values[j * count + i]!);
    }
    // Exactly 0 at every corner is exactly 0, and so on one side of its kink.
    const doubt = errors[j]! * (1 + 4 * unit) + (errors[j] === 0 ? 0 : unit * (Math.abs(least) + Math.abs(most)));
    low[j] = least - doubt;
    high[j] = most + doubt;
  }
  return { low, high };
}
