import { sizeOfDims, type Dims } from '../../../src/network/dims.js';
import type { ImageShape } from '../../../src/image/shape.js';
import {
  attr,
  graphModel,
  placeholder,
  weight,
  whole,
  type TfjsFile,
  type TfjsNode,
  type TfjsWeight,
} from '../../models/tfjsFile.js';
import { Chance } from '../chance.js';
import { grown, type LayerOf, type Value } from './grown.js';

/** Nodes as they are written, one after the other. */
class GraphDraft {
  readonly nodes: TfjsNode[] = [];
  readonly weights: TfjsWeight[] = [];
  /** Whether nothing is added anywhere. */
  readonly isPure: boolean;

  constructor(readonly chance: Chance) {
    this.isPure = chance.happens(0.4);
  }

  add(op: string, inputs: readonly string[], dims: Dims, attributes: TfjsNode['attr'] = {}): Value {
    const name = `${op}_${this.nodes.length}`;
    this.nodes.push({ op, name, input: inputs, attr: { T: attr.type('DT_FLOAT'), ...attributes } });
    return { name, dims };
  }

  numbers(dims: Dims, values: readonly number[]): string {
    const name = `weight_${this.weights.length}`;
    this.weights.push(weight(name, dims, values));
    return name;
  }

  whole(values: readonly number[], dims: Dims = [values.length]): string {
    const name = `weight_${this.weights.length}`;
    this.weights.push(whole(name, dims, values));
    return name;
  }

  /** Weights that keep numbers about as large as they are. */
  kernel(dims: Dims, inputs: number): string {
    return this.numbers(dims, this.chance.normals(sizeOfDims(dims), Math.sqrt(2 / inputs)));
  }

  /** What is added: 0, next to nothing, or something. */
  bias(count: number): string {
    const size = this.isPure || this.chance.happens(0.4) ? 0 : this.chance.pick(1e-6, 0.3);
    return this.numbers([count], this.chance.normals(count, size));
  }
}

type GraphLayer = LayerOf<GraphDraft>;

const sidesAfter = (sides: Dims, kernel: number, stride: number, padding: string): Dims =>
  sides.map((side) => (padding === 'SAME' ? Math.ceil(side / stride) : Math.floor((side - kernel) / stride) + 1));

const fused = ({ chance }: GraphDraft): readonly string[] =>
  chance.pick<readonly string[]>(['BiasAdd'], ['BiasAdd', 'Relu'], ['BiasAdd', 'Relu6']);

const conv: GraphLayer = (draft, input) => {
  const { chance } = draft;
  const [height = 1, width = 1, channels = 1] = input.dims;
  const [size, stride, padding] = [chance.whole(1, 3), chance.pick(1, 1, 2), chance.pick('SAME', 'VALID')];
  const sides = sidesAfter([height, width], size, stride, padding);
  if (sides.some((side) => side < 1)) return undefined;
  const told = {
    strides: attr.ints(1, stride, stride, 1),
    padding: attr.text(padding),
    data_format: attr.text('NHWC'),
    dilations: attr.ints(1, 1, 1, 1),
  };
  const kind = chance.pick('Conv2D', '_FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative');
  const isDeep = kind.includes('Depthwise');
  const filters = isDeep ? channels : chance.whole(1, 4);
  const kernel = isDeep
    ? draft.kernel([size, size, channels, 1], size ** 2)
    : draft.kernel([size, size, channels, filters], size ** 2 * channels);
  const dims = [...sides, filters];
  if (kind.toLowerCase().includes('fused'))
    return draft.add(kind, [input.name, kernel, draft.bias(filters)], dims, {
      ...told,
      fused_ops: attr.texts(...fused(draft)),
      num_args: attr.int(1),
    });
  const output = draft.add(kind, [input.name, kernel], dims, told);
  return chance.happens(0.5) ? draft.add('BiasAdd', [output.name, draft.bias(filters)], dims) : output;
};

const pool: GraphLayer = (draft, input) => {
  const { chance } = draft;
  const [height = 1, width = 1, channels = 1] = input.dims;
  const [size, stride, padding] = [chance.whole(1, 3), chance.whole(1, 3), chance.pick('SAME', 'VALID')];
  const sides = sidesAfter([height, width], size, stride, padding);
  if (sides.some((side) => side < 1)) return undefined;
  return draft.add(chance.pick('MaxPool', 'AvgPool'), [input.name], [...sides, channels], {
    ksize: attr.ints(1, size, size, 1),
    strides: attr.ints(1, stride, stride, 1),
    padding: attr.text(padding),
    data_format: attr.text('NHWC'),
  });
};

const norm: GraphLayer = (draft, input) => {
  const { chance } = draft;
  const count = input.dims.at(-1)!;
  if (input.dims.length !== 3) return undefined;
  const gamma = draft.numbers([count], chance.normals(count));
  const variance = chance.normals(count).map((value) => value ** 2 + 0.1);
  const inputs = [input.name, gamma, draft.bias(count), draft.bias(count), draft.numbers([count], variance)];
  return draft.add('FusedBatchNormV3', inputs, input.dims, {
    epsilon: attr.float(chance.pick(1e-3, 0.1)),
    is_training: attr.flag(false),
    data_format: attr.text('NHWC'),
  });
};

