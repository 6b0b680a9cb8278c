import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { elementTypeNamed } from '../elementTypes.js';

/** A node to write. Attributes are whole numbers, or lists of them. */
export interface NodeToWrite {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A constant to write: float32, or int64. */
export interface ConstantToWrite {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** The kinds of an attribute in ONNX's `AttributeProto.AttributeType`. */
const kinds = { int: 2, ints: 7 } as const;

/**
 * A node as ONNX stores it: a `NodeProto` of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 *
 * @example writeNode({ name: 'peak', operation: 'ReduceMax', inputs: ['image'], outputs: ['peak'], attributes: { keepdims: 1 } });
 */
export function writeNode({ name, operation, inputs, outputs, attributes = {} }: NodeToWrite): Uint8Array {
  const node = new BinaryWriter();
  for (const input of inputs) node.tag(1, WireType.LengthDelimited).string(input);
  for (const output of outputs) node.tag(2, WireType.LengthDelimited).string(output);
  node.tag(3, WireType.LengthDelimited).string(name);
  node.tag(4, WireType.LengthDelimited).string(operation);
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = node.tag(5, WireType.LengthDelimited).fork();
    attribute.tag(1, WireType.LengthDelimited).string(key);
    if (typeof value === 'number') attribute.tag(3, WireType.Varint).int64(value);
    else for (const each of value) attribute.tag(8, WireType.Varint).int64(each);
    attribute.tag(20, WireType.Varint).int64(typeof value === 'number' ? kinds.int : kinds.ints);
    attribute.join();
  }
  return node.finish();
}

/** A constant as ONNX stores it: a `TensorProto`. */
export function writeConstant({ name, dims, values }: ConstantToWrite): Uint8Array {
  const tensor = new BinaryWriter();
  for (const size of dims) tensor.tag(1, WireType.Varint).int64(size);
  const type = elementTypeNamed(values instanceof Float32Array ? 'float32' : 'int64');
  tensor.tag(2, WireType.Varint).int64(type!.number);
  tensor.tag(8, WireType.LengthDelimited).string(name);
  tensor.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return tensor.finish();
}
