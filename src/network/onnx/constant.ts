import { InputError, messageOf, type Problem } from '../../errors.js';
import { letOutside, type FilesBeside } from '../../files/besideFile.js';
import { readRegularPart, sizeOfRegularFile } from '../../files/regularFile.js';
import { elementTypeName, elementTypeOf, type ElementType } from '../elementTypes.js';
import type { Constant } from '../graph.js';
import { bytesField, numbersField, readMessage, textField, varints, wholeField } from './protobuf.js';
import { worseOf, worstOf, worstOfHalves } from '../notFinite.js';

type Values = ReturnType<Constant['values']>;

/** A tensor as the file stores it: its numbers are in one of three places. */
export interface StoredTensor {
  name: string;
  type: number;
  dims: number[];
  /** Little-endian, without gaps. Written out piece by piece, floats are the very same bytes. */
  raw: Uint8Array[];
  /** Integers of variable length. */
  integers: Uint8Array[];
  /** The names that the format has for the places where its numbers stand. */
  fields: Set<string>;
  /** The file they are in, if it is not this one. */
  file: string | undefined;
  /** Where in that file they begin. */
  offset: number;
}

/** A constant and what it is called; `file` where its numbers are in another file. */
export interface NamedConstant {
  readonly name: string;
  readonly constant: Constant;
  readonly file: string | undefined;
}

/**
 * Reads an ONNX `TensorProto`: its head now, its numbers when asked.
 *
 * @param where the file's name, for errors.
 * @param beside where the files are that have numbers of constants; left out, such constants cannot be read.
 */
export function readConstant(encoded: Uint8Array, where: string, beside?: FilesBeside): NamedConstant {
  const tensor = readTensor(encoded);
  const { name, dims, file } = tensor;
  const values = () => valuesOf(tensor, where, beside);
  return {
    name,
    file,
    constant: {
      dims,
      ...typeOf(tensor),
      values,
      beginning: (count) => beginningOf(tensor, count),
      notFinite: () => notFiniteIn(tensor, where, beside),
      assertStored: () => assertStored(tensor, where),
    },
  };
}

/** A constant that the network has and that cannot be read: sparse ones. Its head is all there is to see. */
export function readSparseConstant(encoded: Uint8Array, where: string): NamedConstant {
  let name = '';
  let stored: Constant | undefined;
  const dims: number[] = [];
  readMessage(encoded, {
    1: bytesField((values) => ({ name, constant: stored } = readConstant(values, where))),
    3: numbersField((sizes) => dims.push(...varints(sizes).map(Number))),
  });
  const values = () => {
    throw tensorError(name, where, 'that is stored sparsely', 'a dense one');
  };
  // The others are 0.
  const notFinite = () => stored?.notFinite?.();
  return { name, file: undefined, constant: { dims, values, notFinite } };
}

/** Reads a `TensorProto` without decoding its numbers. */
export function readTensor(encoded: Uint8Array): StoredTensor {
  const fields = new Set<string>();
  const tensor: StoredTensor = {
    name: '',
    type: 0,
    dims: [],
    raw: [],
    integers: [],
    fields,
    file: undefined,
    offset: 0,
  };
  const into = (pieces: Uint8Array[], field: string) =>
    numbersField((piece) => {
      pieces.push(piece);
      fields.add(field);
    });
  let location = '';
  readMessage(encoded, {
    1: numbersField((sizes) => tensor.dims.push(...varints(sizes).map(Number))),
    2: wholeField((type) => (tensor.type = type)),
    4: into(tensor.raw, 'float_data'),
    5: into(tensor.integers, 'int32_data'),
    7: into(tensor.integers, 'int64_data'),
    8: textField((name) => (tensor.name = name)),
    9: into(tensor.raw, 'raw_data'),
    10: into(tensor.raw, 'double_data'),
    11: into(tensor.integers, 'uint64_data'),
    13: bytesField((entry) => {
      const [key, value] = readEntry(entry);
      if (key === 'location') location = value;
      if (key === 'offset') tensor.offset = Number(value);
    }),
    14: wholeField((place) => (tensor.file = place === 1 ? location : undefined)),
  });
  // The place may be written before the location.
  if (tensor.file !== undefined) tensor.file = location;
  return tensor;
}

