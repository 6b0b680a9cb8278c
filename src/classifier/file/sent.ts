import { isFloat32Array } from 'node:util/types';
import type { SentTensor } from './protocol.js';

/** The numbers of a typed array, whatever realm and type it is of. */
type Numbers = ArrayLike<number | bigint | boolean | string>;

/**
 * A tensor's numbers for the images that were asked about, leaving out what filled up the batch.
 *
 * @throws Error if it does not have a row for each image.
 */
export function sentTensor(
  name: string,
  { data, dims }: { readonly data: Numbers; readonly dims: readonly number[] },
  batch: number,
  count: number,
): SentTensor {
  if (dims[0] !== batch) throw new Error(`the tensor "${name}" has shape [${dims.join(', ')}] for ${batch} images`);
  const length = (data.length / batch) * count;
  return { name, dims: [count, ...dims.slice(1)], buffer: toFloat32(data, length).buffer };
}

function toFloat32(data: Numbers, length: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  // Not `instanceof`: under Jest, engines make arrays of another realm.
  if (isFloat32Array(data)) values.set(data.subarray(0, length));
  else for (let i = 0; i < length; i++) values[i] = Number(data[i]);
  return values;
}
