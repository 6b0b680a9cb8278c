import { elementTypeNamed, type ElementType } from './elementTypes.js';
import type { Dims } from './dims.js';
import type { Constant } from './graph.js';

/** A tensor that is the same for every image, row by row. */
export interface Numbers {
  readonly dims: Dims;
  readonly values: ArrayLike<number>;
  /** Undefined where nobody says. */
  readonly type?: ElementType | undefined;
  /** Results of arithmetic that need not be whole: an engine, or real arithmetic, may have others in the last digit. */
  readonly isRounded?: boolean;
}

const namesOfArrays: Readonly<Record<string, string>> = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Int8Array: 'int8',
};

/**
 * A constant's numbers. Whole numbers beyond 2^53 are given as the nearest float64, and marked as rounded.
 *
 * @throws InputError if they cannot be read.
 */
export function numbersOf(constant: Constant): Numbers {
  const given = constant.values();
  const type = constant.type ?? elementTypeNamed(namesOfArrays[given.constructor.name] ?? '');
  const values = given instanceof BigInt64Array ? Float64Array.from(given, Number) : given;
  const isWhole = type?.kind === 'whole' && (type.bytes ?? 0) > 4;
  const isRounded = isWhole && !values.every((value: number) => Number.isSafeInteger(value));
  return { dims: constant.dims, values, type, ...(isRounded && { isRounded }) };
}

/** A constant's numbers; undefined where they cannot be read: texts, sparse ones, or in a file that is not there. */
export function readableNumbers(constant: Constant): Numbers | undefined {
  try {
    return numbersOf(constant);
  } catch {
    return undefined;
  }
}
