import type { AffineMap } from '../../network/program/affineMap.js';
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
  const from = columnsOf(inputs, map, count);
  const { relative } = from;
  const result: Course = {
    size: rows,
    values: new Float64Array(rows * count),
    first: new Float64Array(rows),
    rest: new Float64Array(rows),
  };
  const { values } = result;
  const largestBias = bias.reduce((most, value) => Math.max(most, value), 0);
  const alive = new Int32Array(map.longest);
  const factors = new Float64Array(map.longest);
  const { dead, first: firstErrors, rest: restErrors } = from;
  for (let row = 0; row < rows; row++) {
    const to = row * count;
    const end = starts[row + 1]!;
    let first = 0;
    let rest = 0;
    let used = 0;
    for (let entry = starts[row]!; entry < end; entry++) {
      const place = places[entry]!;
      if (dead[place] === 1) continue;
      const weight = weights[entry]!;
      const size = Math.abs(weight);
      alive[used] = place;
      factors[used++] = weight;
      first += size * firstErrors[place]!;
      rest += size * restErrors[place]!;
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

/**
 * The relative error of a row of so many terms: of each product a rounding, three as it is added to three others, one for
 * each four that come after; of the row a division and a bias; and what the weights themselves are off by.
 */
export const roundingOf = (terms: number, uncertainty: number): number =>
  1.01 * unit * (Math.ceil(terms / 4) + 12 + uncertainty);

/** A bound that was itself computed with rounding, as one that holds; 0 stays 0, since nothing was rounded there. */
const padded = (bound: number, relative: number): number =>
  bound === 0 ? 0 : bound * (1 + 2 * relative + 8 * unit) + tiny;

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
  /** The relative error of a row. */
  readonly relative: number;
}

function columnsOf(inputs: readonly Course[], map: AffineMap, count: number): Columns {
  const size = map.columns;
  const largest = new Float64Array(size);
  let alive = 0;
  let at = 0;
  for (const { size: length, values, first, rest } of inputs)
    for (let j = 0; j < length; j++, at++) {
      let most = 0;
      for (let i = 1, place = j * count + 1; i < count; i++, place++) most = Math.max(most, Math.abs(values[place]!));
      largest[at] = most;
      if (most > 0 || values[j * count] !== 0 || first[j] !== 0 || rest[j] !== 0) alive++;
    }
  const relative = roundingOf(Math.min(alive, map.longest), map.uncertainty);
  const columns: Columns = {
    values: inputs.map(({ values }) => values),
    input: new Uint16Array(size),
    offset: new Int32Array(size),
    dead: new Uint8Array(size),
    first: new Float64Array(size),
    rest: new Float64Array(size),
    relative,
  };
  let column = 0;
  inputs.forEach((course, index) => {
    for (let j = 0; j < course.size; j++, column++) {
      const offset = j * count;
      const here = Math.abs(course.values[offset]!);
      const there = largest[column]!;
      const first = course.first[j]!;
      const rest = course.rest[j]!;
      columns.input[column] = index;
      columns.offset[column] = offset;
      columns.dead[column] = here === 0 && there === 0 && first === 0 && rest === 0 ? 1 : 0;
      columns.first[column] = here === 0 && first === 0 ? 0 : first + relative * (here + first) + tiny;
      columns.rest[column] = there === 0 && rest === 0 ? 0 : rest + relative * (there + rest) + tiny;
    }
  });
  return columns;
}

/**
 * Adds weights times columns to a row, four at a time: most of what an exact ray costs is in here. A product goes through
 * one rounding of its own, three within its four, and one for each four that are added to the row.
 */
function addProducts(
  row: Float64Array,
  to: number,
  from: Columns,
  alive: Int32Array,
  factors: Float64Array,
  used: number,
  count: number,
): void {
  const { values, input, offset } = from;
  let at = 0;
  if (count === 2 && values.length === 1) return addEnds(row, to, values[0]!, offset, alive, factors, used);
  for (; at + 3 < used; at += 4) {
    const pa = alive[at]!;
    const pb = alive[at + 1]!;
    const pc = alive[at + 2]!;
    const pd = alive[at + 3]!;
    addFour(
      row,
      to,
      values[input[pa]!]!,
      values[input[pb]!]!,
      values[input[pc]!]!,
      values[input[pd]!]!,
      offset[pa]!,
      offset[pb]!,
      offset[pc]!,
      offset[pd]!,
      factors[at]!,
      factors[at + 1]!,
      factors[at + 2]!,
      factors[at + 3]!,
      count,
    );
  }
  for (; at < used; at++) {
    const place = alive[at]!;
    const column = values[input[place]!]!;
    const start = offset[place]!;
    const factor = factors[at]!;
    for (let i = 0; i < count; i++) row[to + i]! += factor * column[start + i]!;
  }
}

function addFour(
  row: Float64Array,
  to: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  oa: number,
  ob: number,
  oc: number,
  od: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
  count: number,
): void {
  for (let i = 0; i < count; i++)
    row[to + i]! += wa * a[oa + i]! + wb * b[ob + i]! + (wc * c[oc + i]! + wd * d[od + i]!);
}

/** The same where there are only the two ends: before the first breakpoint, where rows are longest. */
function addEnds(
  row: Float64Array,
  to: number,
  values: Float64Array,
  offset: Int32Array,
  alive: Int32Array,
  factors: Float64Array,
  used: number,
): void {
  let left = 0;
  let right = 0;
  let at = 0;
  for (; at + 3 < used; at += 4) {
    const a = offset[alive[at]!]!;
    const b = offset[alive[at + 1]!]!;
    const c = offset[alive[at + 2]!]!;
    const d = offset[alive[at + 3]!]!;
    const wa = factors[at]!;
    const wb = factors[at + 1]!;
    const wc = factors[at + 2]!;
    const wd = factors[at + 3]!;
    left += wa * values[a]! + wb * values[b]! + (wc * values[c]! + wd * values[d]!);
    right += wa * values[a + 1]! + wb * values[b + 1]! + (wc * values[c + 1]! + wd * values[d + 1]!);
  }
  for (; at < used; at++) {
    const place = offset[alive[at]!]!;
    left += factors[at]! * values[place]!;
    right += factors[at]! * values[place + 1]!;
  }
  row[to]! += left;
  row[to + 1]! += right;
}
