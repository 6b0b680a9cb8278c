import type { AffineMap } from '../../network/program/affineMap.js';
import type { Course } from './partition.js';
import { tiny, unit } from './rounding.js';

/**
 * The relative error of a row of so many terms: of each product a rounding, three as it is added to three others, one for
 * each four that come after; of the row a division and a bias; and what the weights themselves are off by.
 */
export const roundingOf = (terms: number, uncertainty: number): number =>
  1.01 * unit * (Math.ceil(terms / 4) + 12 + uncertainty);

/** The numbers that a map reads. */
export interface MapColumns {
  readonly values: readonly Float64Array[];
  /** For each column which of the inputs it is in, and where there its values begin. */
  readonly input: Uint16Array;
  readonly offset: Int32Array;
  /** Whether it is 0 all along, exactly. */
  readonly dead: Uint8Array;
  /** What a weight of 1 makes of it as an error. */
  readonly first: Float64Array;
  readonly rest: Float64Array;
  /** The part of that which rounding adds; empty where lengths are not counted. */
  readonly local: Float64Array;
  /** The relative error of a row. */
  readonly relative: number;
}

/** The columns of a map whose inputs are some courses, one after the other. */
export function columnsOf(inputs: readonly Course[], map: AffineMap, count: number): MapColumns {
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
  const counted = inputs.every(({ length }) => length !== undefined);
  const columns: MapColumns = {
    values: inputs.map(({ values }) => values),
    input: new Uint16Array(size),
    offset: new Int32Array(size),
    dead: new Uint8Array(size),
    first: new Float64Array(size),
    rest: new Float64Array(size),
    local: new Float64Array(counted ? size : 0),
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
      const most = Math.max(here, there);
      if (counted && most > 0) columns.local[column] = relative * most + tiny;
    }
  });
  return columns;
}