/** Reads an ONNX `StringStringEntryProto`. */
export function readEntry(encoded: Uint8Array): [key: string, value: string] {
  const entry: [string, string] = ['', ''];
  readMessage(encoded, { 1: textField((key) => (entry[0] = key)), 2: textField((value) => (entry[1] = value)) });
  return entry;
}

/** How a type's bytes become an array, and what its integers of variable length become. */
interface Decoder {
  readonly view: (data: Uint8Array, count: number) => Values;
  readonly from: (integers: readonly bigint[]) => Values;
}

const float32: Decoder = {
  view: ({ buffer, byteOffset }, count) => new Float32Array(buffer, byteOffset, count),
  from: (integers) => Float32Array.from(integers, Number),
};
const float64: Decoder = {
  view: ({ buffer, byteOffset }, count) => new Float64Array(buffer, byteOffset, count),
  from: (integers) => Float64Array.from(integers, Number),
};
const int32: Decoder = {
  view: ({ buffer, byteOffset }, count) => new Int32Array(buffer, byteOffset, count),
  from: (integers) => Int32Array.from(integers, Number),
};
const int64: Decoder = {
  view: ({ buffer, byteOffset }, count) => new BigInt64Array(buffer, byteOffset, count),
  from: (integers) => BigInt64Array.from(integers),
};
const uint8: Decoder = {
  view: ({ buffer, byteOffset }, count) => new Uint8Array(buffer, byteOffset, count),
  from: (integers) => Uint8Array.from(integers, Number),
};
const int8: Decoder = {
  view: ({ buffer, byteOffset }, count) => new Int8Array(buffer, byteOffset, count),
  from: (integers) => Int8Array.from(integers, Number),
};
/** Sixteen bits a number, which are stored as integers even where they stand for a float. */
const sixteenBits = (widen: (bits: readonly number[]) => Values): Decoder => ({
  view: ({ buffer, byteOffset }, count) => widen([...new Uint16Array(buffer, byteOffset, count)]),
  from: (integers) => widen(integers.map((bits) => Number(BigInt.asUintN(16, bits)))),
});

const decoders: Readonly<Record<string, Decoder>> = {
  float32,
  float64,
  int32,
  int64,
  uint8,
  int8,
  bool: uint8,
  uint16: sixteenBits((bits) => Int32Array.from(bits)),
  int16: sixteenBits((bits) => Int32Array.from(bits, (value) => (value << 16) >> 16)),
  float16: sixteenBits((bits) => Float32Array.from(bits, halfToNumber)),
  bfloat16: sixteenBits((bits) => new Float32Array(Uint32Array.from(bits, (value) => value << 16).buffer)),
  uint32: {
    ...float64,
    view: ({ buffer, byteOffset }, count) => Float64Array.from(new Uint32Array(buffer, byteOffset, count)),
  },
  uint64: {
    ...float64,
    view: ({ buffer, byteOffset }, count) =>
      Float64Array.from(new BigUint64Array(buffer, byteOffset, count), (value) => Number(value)),
  },
};

/** How a tensor's numbers are read; undefined if they are none. */
function decodingOf({ type }: StoredTensor): (Decoder & { readonly width: number }) | undefined {
  const known = elementTypeOf(type);
  const decoder = decoders[known?.name ?? ''];
  return decoder === undefined || known?.bytes === undefined ? undefined : { ...decoder, width: known.bytes };
}

function typeOf({ type }: StoredTensor): { readonly type?: ElementType } {
  const known = elementTypeOf(type);
  return known === undefined ? {} : { type: known };
}

