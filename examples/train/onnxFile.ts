import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType,
  ModelProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** A graph input or output, float32. A string in the shape is a dynamic dimension with that name. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A constant: Float32Array becomes float32, BigInt64Array becomes int64. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** The value of a node's attribute. ONNX tells integers from floats, so the type is spelled out. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly tensor: OnnxTensor };

/** One operation. An empty string among the inputs leaves an optional input out. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** What an ONNX file is made of. Nodes must be in an order in which they can be computed. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly opset?: number;
  readonly irVersion?: number;
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The bytes of an ONNX file. */
export function onnxModel(model: OnnxModel): Uint8Array {
  const message = create(ModelProtoSchema, {
    irVersion: BigInt(model.irVersion ?? 8),
    opsetImport: [{ domain: '', version: BigInt(model.opset ?? 17) }],
    producerName: 'conic',
    metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name ?? 'graph',
      input: model.inputs.map(value),
      output: model.outputs.map(value),
      node: model.nodes.map((node) => ({
        name: node.name,
        opType: node.op,
        input: [...node.inputs],
        output: [...node.outputs],
        attribute: Object.entries(node.attributes ?? {}).map(([name, content]) => attribute(name, content)),
      })),
      initializer: model.initializers.map(tensor),
    },
  });
  return toBinary(ModelProtoSchema, message);
}

function value({ name, shape }: OnnxValue): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'string'
        ? { case: 'dimParam' as const, value: size }
        : { case: 'dimValue' as const, value: BigInt(size) },
  }));
  return {
    name,
    type: { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } } } },
  };
}

function tensor({ name, shape, data }: OnnxTensor): MessageInitShape<typeof TensorProtoSchema> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new Error(`Tensor ${name} of shape [${shape.join(', ')}] needs ${count} values, not ${data.length}.`);
  }
  const dataType = data instanceof Float32Array ? TensorProto_DataType.FLOAT : TensorProto_DataType.INT64;
  return { name, dims: shape.map(BigInt), dataType, rawData: littleEndian(data) };
}

function attribute(name: string, content: OnnxAttribute): MessageInitShape<typeof AttributeProtoSchema> {
  const type = AttributeProto_AttributeType;
  if ('int' in content) return { name, type: type.INT, i: BigInt(content.int) };
  if ('ints' in content) return { name, type: type.INTS, ints: content.ints.map(BigInt) };
  if ('float' in content) return { name, type: type.FLOAT, f: content.float };
  if ('floats' in content) return { name, type: type.FLOATS, floats: [...content.floats] };
  if ('string' in content) return { name, type: type.STRING, s: new TextEncoder().encode(content.string) };
  return { name, type: type.TENSOR, t: tensor(content.tensor) };
}

/** ONNX wants little-endian bytes whatever the machine's own order. */
function littleEndian(data: Float32Array | BigInt64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) data.forEach((number, i) => view.setFloat32(4 * i, number, true));
  else data.forEach((number, i) => view.setBigInt64(8 * i, number, true));
  return bytes;
}
