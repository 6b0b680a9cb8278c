import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Element types by the names that onnxruntime gives them, with ONNX's numbers. */
const elementTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
  float64: 11,
} as const;

export type ElementType = keyof typeof elementTypes;

/** A graph input or output, float32 unless said. A string in the shape is a dynamic dimension with that name. */
export interface OnnxValue {
  readonly name: string;
  /** Left out: the file does not say. */
  readonly shape?: readonly (number | string)[];
  /** `sequence` is a sequence of maps from int64 to float32, as scikit-learn's converter writes. */
  /** A number: the field of TypeProto that is there, with nothing in it; 0: none is. */
  readonly type?: ElementType | 'sequence' | number;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array | Uint8Array | Int32Array;
  /** Default: that of the array. */
  readonly type?: ElementType;
  /** In another file; `data` is left empty. */
  readonly file?: string;
  /** Where in that file. */
  readonly offset?: number;
  /** Numbers that stand in another field as well, as varints: 5 is `int32_data`, 7 `int64_data`, 11 `uint64_data`. */
  readonly also?: { readonly field: number; readonly numbers: readonly number[] };
}

/** ONNX tells integers from floats, so the type is spelled out. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly tensor: OnnxTensor }
  /** Stored sparsely: the first numbers of a tensor of this shape. */
  | { readonly sparse: OnnxTensor; readonly shape: readonly number[] }
  /** What the function's own attribute of that name says: 1 for a float, 2 for an int, 7 for ints. */
  | { readonly refers: string; readonly type: number }
  /** A nested graph: its bytes. */
  | { readonly graph: Uint8Array };

/** One operation. An empty string among the inputs leaves an optional input out. */
export interface OnnxNode {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: readonly OnnxTensor[];
  /** Constants of shape [4, 2] that are stored sparsely: their first numbers. */
  readonly sparse?: readonly OnnxTensor[];
  /** 0 leaves it out. */
  readonly opset?: number;
  readonly irVersion?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Operations that the file defines itself. */
  readonly functions?: readonly OnnxFunction[];
  /** Versions of other domains' operations. Default 1. */
  readonly versions?: Readonly<Record<string, number>>;
}

/** An operation that a file defines: a node of this name stands for these nodes. */
export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that a node may set. */
  readonly attributes?: readonly string[];
  readonly nodes: readonly OnnxNode[];
  /** The version of ONNX's operations inside. */
  readonly opset: number;
}

/** What a nested graph is made of. */
export type OnnxGraph = Pick<OnnxModel, 'inputs' | 'outputs' | 'nodes' | 'initializers'>;

type Write = (writer: BinaryWriter) => void;

/** The bytes of an ONNX file, written field by field so that tests can also write what no exporter would. */
export function onnxModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  whole(writer, 1, model.irVersion ?? 8);
  message(writer, 7, (graph) => {
    graphOf(model)(graph);
    for (const tensor of model.sparse ?? []) message(graph, 15, sparseOf(tensor, [4, 2]));
  });
  for (const definition of model.functions ?? []) message(writer, 25, functionOf(definition));
  const domains = new Set(['', ...model.nodes.flatMap(({ domain }) => domain ?? [])]);
  if (model.opset !== 0)
    for (const domain of domains)
      message(writer, 8, (opset) => {
        text(opset, 1, domain);
        whole(opset, 2, domain === '' ? (model.opset ?? 17) : (model.versions?.[domain] ?? 1));
      });
  for (const [key, value] of Object.entries(model.metadata ?? {}))
    message(writer, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  return writer.finish();
}

/** The bytes of a nested graph: a branch of `If`, the body of `Loop`. */
export function onnxGraph(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  graphOf(graph)(writer);
  return writer.finish();
}

const graphOf =
  ({ nodes, initializers = [], inputs, outputs }: OnnxGraph): Write =>
  (graph) => {
    for (const node of nodes) message(graph, 1, nodeOf(node));
    text(graph, 2, 'graph');
    for (const tensor of initializers) message(graph, 5, tensorOf(tensor));
    for (const value of inputs) message(graph, 11, valueOf(value));
    for (const value of outputs) message(graph, 12, valueOf(value));
  };

const functionOf =
  ({ name, domain, inputs, outputs, attributes = [], nodes, opset }: OnnxFunction): Write =>
  (definition) => {
    text(definition, 1, name);
    for (const input of inputs) text(definition, 4, input);
    for (const output of outputs) text(definition, 5, output);
    for (const attribute of attributes) text(definition, 6, attribute);
    for (const node of nodes) message(definition, 7, nodeOf(node));
    for (const other of new Set(['', ...nodes.flatMap((node) => node.domain ?? [])]))
      message(definition, 9, (imported) => {
        text(imported, 1, other);
        whole(imported, 2, other === '' ? opset : 1);
      });
    text(definition, 10, domain);
  };