const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** Sizes may be anything in a damaged or hostile file: nothing is allocated before they match what is there. */
const mismatch = ({ name, dims }: StoredTensor, where: string, found: string): InputError =>
  tensorError(name, where, `of shape [${dims.join(', ')}] with ${found}`, `${countOf(dims)} numbers`);

/** Where numbers of a type stand, besides as plain bytes. */
const fieldOf: Readonly<Record<string, string>> = {
  float32: 'float_data',
  float64: 'double_data',
  int64: 'int64_data',
  uint32: 'uint64_data',
  uint64: 'uint64_data',
};

/** Numbers are where their type has them, and nowhere else: of two places, an engine may read the other one. */
function assertOnePlace({ name, type, fields }: StoredTensor, where: string): void {
  const usual = fieldOf[elementTypeOf(type)?.name ?? ''] ?? 'int32_data';
  const [first, ...others] = fields;
  if (first === undefined || (others.length === 0 && (first === 'raw_data' || first === usual))) return;
  const found = `of ${elementTypeName(type)} with numbers in ${[...fields].join(' and in ')}`;
  throw tensorError(name, where, found, `one with numbers in raw_data or in ${usual}`);
}

function assertStored(tensor: StoredTensor, where: string): void {
  assertOnePlace(tensor, where);
  const { raw, integers, file } = tensor;
  const wanted = lengthOf(tensor);
  if (file !== undefined || wanted === undefined || integers.length > 0) return;
  const length = raw.reduce((sum, piece) => sum + piece.length, 0);
  if (length !== wanted) throw mismatch(tensor, where, `${length} bytes`);
}

function beginningOf(tensor: StoredTensor, count: number): Values | undefined {
  const {
    raw: [data, ...others],
    file,
    fields,
  } = tensor;
  const decoder = decodingOf(tensor);
  if (fields.size > 1 || decoder === undefined || data === undefined || others.length > 0 || file !== undefined)
    return undefined;
  const there = Math.min(count, Math.floor(data.length / decoder.width));
  return decoder.view(new Uint8Array(data.subarray(0, there * decoder.width)), there);
}

/** The bits of the exponent in floats of 16 bits. */
const exponents: Readonly<Record<string, number>> = { float16: 0x7c00, bfloat16: 0x7f80 };

function notFiniteIn(tensor: StoredTensor, where: string, beside: FilesBeside | undefined): number | undefined {
  const type = elementTypeOf(tensor.type);
  if (type?.kind !== 'float') return undefined;
  const exponent = exponents[type.name];
  const decoder = decodingOf(tensor);
  if (decoder === undefined || tensor.integers.length > 0) return worstOf(valuesOf(tensor, where, beside));
  const data = storedBytes(tensor, where, beside, decoder.width);
  let worst: number | undefined;
  // Piece by piece, so that what has to be moved to be read stays in the processor's cache.
  for (let at = 0; at < data.length; at += piece) {
    const numbers = aligned(data.subarray(at, at + piece), decoder.width);
    const found =
      exponent === undefined
        ? worstOf(decoder.view(numbers, numbers.length / decoder.width))
        : worstOfHalves(new Uint16Array(numbers.buffer, numbers.byteOffset, numbers.length / 2), exponent);
    worst = worseOf(worst, found);
  }
  return worst;
}

/** Bytes that are looked at at a time. */
const piece = 2 ** 16;

function valuesOf(tensor: StoredTensor, where: string, beside: FilesBeside | undefined): Values {
  const { name, type, dims, integers, file } = tensor;
  if (file !== undefined && beside === undefined)
    throw tensorError(name, where, `whose numbers are in ${file}`, 'one stored in the model file');
  const decoder = decodingOf(tensor);
  assertOnePlace(tensor, where);
  if (decoder === undefined) throw tensorError(name, where, `of ${elementTypeName(type)}`, 'one of numbers');
  const count = countOf(dims);
  if (integers.length > 0) {
    const values = integers.flatMap(varints);
    if (values.length !== count) throw mismatch(tensor, where, `${values.length} numbers`);
    return decoder.from(values);
  }
  return decoder.view(aligned(storedBytes(tensor, where, beside, decoder.width), decoder.width), count);
}

