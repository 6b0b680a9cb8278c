import { Obstacle } from '../../network/program/obstacle.js';
import type { AffineMap } from '../../network/program/affineMap.js';
import { dyadic } from '../../network/rational.js';
import { digitsOf, type Digits } from './sumsOfProducts.js';

/** The weights of an affine map as integers: every float is an integer times a power of two. */
export interface IntegerMap {
  readonly map: AffineMap;
  /** Weights times 2^`exponent`. */
  readonly weights: readonly bigint[];
  readonly digits: Digits;
  readonly exponent: number;
  /** By column: its rows, and the entries that are theirs. */
  readonly columnStarts: Int32Array;
  readonly columnRows: Int32Array;
  readonly columnEntries: Int32Array;
}

const known = new WeakMap<AffineMap, IntegerMap>();

/** @throws Obstacle if the weights are only known up to rounding. */
export function integerMap(map: AffineMap, node: string): IntegerMap {
  if (map.uncertainty > 0)
    throw new Obstacle(`weights at node ${node} that are not fractions (a square root, or a rounded product)`);
  const before = known.get(map);
  if (before !== undefined) return before;
  const { values: weights, exponent } = integersOf(map.weights);
  const result = { map, weights, digits: digitsOf(weights), exponent, ...byColumn(map) };
  known.set(map, result);
  return result;
}

/** Numbers as integers with one exponent: values = integers · 2^-exponent. */
export function integersOf(values: ArrayLike<number>): {
  readonly values: readonly bigint[];
  readonly exponent: number;
} {
  const parts = Array.from(values, dyadic);
  const exponent = parts.reduce((most, part) => Math.max(most, -part.exponent), 0);
  return { values: parts.map((part) => part.integer << BigInt(exponent + part.exponent)), exponent };
}

function byColumn({ rows, columns, starts, places }: AffineMap) {
  const columnStarts = new Int32Array(columns + 1);
  for (const place of places) columnStarts[place + 1]!++;
  for (let column = 0; column < columns; column++) columnStarts[column + 1]! += columnStarts[column]!;
  const next = columnStarts.slice();
  const columnRows = new Int32Array(places.length);
  const columnEntries = new Int32Array(places.length);
  for (let row = 0; row < rows; row++)
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const at = next[places[entry]!]!++;
      columnRows[at] = row;
      columnEntries[at] = entry;
    }
  return { columnStarts, columnRows, columnEntries };
}
