import type { AffineMap } from '../../network/program/affineMap.js';
import { sumOf } from './length.js';
import { unit } from './rounding.js';
import { spectralBound } from './spectral.js';

/** By how much an affine map can lengthen vectors, in the sense of Euclid: bounds of norms. */
export interface Stretch {
  /** Of each input, while all others are 0. */
  readonly inputs: readonly number[];
  /** Of all inputs together. */
  readonly whole: number;
  /** Of each row. */
  readonly rows: Float64Array;
}

const known = new WeakMap<AffineMap, Stretch>();

/**
 * The stretch of a map, computed once a map.
 *
 * A matrix lengthens by at most the root of (the largest sum of absolute values in a row times the largest in a column): Schur's test.
 * Where signs cancel, as in convolutions and dense layers, {@link spectralBound} is far less.
 *
 * @param sizes of its inputs.
 */
export function stretchOf(map: AffineMap, sizes: readonly number[]): Stretch {
  const before = known.get(map);
  if (before !== undefined) return before;
  const { rows, columns, starts, places, weights, divisors, uncertainty } = map;
  const ends: number[] = [];
  for (const size of sizes) ends.push((ends.at(-1) ?? 0) + size);
  const inputOf = new Uint16Array(columns);
  for (let column = 0, input = 0; column < columns; column++) {
    while (column >= ends[input]!) input++;
    inputOf[column] = input;
  }
  const lengths = new Float64Array(rows);
  const columnSums = new Float64Array(columns);
  const rowSums = new Float64Array(sizes.length);
  const largestRows = new Float64Array(sizes.length);
  let largestRow = 0;
  for (let row = 0; row < rows; row++) {
    const divisor = Math.abs(divisors?.[row] ?? 1);
    let [squares, sum] = [0, 0];
    rowSums.fill(0);
    for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++) {
      const size = Math.abs(weights[entry]!) / divisor;
      const place = places[entry]!;
      squares += size * size;
      sum += size;
      columnSums[place]! += size;
      rowSums[inputOf[place]!]! += size;
    }
    // Squares may be too small for floats.
    lengths[row] = sum === 0 ? 0 : Math.sqrt(squares) + 1e-150;
    largestRow = Math.max(largestRow, sum);
    for (let input = 0; input < rowSums.length; input++)
      largestRows[input] = Math.max(largestRows[input]!, rowSums[input]!);
  }
  const largestColumns = new Float64Array(sizes.length);
  columnSums.forEach((sum, column) => {
    const input = inputOf[column]!;
    largestColumns[input] = Math.max(largestColumns[input]!, sum);
  });
  // Sums of so many terms, a few roundings more, and what the weights themselves are off by.
  const slack = 1 + (map.longest + rows + 16 + uncertainty) * 2 * unit;
  const absolute = Math.sqrt(largestRow * largestColumns.reduce((most, sum) => Math.max(most, sum), 0)) * slack;
  const close = sizes.length === 1 && divisors === undefined ? closeBound(map) : Infinity;
  const whole = Math.min(absolute, close + absolute * (uncertainty + 1) * 2 * unit);
  const result = {
    inputs: sizes.length === 1 ? [whole] : sizes.map((_, i) => Math.sqrt(largestRows[i]! * largestColumns[i]!) * slack),
    whole,
    rows: lengths.map((length) => length * slack),
  };
  known.set(map, result);
  return result;
}

/** How long errors are once a map was applied, if those of its inputs are so long. */
export function stretched({ inputs, whole }: Stretch, lengths: readonly number[]): number {
  const separate =
    sumOf(...lengths.map((length, i) => (length === 0 ? 0 : inputs[i]! * length))) * (1 + lengths.length * unit);
  const together = Math.hypot(...lengths) * whole * (1 + 8 * unit);
  return together < separate ? together : separate;
}

/** A bound for maps of which more is known than single weights: convolutions, and rows that read everything. */
function closeBound({ rows, columns, weights, kernel }: AffineMap): number {
  if (kernel !== undefined) return spectralBound(kernel);
  const isDense = weights.length === rows * columns && rows > 1 && columns > 1;
  return isDense ? spectralBound({ groups: 1, filters: rows, channels: columns, dims: [], weights }) : Infinity;
}
