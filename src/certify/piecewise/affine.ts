import type { AffineMap } from './affineMap.js';
import { tiny, unit, type Course, type Partition } from './partition.js';

/**
 * An affine map along a family of inputs: applied at every breakpoint.
 *
 * The error of a sum of n products, in any order, is at most n u / (1 - n u) times the sum of their absolute values (Higham,
 * Accuracy and Stability of Numerical Algorithms, 3.1). What goes in is off by e and at most m large, so what comes out is
 * off by |W| (e + g (m + e)) + g |bias|.
 *
 * @param inputs one after the other they are what the map is applied to.
 */
export function applyAffine(map: AffineMap, inputs: readonly Course[], { bias }: Partition): Course {
  const { rows, starts, places, weights, offsets, divisors } = map;
  const count = bias.length;
  const relative = roundingOf(map);
  const from = columnsOf(inputs, map.columns, count, relative);
  const result: Course = {
    size: rows,
    values: new Float64Array(rows * count),
    first: new Float64Array(rows),
    rest: new Float64Array(rows),
  };
  const { values } = result;
  const largestBias = bias.reduce((most, value) => Math.max(most, value), 0);
  const [alive, factors] = [new Int32Array(map.longest), new Float64Array(map.longest)];
  for (let row = 0; row < rows; row++) {
    const to = row * count;
    let first = 0;
    let rest = 0;
    let used = 0;
    for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++) {
      const place = places[entry]!;
      if (from.dead[place] === 1) continue;
      const weight = weights[entry]!;
      alive[used] = place;
      factors[used++] = weight;
      const size = Math.abs(weight);
      first += size * from.first[place]!;
      rest += size * from.rest[place]!;
    }
    addProducts(values, to, from, alive, factors, used, count);
    const divisor = divisors?.[row] ?? 1;
    if (divisor !== 1) {
      for (let i = 0; i < count; i++) values[to + i]! /= divisor;
      first /= Math.abs(divisor);
      rest /= Math.abs(divisor);
    }
    const offset = offsets?.[row] ?? 0;
    if (offset !== 0) {
      for (let i = 0; i < count; i++) values[to + i]! += bias[i]! * offset;
      first += relative * Math.abs(offset) * Math.abs(bias[0]!);
      rest += relative * Math.abs(offset) * largestBias;
    }
    result.first[row] = padded(first, relative);
    result.rest[row] = padded(rest, relative);
  }
  return result;
}

/** The relative error of a row: a rounding a product, one a sum, and what the weights themselves are off by. */
export const roundingOf = ({ longest, uncertainty }: Pick<AffineMap, 'longest' | 'uncertainty'>): number =>
  1.01 * unit * (longest + 6 + uncertainty);

/** A bound that was itself computed with rounding, as one that holds; 0 stays 0, since nothing was rounded there. */
const padded = (bound: number, relative: number): number => (bound === 0 ? 0 : bound * (1 + 2 * relative + 8 * unit) + tiny);

interface Columns {
  readonly values: readonly Float64Array[];
  /** For each column which of the inputs it is in, and where there its values begin. */
  readonly input: Uint16Array;
  readonly offset: Int32Array;
  /** Whether it is 0 all along, exactly. */
  readonly dead: Uint8Array;
  /** What a weight of 1 makes of it as an error. */
  readonly first: Float64Array;
  readonly rest: Float64Array;
}

function columnsOf(inputs: readonly Course[], size: number, count: number, relative: number): Columns {
  const columns: Columns = {
    values: inputs.map(({ values }) => values),
    input: new Uint16Array(size),
    offset: new Int32Array(size),
    dead: new Uint8Array(size),
    first: new Float64Array(size),
    rest: new Float64Array(size),
  };
  let column = 0;
  inputs.forEach((course, index) => {
    for (let j = 0; j < course.size; j++, column++) {
      const offset = j * count;
      const here = Math.abs(course.values[offset]!);
      let there = 0;
      for (let i = 1; i < count; i++) there = Math.max(there, Math.abs(course.values[offset + i]!));
      const [first, rest] = [course.first[j]!, course.rest[j]!];
      columns.input[column] = index;
      columns.offset[column] = offset;
      columns.dead[column] = here === 0 && there === 0 && first === 0 && rest === 0 ? 1 : 0;
      columns.first[column] = here === 0 && first === 0 ? 0 : first + relative * (here + first) + tiny;
      columns.rest[column] = there === 0 && rest === 0 ? 0 : rest + relative * (there + rest) + tiny;
    }
  });
  return columns;
}

/** Adds weights times columns to a row. Four at a time: most of what an exact ray costs is in here. */
function addProducts(
  row: Float64Array,
  to: number,
  { values, input, offset }: Columns,
  alive: Int32Array,
  factors: Float64Array,
  used: number,
  count: number,
): void {
  let at = 0;
  for (; at + 3 < used; at += 4) {
    const pa = alive[at]!;
    const pb = alive[at + 1]!;
    const pc = alive[at + 2]!;
    const pd = alive[at + 3]!;
    const a = values[input[pa]!]!;
    const b = values[input[pb]!]!;
    const c = values[input[pc]!]!;
    const d = values[input[pd]!]!;
    const oa = offset[pa]!;
    const ob = offset[pb]!;
    const oc = offset[pc]!;
    const od = offset[pd]!;
    const wa = factors[at]!;
    const wb = factors[at + 1]!;
    const wc = factors[at + 2]!;
    const wd = factors[at + 3]!;
    for (let i = 0; i < count; i++)
      row[to + i]! += wa * a[oa + i]! + wb * b[ob + i]! + (wc * c[oc + i]! + wd * d[od + i]!);
  }
  for (; at < used; at++) {
    const place = alive[at]!;
    const column = values[input[place]!]!;
    const from = offset[place]!;
    const factor = factors[at]!;
    for (let i = 0; i < count; i++) row[to + i]! += factor * column[from + i]!;
  }
}
