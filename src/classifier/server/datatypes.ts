import type { GivenTensor } from '../file/sent.js';
import type { InputType } from '../file/input.js';
import { inOneLine, RequestFailure } from './requestFailure.js';

// Types of elements as the Open Inference Protocol names them, with how the network's reader calls them and what array holds them.

interface Datatype {
  readonly type: string;
  /** Of bytes that begin where the array wants them. */
  readonly array: (bytes: ArrayBuffer) => ArrayLike<number | bigint>;
  readonly size: number;
}

const datatypes: Readonly<Record<string, Datatype>> = {
  BOOL: { type: 'bool', array: (bytes) => new Uint8Array(bytes), size: 1 },
  UINT8: { type: 'uint8', array: (bytes) => new Uint8Array(bytes), size: 1 },
  INT8: { type: 'int8', array: (bytes) => new Int8Array(bytes), size: 1 },
  INT16: { type: 'int16', array: (bytes) => new Int16Array(bytes), size: 2 },
  UINT16: { type: 'uint16', array: (bytes) => new Uint16Array(bytes), size: 2 },
  INT32: { type: 'int32', array: (bytes) => new Int32Array(bytes), size: 4 },
  UINT32: { type: 'uint32', array: (bytes) => new Uint32Array(bytes), size: 4 },
  INT64: { type: 'int64', array: (bytes) => new BigInt64Array(bytes), size: 8 },
  UINT64: { type: 'uint64', array: (bytes) => new BigUint64Array(bytes), size: 8 },
  // Bits: JavaScript has no array of halves.
  FP16: { type: 'float16', array: (bytes) => new Uint16Array(bytes), size: 2 },
  FP32: { type: 'float32', array: (bytes) => new Float32Array(bytes), size: 4 },
  FP64: { type: 'float64', array: (bytes) => new Float64Array(bytes), size: 8 },
};

/** The type of a tensor's elements as networks have it: `float32` for `FP32`. */
export const typeOfDatatype = (datatype: string): string => datatypes[datatype]?.type ?? datatype.toLowerCase();

/** What the protocol calls the elements that an image is sent in. */
export const datatypeOf: Readonly<Record<InputType, string>> = {
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  uint8: 'UINT8',
};

/** A tensor of an answer, as it is described there. */
export interface AnsweredTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** A tensor whose numbers came as bytes. @throws RequestFailure if they are not as many as its shape says. */
export function tensorOfBytes({ name, datatype, shape }: AnsweredTensor, bytes: Uint8Array): GivenTensor {
  const known = datatypes[datatype];
  if (known === undefined)
    throw new RequestFailure('wrong', `elements of ${inOneLine(datatype)} in "${inOneLine(name)}"`);
  assertLength(name, shape, bytes.length / known.size);
  return { type: known.type, dims: shape, data: known.array(new Uint8Array(bytes).buffer) };
}

/** A tensor whose numbers came as numbers. @throws RequestFailure if they are not as many as its shape says. */
export function tensorOfNumbers({ name, datatype, shape }: AnsweredTensor, data: ArrayLike<number>): GivenTensor {
  assertLength(name, shape, data.length);
  // Halves are numbers here, and not bits.
  const type = typeOfDatatype(datatype);
  return { type: type === 'float16' ? 'float32' : type, dims: shape, data };
}

function assertLength(name: string, shape: readonly number[], length: number): void {
  const expected = shape.reduce((product, side) => product * side, 1);
  if (length !== expected)
    throw new RequestFailure('wrong', `${length} numbers for the shape [${shape.join(', ')}] of "${inOneLine(name)}"`);
}
