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
  /** Offsets times 2^`exponent` of their own; undefined where there are none. */
  readonly offsets?: Integers;
  /** By column: its rows, and the entries that are theirs. */
  readonly columnStarts: Int32Array;
  readonly columnRows: Int32Array;
  readonly columnEntries: Int32Array;
}

const known = new WeakMap<AffineMap, IntegerMap>();

/**
 * @param bits after the point, for weights that are no fractions; undefined: there may be none.
 * @throws Obstacle if the weights are only known up to rounding.
 */
export function integerMap(map: AffineMap, node: string, bits?: number): IntegerMap {
  const isClosest = map.uncertainty === 0;
  if (!isClosest && (map.closer === undefined || bits === undefined))
    throw new Obstacle(
      `weights at node ${node} that are not fractions (a square root, an exponential, or a rounded product)`,
    );
  const before = known.get(map);
  if (before !== undefined && (isClosest || before.exponent === bits)) return before;
  const { weights, offsets } = integersIn(map, bits);
  const digits = digitsOf(weights.values);
  const result: IntegerMap = {
    map,
    weights: weights.values,
    digits,
    exponent: weights.exponent,
    ...(offsets && { offsets }),
    ...byColumn(map),
  };
  known.set(map, result);
  return result;
}

function integersIn(map: AffineMap, bits?: number): { readonly weights: Integers; readonly offsets?: Integers } {
  if (map.uncertainty === 0 || map.closer === undefined || bits === undefined)
    return { weights: integersOf(map.weights), ...(map.offsets && { offsets: integersOf(map.offsets) }) };
  const { weights, offsets } = map.closer(bits);
  return { weights: { values: weights, exponent: bits }, offsets: { values: offsets, exponent: bits } };
}

/** Numbers as integers with one exponent: integers · 2^-exponent. */
export interface Integers {
  readonly values: readonly bigint[];
  readonly exponent: number;
}

/** Numbers as integers with one exponent. */
export function integersOf(values: ArrayLike<number>): Integers {
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
