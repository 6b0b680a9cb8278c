import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';

/** Something that is wrong with a network, in one of many places. */
export interface Defect {
  readonly name: string;
  /**
   * Puts it into a network.
   *
   * @param place from 0 on: another number is another place, as long as the network has one.
   * @returns where that is.
   */
  readonly plant: (model: ModelProto, place: number) => string;
}

/** One unit of one layer has a bias, as large as so many of the layer's largest weights. */
export const oneBias = (size: number): Defect => ({
  name: `one bias, ${size} of the largest weight`,
  plant: (model, place) => {
    const { graph, layer, weights, units } = layerOf(model, place);
    const unit = (place * 7919) % units;
    const bias = new Float32Array(units);
    bias[unit] = size * largest(valuesOf(weights));
    const name = `${layer.name}.planted`;
    graph.initializer.push(floats(name, [units], bias));
    layer.input[2] = name;
    return `${layer.name}, unit ${unit}, bias ${bias[unit]}`;
  },
});

/** What two units of a layer compute is taken for one another: their weights are swapped, and nobody behind knows. */
export const swappedChannels: Defect = {
  name: 'two channels swapped',
  plant: (model, place) => {
    const { layer, weights, units } = layerOf(model, place);
    const values = valuesOf(weights);
    const unit = (place * 7919) % (units - 1);
    for (const [one, other] of pairsOf(layer, units, values.length, unit))
      [values[one], values[other]] = [values[other]!, values[one]!];
    weights.rawData = new Uint8Array(values.buffer);
    return `${layer.name}, units ${unit} and ${unit + 1}`;
  },
};

/** Images are padded with a grey instead of black. */
export const greyPadding = (grey: number): Defect => ({
  name: `images padded with ${grey} instead of 0`,
  plant: (model) => {
    const graph = graphOf(model);
    const layer = graph.node.find(({ opType }) => opType === 'Conv')!;
    const pads = layer.attribute.find(({ name }) => name === 'pads')!;
    const [top = 0n, left = 0n, bottom = 0n, right = 0n] = pads.ints;
    const sides = BigInt64Array.of(0n, 0n, top, left, 0n, 0n, bottom, right);
    graph.initializer.push(
      create(TensorProtoSchema, {
        name: 'planted.pads',
        dims: [8n],
        dataType: 7,
        rawData: new Uint8Array(sides.buffer),
      }),
      floats('planted.grey', [], Float32Array.of(grey)),
    );
    const mode = create(AttributeProtoSchema, {
      name: 'mode',
      type: AttributeProto_AttributeType.STRING,
      s: new TextEncoder().encode('constant'),
    });
    graph.node.unshift(
      create(NodeProtoSchema, {
        name: 'planted',
        opType: 'Pad',
        input: [layer.input[0]!, 'planted.pads', 'planted.grey'],
        output: ['planted'],
        attribute: [mode],
      }),
    );
    layer.input[0] = 'planted';
    pads.ints = [0n, 0n, 0n, 0n];
    return layer.name;
  },
});

/** The weights of one layer are rounded to so many bits, with one step for all of them. */
export const quantisedLayer = (bits: number): Defect => ({
  name: `one layer of ${bits} bits`,
  plant: (model, place) => {
    const { layer, weights } = layerOf(model, place);
    const values = valuesOf(weights);
    const step = largest(values) / (2 ** (bits - 1) - 1);
    weights.rawData = new Uint8Array(values.map((value) => Math.round(value / step) * step).buffer);
    return layer.name;
  },
});

function graphOf({ graph }: ModelProto): GraphProto {
  if (graph === undefined) throw new Error('no graph');
  return graph;
}

/** Layers in turn. */
function layerOf(model: ModelProto, place: number) {
  const graph = graphOf(model);
  const layers = graph.node.filter(({ opType }) => opType === 'Gemm' || opType === 'Conv');
  const layer = layers[place % layers.length]!;
  const weights = graph.initializer.find(({ name }) => name === layer.input[1])!;
  return { graph, layer, weights, units: Number(layer.opType === 'Conv' ? weights.dims[0] : weights.dims[1]) };
}

/** Places of the weights of a unit and of the next one. Those of a convolution lie together, those of a matrix in columns. */
function pairsOf({ opType }: NodeProto, units: number, count: number, unit: number): (readonly [number, number])[] {
  const each = count / units;
  return Array.from({ length: each }, (_, i) =>
    opType === 'Conv' ? [unit * each + i, (unit + 1) * each + i] : [i * units + unit, i * units + unit + 1],
  );
}

const valuesOf = ({ rawData }: TensorProto): Float32Array<ArrayBuffer> =>
  new Float32Array(Uint8Array.from(rawData).buffer);

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const floats = (name: string, dims: readonly number[], values: Float32Array<ArrayBuffer>): TensorProto =>
  create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: 1, rawData: new Uint8Array(values.buffer) });
