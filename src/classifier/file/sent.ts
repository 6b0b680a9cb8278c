import { isFloat32Array } from 'node:util/types';
import type { Tensor } from '../classifier.js';
import type { SentTensor } from './protocol.js';

/** The numbers of a typed array, whatever realm and type it is of. */
type Numbers = ArrayLike<number | bigint | boolean | string>;

/** A tensor as an engine gives it. */
export interface GivenTensor {
  readonly data: Numbers;
  readonly dims: readonly number[];
}

/**
 * A tensor's numbers for the images that were asked about, leaving out what filled up the batch, to be sent away.
 *
 * @throws Error if it does not have a row for each image.
 */
export function sentTensor(name: string, tensor: GivenTensor, batch: number, count: number): SentTensor {
  const { dims, length } = rowsOf(name, tensor, batch, count);
  return { name, dims, buffer: toFloat32(tensor.data, length).buffer };
}

/** The same, lent to be read on the spot: numbers that are float32 already are not copied. */
export function lentTensor(name: string, tensor: GivenTensor, batch: number, count: number): Tensor {
  const { dims, length } = rowsOf(name, tensor, batch, count);
  const { data } = tensor;
  return { dims, data: isFloat32Array(data) ? data.subarray(0, length) : toFloat32(data, length) };
}

function rowsOf(name: string, { data, dims }: GivenTensor, batch: number, count: number) {
  if (dims[0] !== batch) throw new Error(`the tensor "${name}" has shape [${dims.join(', ')}] for ${batch} images`);
  return { dims: [count, ...dims.slice(1)], length: (data.length / batch) * count };
}

function toFloat32(data: Numbers, length: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  // Not `instanceof`: under Jest, engines make arrays of another realm.
  if (isFloat32Array(data)) values.set(data.subarray(0, length));
  else for (let i = 0; i < length; i++) values[i] = Number(data[i]);
  return values;
}