/** Shorthand for float32 weights. */
export const weights = (name: string, shape: readonly number[], values: Iterable<number>): OnnxTensor => ({
  name,
  shape,
  data: Float32Array.from(values),
});

/** Shorthand for int64 constants: shapes, indices. */
export const integers = (name: string, values: readonly number[]): OnnxTensor => ({
  name,
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

const nodeOf =
  ({ op, name, domain, inputs, outputs, attributes }: OnnxNode): Write =>
  (node) => {
    for (const input of inputs) text(node, 1, input);
    for (const output of outputs) text(node, 2, output);
    if (name !== undefined) text(node, 3, name);
    text(node, 4, op);
    for (const [key, value] of Object.entries(attributes ?? {})) message(node, 5, attributeOf(key, value));
    if (domain !== undefined) text(node, 7, domain);
  };

const attributeOf =
  (name: string, value: OnnxAttribute): Write =>
  (attribute) => {
    const type = (number: number) => whole(attribute, 20, number);
    text(attribute, 1, name);
    if ('float' in value) {
      attribute.tag(2, WireType.Bit32).float(value.float);
      type(1);
    } else if ('int' in value) {
      whole(attribute, 3, value.int);
      type(2);
    } else if ('string' in value) {
      text(attribute, 4, value.string);
      type(3);
    } else if ('tensor' in value) {
      message(attribute, 5, tensorOf(value.tensor));
      type(4);
    } else if ('sparse' in value) {
      message(attribute, 22, sparseOf(value.sparse, value.shape));
      type(11);
    } else if ('refers' in value) {
      text(attribute, 21, value.refers);
      type(value.type);
    } else if ('graph' in value) {
      attribute.tag(6, WireType.LengthDelimited).bytes(value.graph);
      type(5);
    } else if ('floats' in value) {
      for (const number of value.floats) attribute.tag(7, WireType.Bit32).float(number);
      type(6);
    } else {
      for (const number of value.ints) whole(attribute, 8, number);
      type(7);
    }
  };

const sparseOf =
  (tensor: OnnxTensor, shape: readonly number[]): Write =>
  (sparse) => {
    message(sparse, 1, tensorOf(tensor));
    message(sparse, 2, tensorOf(integers('', [...tensor.data.keys()])));
    for (const size of shape) whole(sparse, 3, size);
  };

const tensorOf =
  ({ name, shape, data, type, file, offset, also }: OnnxTensor): Write =>
  (tensor) => {
    for (const size of shape) whole(tensor, 1, size);
    whole(tensor, 2, type === undefined ? elementTypeOf(data) : elementTypes[type]);
    text(tensor, 8, name);
    for (const number of also?.numbers ?? []) whole(tensor, also?.field ?? 0, number);
    if (file === undefined) {
      tensor.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return;
    }
    message(tensor, 13, (entry) => {
      text(entry, 1, 'location');
      text(entry, 2, file);
    });
    if (offset !== undefined)
      message(tensor, 13, (entry) => {
        text(entry, 1, 'offset');
        text(entry, 2, String(offset));
      });
    whole(tensor, 14, 1);
  };

const elementTypeOf = (data: OnnxTensor['data']): number => {
  if (data instanceof Float32Array) return elementTypes.float32;
  if (data instanceof Float64Array) return elementTypes.float64;
  if (data instanceof BigInt64Array) return elementTypes.int64;
  return data instanceof Int32Array ? elementTypes.int32 : elementTypes.uint8;
};

const valueOf =
  ({ name, shape, type = 'float32' }: OnnxValue): Write =>
  (value) => {
    text(value, 1, name);
    if (type !== 0)
      message(value, 2, (kind) =>
        typeof type === 'number'
          ? message(kind, type, () => undefined)
          : type === 'sequence'
            ? message(kind, 4, (sequence) => message(sequence, 1, (element) => message(element, 5, mapOf)))
            : message(kind, 1, (tensor) => {
                whole(tensor, 1, elementTypes[type]);
                if (shape !== undefined) message(tensor, 2, shapeOf(shape));
              }),
      );
  };

const mapOf: Write = (map) => {
  whole(map, 1, elementTypes.int64);
  message(map, 2, (value) => message(value, 1, (tensor) => whole(tensor, 1, elementTypes.float32)));
};

const shapeOf =
  (dims: readonly (number | string)[]): Write =>
  (shape) => {
    for (const size of dims)
      message(shape, 1, (dim) => (typeof size === 'string' ? text(dim, 2, size) : whole(dim, 1, size)));
  };

function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  void writer.tag(field, WireType.LengthDelimited).string(value);

const whole = (writer: BinaryWriter, field: number, value: number) =>
  void writer.tag(field, WireType.Varint).int64(value);
