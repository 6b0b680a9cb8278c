import { tiny, unit } from '../piecewise/rounding.js';
import type { AffineStep, KinkStep, MaximumStep } from '../../network/program/program.js';
import type { Bounds } from './intervals.js';
import type { Corners } from './prefix.js';
import type { Relaxation } from './relaxation.js';

/** What is affine in the weights, for each value of a vector: known once it is known at the corners. */
export interface AffineValues extends Corners {
  /** How large each value can be. */
  readonly largest: Float64Array;
}

/** A vector whose values lie between two lines. */
export interface Between {
  readonly below: AffineValues;
  readonly above: AffineValues;
}

/** @param count how many corners. */
export function affineValues({ values, errors }: Corners, count: number): AffineValues {
  const largest = errors.map((error, j) => {
    let most = 0;
    for (let at = j * count; at < (j + 1) * count; at++) most = Math.max(most, Math.abs(values[at]!));
    return most + error;
  });
  return { values, errors, largest };
}

/**
 * Lines around a kink whose input is affine in the weights. A convex kink lies below the line between its own values at the
 * corners, and no line above it is lower; and it lies above the line through 0 with the slope of the longer side. One that is steeper
 * below 0 is concave, and all is the other way round.
 *
 * @param bounds of the input.
 */
export function aroundKink(
  { slopes }: KinkStep,
  { values, errors }: Corners,
  { low, high }: Bounds,
  count: number,
): Between {
  const [below, above] = [empty(errors.length, count), empty(errors.length, count)];
  for (let j = 0; j < errors.length; j++) {
    const slope = slopes.length === 1 ? slopes[0]! : slopes[j]!;
    const [l, h] = [low[j]!, high[j]!];
    const through = h > -l ? 1 : slope;
    // On one side of the kink both are the kink itself.
    const bent = l >= 0 || h <= 0 ? () => through : (value: number) => (value > 0 ? 1 : slope);
    const [straight, broken] = slope > 1 ? [above, below] : [below, above];
    let largest = 0;
    for (let at = j * count; at < (j + 1) * count; at++) {
      const value = values[at]!;
      straight.values[at] = through * value;
      broken.values[at] = bent(value) * value;
      largest = Math.max(largest, Math.abs(value));
    }
    // A product is rounded, unless it is by 0 or 1.
    const steepest = Math.max(1, Math.abs(slope));
    const error = steepest * (errors[j]! * (1 + 2 * unit) + (slope === 0 ? 0 : 2 * unit * largest));
    straight.errors[j] = broken.errors[j] = error;
  }
  return { below: affineValues(below, count), above: affineValues(above, count) };
}

/** Lines around a maximum of values that are affine in the weights: above as for a kink, below one of the values. */
export function aroundMaximum(
  { windows, size, floor }: MaximumStep,
  { values, errors }: Corners,
  { lowPlace, lowSlope }: Relaxation,
  count: number,
): Between {
  const rows = windows.length / size;
  const [below, above] = [empty(rows, count), empty(rows, count)];
  for (let row = 0; row < rows; row++) {
    const places = windows.subarray(row * size, (row + 1) * size).filter((place) => place >= 0);
    const chosen = lowSlope[row] === 0 ? undefined : lowPlace[row]!;
    for (let i = 0; i < count; i++) {
      let highest = floor ? 0 : -Infinity;
      for (const place of places) highest = Math.max(highest, values[place * count + i]!);
      above.values[row * count + i] = highest;
      below.values[row * count + i] = chosen === undefined ? 0 : values[chosen * count + i]!;
    }
    for (const place of places) above.errors[row] = Math.max(above.errors[row]!, errors[place]!);
    below.errors[row] = chosen === undefined ? 0 : errors[chosen]!;
  }
  return { below: affineValues(below, count), above: affineValues(above, count) };
}

/**
 * Bounds an affine step whose input lies between two lines: as close as substituting them gets, for all rows at once.
 *
 * @returns with it, for each row, how large the sum of its terms can be.
 */
export function boundsBetween(
  { map }: AffineStep,
  { below, above }: Between,
  count: number,
): { readonly bounds: Bounds; readonly sums: Float64Array } {
  const { rows, columns, starts, places, weights, divisors, offsets } = map;
  // Corner by corner: the middle between the lines, and half their distance.
  const middle = new Float64Array(columns * count);
  const half = new Float64Array(columns * count);
  const largest = below.largest.map((value, j) => Math.max(value, above.largest[j]!));
  const error = [...below.errors, ...above.errors].reduce((most, one) => Math.max(most, one), 0);
  for (let j = 0; j < columns; j++)
    for (let i = 0; i < count; i++) {
      const [low, high] = [below.values[j * count + i]!, above.values[j * count + i]!];
      middle[i * columns + j] = (low + high) / 2;
      half[i * columns + j] = (high - low) / 2;
    }
  const bounds: Bounds = { low: new Float64Array(rows), high: new Float64Array(rows) };
  const sums = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [starts[row]!, starts[row + 1]!];
    const divisor = divisors?.[row] ?? 1;
    const offset = offsets?.[row] ?? 0;
    let [low, high] = [Infinity, -Infinity];
    for (let first = 0; first < columns * count; first += columns) {
      let centre = 0;
      let width = 0;
      for (let entry = from; entry < to; entry++) {
        const weight = weights[entry]!;
        const at = first + places[entry]!;
        centre += weight * middle[at]!;
        width += Math.abs(weight) * half[at]!;
      }
      const [at, radius] = [centre / divisor, width / Math.abs(divisor)];
      low = Math.min(low, at - radius);
      high = Math.max(high, at + radius);
    }
    let [size, steepness] = [0, 0];
    for (let entry = from; entry < to; entry++) {
      const weight = Math.abs(weights[entry]!);
      size += weight * largest[places[entry]!]!;
      steepness += weight;
    }
    size /= Math.abs(divisor);
    sums[row] = size + Math.abs(offset);
    // Two sums, of middles and halves that are rounded themselves, and neither larger than the lines.
    const relative = 1.01 * unit * (2 * (to - from) + 24 + map.uncertainty);
    const doubt = (relative * sums[row]! + (error * steepness) / Math.abs(divisor)) * (1 + 1e-6) + tiny;
    bounds.low[row] = low + offset - doubt;
    bounds.high[row] = high + offset + doubt;
  }
  return { bounds, sums };
}

const empty = (size: number, count: number): Corners => ({
  values: new Float64Array(size * count),
  errors: new Float64Array(size),
});
