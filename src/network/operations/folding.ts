import { isTooLarge, sizeOfDims, spreadDims, spreadPlaces, type Dims } from '../dims.js';
import type { ElementType } from '../elementTypes.js';
import type { Numbers } from '../numbers.js';

// What operations make of constants. Results are those of an engine: rounded to the type of their elements.

/**
 * Results of arithmetic, rounded to their type; undefined where the type cannot hold them and nobody follows what comes.
 *
 * @param isExact whether a result at a place, as rounded, is the very number; default: whole numbers are.
 */
export function computed(
  dims: Dims,
  values: Float64Array,
  type: ElementType | undefined,
  isExact: (result: number, place: number) => boolean = Number.isSafeInteger,
): Numbers | undefined {
  const results = new Float64Array(values.length);
  let isRounded = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const result = type === undefined ? ofUnknownType(value) : type.rounded(value);
    if (result === undefined) return undefined;
    results[i] = result;
    isRounded ||= !isExact(result, i);
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
  isExact?: (result: number, a: number, b: number) => boolean,
): Numbers | undefined {
  if (a === undefined || b === undefined || isOutOfReach(a) || isOutOfReach(b)) return undefined;
  const dims = spreadDims(a.dims, b.dims);
  if (dims === undefined || isTooLarge(dims)) return undefined;
  const type = a.type?.number === b.type?.number ? a.type : undefined;
  const [mine, theirs] = [spreadPlaces(a.dims, dims), spreadPlaces(b.dims, dims)];
  const values = Float64Array.from({ length: sizeOfDims(dims) }, (_, i) =>
    operate(a.values[mine[i]!]!, b.values[theirs[i]!]!, type),
  );
  const isRounded = a.isRounded === true || b.isRounded === true;
  return computed(
    dims,
    values,
    type,
    isExact === undefined || isRounded
      ? undefined
      : (result, i) => isExact(result, a.values[mine[i]!]!, b.values[theirs[i]!]!),
  );
}

const isFloat32 = (value: number): boolean => Math.fround(value) === value;

/** Whether a number is the sum of two: what the addition left over is 0 (Knuth). */
export function isSum(sum: number, a: number, b: number): boolean {
  const part = sum - a;
  return sum === a + b && a - (sum - part) + (b - part) === 0;
}

/** Whether a number is the product of two, as far as float64 can tell: of numbers that float32 holds. */
export const isProduct = (product: number, a: number, b: number): boolean =>
  isFloat32(a) && isFloat32(b) && product === a * b && (product !== 0 || a === 0 || b === 0);

/** Numbers taken from other places (-1: 0), in another shape. */
export const taken = (input: Numbers, places: Int32Array, dims: Dims): Numbers => ({
  ...input,
  dims,
  values: Float64Array.from(places, (place) => (place < 0 ? 0 : input.values[place]!)),
});
