import { isFloat32Array, isUint16Array } from 'node:util/types';
import { halfToNumber } from '../../network/onnx/constant.js';
import type { SentTensor } from './protocol.js';

/** The numbers of a typed array, whatever realm and type it is of. */
type Numbers = ArrayLike<number | bigint | boolean | string>;

/** A tensor as an engine gives it. */
interface GivenTensor {
  readonly data: Numbers;
  readonly dims: readonly number[];
  /** What its numbers are, in the engine's words; left out where the array says it. */
  readonly type?: string;
}

/**
 * A tensor's numbers for the images that were asked about, leaving out what filled up the batch.
 *
 * @throws Error if it does not have a row for each image, or its numbers cannot be told.
 */
export function sentTensor(name: string, { data, dims, type }: GivenTensor, batch: number, count: number): SentTensor {
  if (dims[0] !== batch) throw new Error(`the tensor "${name}" has shape [${dims.join(', ')}] for ${batch} images`);
  const length = (data.length / batch) * count;
  return { name, dims: [count, ...dims.slice(1)], buffer: toFloat32(numberAt(name, data, type), data, length).buffer };
}

/** How the numbers of an array are told; undefined where they are its elements. */
function numberAt(name: string, data: Numbers, type: string | undefined): ((element: number) => number) | undefined {
  // Where JavaScript has no array for a type, engines give its bits.
  if (type === 'float16') return isUint16Array(data) ? halfToNumber : undefined;
  if (type === 'string' || type === 'int4' || type === 'uint4' || type === 'bfloat16')
    throw new Error(`the tensor "${name}" holds elements of ${type}, which are not read as numbers`);
  return undefined;
}

function toFloat32(
  numberOf: ((element: number) => number) | undefined,
  data: Numbers,
  length: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  // Not `instanceof`: under Jest, engines make arrays of another realm.
  if (isFloat32Array(data)) values.set(data.subarray(0, length));
  else if (numberOf === undefined) for (let i = 0; i < length; i++) values[i] = Number(data[i]);
  else for (let i = 0; i < length; i++) values[i] = numberOf(Number(data[i]));
  return values;
}