/** The bytes of a tensor's numbers. @param width bytes of one. */
function storedBytes(tensor: StoredTensor, where: string, beside: FilesBeside | undefined, width: number): Uint8Array {
  const { raw, file, dims, name } = tensor;
  if (file !== undefined && beside === undefined)
    throw tensorError(name, where, `whose numbers are in ${file}`, 'one stored in the model file');
  const length = countOf(dims) * width;
  const data = beside === undefined || file === undefined ? joined(raw) : outside(tensor, file, where, beside, length);
  if (data.length !== length) throw mismatch(tensor, where, `${data.length} bytes`);
  return data;
}

/** The same bytes at an address where an array of numbers can begin. */
const aligned = (data: Uint8Array, width: number): Uint8Array =>
  // Not `slice`, which leaves the numbers of a Node buffer where they are.
  data.byteOffset % width === 0 ? data : new Uint8Array(data);

/** Numbers in another file. */
function outside(tensor: StoredTensor, file: string, where: string, beside: FilesBeside, length: number): Uint8Array {
  const place = placeOf(tensor, file, where, beside);
  try {
    const data = readRegularPart(place, tensor.offset, length);
    if (data.length !== length) throw mismatch(tensor, where, `${data.length} bytes in ${file}`);
    return data;
  } catch (cause) {
    throw cause instanceof InputError ? cause : unreadable(tensor, file, where, cause);
  }
}

/**
 * Looks whether the file is there that a tensor's numbers are in, lies where it may and is long enough.
 *
 * @returns how many bytes that file has.
 * @throws InputError if not.
 */
export function assertOutside(tensor: StoredTensor, file: string, where: string, beside: FilesBeside): number {
  const place = placeOf(tensor, file, where, beside);
  let size: number;
  try {
    size = sizeOfRegularFile(place);
  } catch (cause) {
    throw unreadable(tensor, file, where, cause);
  }
  const { offset } = tensor;
  const wanted = lengthOf(tensor) ?? 0;
  if (!(offset >= 0 && wanted >= 0 && offset + wanted <= size))
    throw mismatch(tensor, where, `${Math.max(0, size - offset)} bytes in ${file}`);
  return size;
}

/** Where the other file is, which has to lie in the model's folder: a model is no reason to read anything else. */
function placeOf(tensor: StoredTensor, file: string, where: string, beside: FilesBeside): string {
  let place: string | undefined;
  try {
    place = beside(file);
  } catch (cause) {
    throw unreadable(tensor, file, where, cause);
  }
  if (place !== undefined) return place;
  throw tensorError(tensor.name, where, `whose numbers are in ${file}`, "a file in the model's folder", letOutside);
}

const unreadable = ({ name }: StoredTensor, file: string, where: string, cause: unknown): InputError =>
  tensorError(name, where, `whose numbers are in ${file}, which cannot be read (${messageOf(cause)})`, 'that file');

/** Bytes of a tensor's numbers; undefined where they are of a type without numbers. */
export function lengthOf(tensor: StoredTensor): number | undefined {
  const decoder = decodingOf(tensor);
  return decoder === undefined ? undefined : countOf(tensor.dims) * decoder.width;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array(), ...others] = pieces;
  if (others.length === 0) return only;
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    end += piece.length;
  }
  return all;
}

/** A float of half precision, from its bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const tensorError = (
  name: string,
  where: string,
  found: string,
  expected: string,
  remedy: Problem['remedy'] = 'Export the model again, in one file.',
): InputError =>
  new InputError({
    where,
    found: `a constant "${name}" ${found}`,
    expected,
    remedy,
  });
