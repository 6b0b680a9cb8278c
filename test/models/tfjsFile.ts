import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A weight of a TF.js model: float32 unless it is an Int32Array. */
export interface TfjsWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A `model.json`, and the bytes of its weights. */
export interface TfjsFile {
  readonly json: {
    readonly format: string;
    readonly modelTopology: object;
    readonly weightsManifest: { paths: string[]; weights: object[] }[];
    readonly [other: string]: unknown;
  };
  readonly weights: Uint8Array;
}

/** Shorthand for float32 weights. */
export const weight = (name: string, shape: readonly number[], values: Iterable<number>): TfjsWeight => ({
  name,
  shape,
  data: Float32Array.from(values),
});

/** Shorthand for int32 constants: shapes, axes. */
export const whole = (name: string, shape: readonly number[], values: Iterable<number>): TfjsWeight => ({
  name,
  shape,
  data: Int32Array.from(values),
});

function fileOf(format: string, modelTopology: object, weights: readonly TfjsWeight[], more: object): TfjsFile {
  const bytes = weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const specs = weights.map(({ name, shape, data }) => ({
    name,
    shape,
    dtype: data instanceof Int32Array ? 'int32' : 'float32',
  }));
  return {
    json: { format, modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: specs }], ...more },
    weights: new Uint8Array(Buffer.concat(bytes)),
  };
}

/** A layer of a Keras model: its class, its name, what it is told and what it reads from (default the one before). */
export interface TfjsLayer {
  readonly kind: string;
  readonly name: string;
  readonly config?: object;
  readonly from?: readonly string[];
}

/** A layer as Keras's JSON writes it; `inbound_nodes`: a call each, of the tensors it is applied to. */
export interface WrittenLayer {
  class_name: string;
  name: string;
  config: object;
  inbound_nodes?: (readonly [layer: string, call: number, output: number, options: object])[][];
}

/** A functional model as Keras's JSON writes it. */
export interface WrittenTopology {
  class_name: string;
  config: { name: string; layers: WrittenLayer[]; input_layers: unknown; output_layers: unknown };
}

/** The topology of a functional Keras model. */
export function functional(
  inputShape: readonly (number | null)[],
  layers: readonly TfjsLayer[],
  outputs: unknown = [[layers.at(-1)?.name ?? 'image', 0, 0]],
): WrittenTopology {
  const input = {
    class_name: 'InputLayer',
    name: 'image',
    config: { batch_input_shape: [null, ...inputShape], dtype: 'float32', name: 'image' },
    inbound_nodes: [],
  };
  const written = layers.map(({ kind, name, config, from = [before(layers, name)] }): WrittenLayer => ({
    class_name: kind,
    name,
    config: { name, ...config },
    inbound_nodes: kind === 'InputLayer' ? [] : [from.map((source) => [source, 0, 0, {}] as const)],
  }));
  const inputs = ['image', ...layers.filter(({ kind }) => kind === 'InputLayer').map(({ name }) => name)];
  return {
    class_name: 'Model',
    config: {
      name: 'net',
      layers: [input, ...written],
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: outputs,
    },
  };
}

const before = (layers: readonly TfjsLayer[], name: string): string =>
  layers[layers.findIndex((layer) => layer.name === name) - 1]?.name ?? 'image';

/** A LayersModel's file. */
export const layersModel = (topology: object, weights: readonly TfjsWeight[], more: object = {}): TfjsFile =>
  fileOf(
    'layers-model',
    { ...topology, keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js' },
    weights,
    more,
  );

/** A node of a TensorFlow graph; strings among the attributes are written as TensorFlow's JSON does. */
export interface TfjsNode {
  readonly op: string;
  readonly name: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, object>>;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Attributes of nodes, as TensorFlow's JSON writes them. */
export const attr = {
  text: (value: string) => ({ s: base64(value) }),
  texts: (...values: readonly string[]) => ({ list: { s: values.map(base64) } }),
  ints: (...values: readonly number[]) => ({ list: { i: values.map(String) } }),
  int: (value: number) => ({ i: String(value) }),
  float: (value: number) => ({ f: value }),
  flag: (value: boolean) => ({ b: value }),
  type: (value: string) => ({ type: value }),
  shape: (...sizes: readonly number[]) => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } }),
};

/** A GraphModel's file; constants become `Const` nodes in front. Placeholders have to be among the nodes. */
export function graphModel(nodes: readonly TfjsNode[], weights: readonly TfjsWeight[], more: object = {}): TfjsFile {
  const constants = weights.map(({ name, shape, data }) => ({
    name,
    op: 'Const',
    attr: { dtype: attr.type(data instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT'), shape: attr.shape(...shape) },
  }));
  return fileOf('graph-model', { node: [...constants, ...nodes], versions: { producer: 1087 } }, weights, more);
}

/** The image that goes in: -1 leaves a size open. */
export const placeholder = (...sizes: readonly number[]): TfjsNode => ({
  op: 'Placeholder',
  name: 'image',
  attr: { dtype: attr.type('DT_FLOAT'), shape: attr.shape(-1, ...sizes) },
});

/** Writes a model into a folder of its own and gives the path of its `model.json`. */
export function writeModel(folder: string, { json, weights }: TfjsFile): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'weights.bin'), weights);
  return join(folder, 'model.json');
}