const padded: GraphLayer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  const [top, bottom, left, right] = Array.from({ length: 4 }, () => draft.chance.whole(0, 2));
  const pads = draft.whole([0, 0, top!, bottom!, left!, right!, 0, 0], [4, 2]);
  const dims = [height + top! + bottom!, width + left! + right!, channels];
  if (draft.chance.happens(0.7)) return draft.add('Pad', [input.name, pads], dims);
  const value = draft.numbers([], [draft.isPure ? 0 : 0.3]);
  return draft.add('PadV2', [input.name, pads, value], dims);
};

const activation: GraphLayer = (draft, input) => {
  const kind = draft.chance.pick('Relu', 'Relu', 'Relu6', 'LeakyRelu', 'Abs', 'Neg', 'Tanh', 'Identity');
  return draft.add(kind, [input.name], input.dims, kind === 'LeakyRelu' ? { alpha: attr.float(0.2) } : {});
};

const merged: GraphLayer = (draft, input) => {
  const other = draft.add(draft.chance.pick('Relu', 'Neg'), [input.name], input.dims);
  const kind = draft.chance.pick('AddV2', 'Sub', 'Maximum', 'Minimum', 'Mul', 'ConcatV2');
  if (kind !== 'ConcatV2') return draft.add(kind, [input.name, other.name], input.dims);
  const dims = [...input.dims.slice(0, -1), input.dims.at(-1)! * 2];
  const axis = draft.whole([draft.chance.pick(-1, input.dims.length)], []);
  return draft.add(kind, [input.name, other.name, axis], dims, { N: attr.int(2) });
};

const scaled: GraphLayer = (draft, input) => {
  const { chance } = draft;
  const number = draft.numbers([], [chance.pick(0.5, -2, 3)]);
  return draft.add(chance.pick('Mul', 'RealDiv'), [input.name, number], input.dims);
};

const turned: GraphLayer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  return draft.add('Transpose', [input.name, draft.whole([0, 2, 1, 3])], [width, height, channels]);
};

function dense(draft: GraphDraft, input: Value, units: number): Value {
  const { chance } = draft;
  const [width = 1] = input.dims;
  const turns = chance.happens(0.3);
  const kernel = draft.kernel(turns ? [units, width] : [width, units], width);
  const told = { transpose_a: attr.flag(false), transpose_b: attr.flag(turns) };
  if (chance.happens(0.4))
    return draft.add('_FusedMatMul', [input.name, kernel, draft.bias(units)], [units], {
      ...told,
      fused_ops: attr.texts('BiasAdd'),
      num_args: attr.int(1),
    });
  const output = draft.add('MatMul', [input.name, kernel], [units], told);
  if (chance.happens(0.5)) return output;
  return draft.add(chance.pick('BiasAdd', 'AddV2'), [output.name, draft.bias(units)], [units]);
}

const onPlanes: readonly GraphLayer[] = [
  conv,
  conv,
  conv,
  pool,
  pool,
  norm,
  padded,
  activation,
  activation,
  merged,
  scaled,
  turned,
];
const onRows: readonly GraphLayer[] = [
  (draft, input) => dense(draft, input, draft.chance.whole(2, 8)),
  activation,
  merged,
  scaled,
];

/** A small GraphModel of random operations, as TF.js stores one: the same for the same seed. */
export function randomGraph(seed: number): { readonly file: TfjsFile; readonly shape: ImageShape } {
  const chance = new Chance(seed + 7_000_000);
  const draft = new GraphDraft(chance);
  const shape: ImageShape = { height: chance.whole(3, 6), width: chance.whole(3, 6), channels: chance.pick(1, 3) };
  const dims = [shape.height, shape.width, shape.channels];
  const planes = grown(draft, { name: 'image', dims }, onPlanes, chance.whole(1, 6));
  const width = sizeOfDims(planes.dims);
  const flat = chance.happens(0.7)
    ? draft.add('Reshape', [planes.name, draft.whole([-1, width])], [width])
    : draft.add(chance.pick('Mean', 'Max'), [planes.name, draft.whole([1, 2])], [planes.dims.at(-1)!], {
        keep_dims: attr.flag(false),
      });
  const scores = dense(draft, grown(draft, flat, onRows, chance.whole(0, 3)), chance.whole(2, 4));
  const last = chance.pick('none', 'none', 'Softmax', 'Sigmoid');
  if (last !== 'none') draft.add(last, [scores.name], scores.dims);
  // What nobody reads would be outputs as well.
  const needed = new Set([draft.nodes.at(-1)!.name]);
  for (const node of draft.nodes.toReversed())
    if (needed.has(node.name)) for (const input of node.input ?? []) needed.add(input);
  const nodes = draft.nodes.filter(({ name }) => needed.has(name));
  return {
    file: graphModel(
      [placeholder(...dims), ...nodes],
      draft.weights.filter(({ name }) => needed.has(name)),
    ),
    shape,
  };
}
