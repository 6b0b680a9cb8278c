import { isTooLarge, sizeOfDims, spreadDims, spreadPlaces, type Dims } from '../dims.js';
import type { ElementType } from '../elementTypes.js';
import type { Numbers } from '../numbers.js';

// What operations make of constants. Results are those of an engine: rounded to the type of their elements.

/** Results of arithmetic, rounded to their type; undefined where the type cannot hold them and nobody follows what comes. */
export function computed(dims: Dims, values: Float64Array, type: ElementType | undefined): Numbers | undefined {
  const results = new Float64Array(values.length);
  let isRounded = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const result = type === undefined ? ofUnknownType(value) : type.rounded(value);
    if (result === undefined) return undefined;
    results[i] = result;
    isRounded ||= !Number.isSafeInteger(result);
  }
  return { dims, values: results, type, ...(isRounded && { isRounded }) };
}

/** Whole numbers of 32 bits begin again at the other end. */
const ofUnknownType = (value: number): number | undefined =>
  Number.isInteger(value) && Math.abs(value) >= 2 ** 31 ? undefined : value;

/** Whole numbers that float64 does not hold: what is computed of them would be another number. */
export const isOutOfReach = ({ type, isRounded }: Numbers): boolean => isRounded === true && type?.kind === 'whole';

/** A function of each number. */
export const mapped = (input: Numbers | undefined, operate: (value: number) => number): Numbers | undefined =>
  input === undefined || isOutOfReach(input)
    ? undefined
    : computed(input.dims, Float64Array.from(input.values, operate), input.type);

/** A function of each number that rounds nothing: a sign changed, a number chosen. */
export function mappedExactly(input: Numbers | undefined, operate: (value: number) => number): Numbers | undefined {
  const result = mapped(input, operate);
  return (
    result && {
      dims: result.dims,
      values: result.values,
      type: result.type,
      ...(input?.isRounded && { isRounded: true }),
    }
  );
}

/** A function of two tensors, number by number, which are spread over each other. */
export function combined(
  a: Numbers | undefined,
  b: Numbers | undefined,
  operate: (a: number, b: number, type: ElementType | undefined) => number,
): Numbers | undefined {
  if (a === undefined || b === undefined || isOutOfReach(a) || isOutOfReach(b)) return undefined;
  const dims = spreadDims(a.dims, b.dims);
  if (dims === undefined || isTooLarge(dims)) return undefined;
  const type = a.type?.number === b.type?.number ? a.type : undefined;
  const [mine, theirs] = [spreadPlaces(a.dims, dims), spreadPlaces(b.dims, dims)];
  const values = Float64Array.from({ length: sizeOfDims(dims) }, (_, i) =>
    operate(a.values[mine[i]!]!, b.values[theirs[i]!]!, type),
  );
  return computed(dims, values, type);
}

/** Numbers taken from other places (-1: 0), in another shape. */
export const taken = (input: Numbers, places: Int32Array, dims: Dims): Numbers => ({
  ...input,
  dims,
  values: Float64Array.from(places, (place) => (place < 0 ? 0 : input.values[place]!)),
});
