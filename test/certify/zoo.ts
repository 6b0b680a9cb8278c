import {
  integers,
  onnxModel,
  weights,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';

/** What else a node has. */
interface More {
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A network of 4 x 4 grey images and three classes, written node by node. */
export class Net {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  readonly #numbers: Iterator<number>;

  constructor(seed = 1) {
    this.#numbers = someNumbers(seed * 7919);
  }

  /** Adds a node with one output, which is named as it. */
  add(op: string, inputs: readonly string[], { name = `${op}_${this.nodes.length}`, ...more }: More = {}): string {
    this.nodes.push({ op, name, inputs, outputs: [name], ...more });
    return name;
  }

  /** Adds a constant of given numbers. */
  given(shape: readonly number[], values: Iterable<number>, name = `c${this.constants.length}`): string {
    this.constants.push(weights(name, shape, values));
    return name;
  }

  /** Adds a constant of random numbers in [-scale, scale). */
  some(shape: readonly number[], scale = 1): string {
    const values = take(
      shape.reduce((product, size) => product * size, 1),
      this.#numbers,
    );
    return this.given(
      shape,
      values.map((value) => value * scale),
    );
  }

  whole(...values: number[]): string {
    const name = `c${this.constants.length}`;
    this.constants.push(integers(name, values));
    return name;
  }

  number(value: number): string {
    return this.given([], [value]);
  }

  flat(input = 'x'): string {
    return this.add('Flatten', [input]);
  }

  /** Multiplies rows with a random matrix, and adds a bias where there is one. */
  dense(input: string, width: number, to: number, bias?: string, name?: string): string {
    const inputs = [input, this.some([width, to]), ...(bias === undefined ? [] : [bias])];
    return this.add(bias === undefined ? 'MatMul' : 'Gemm', inputs, name === undefined ? {} : { name });
  }

  /** A 3 x 3 convolution that keeps the size. */
  conv(input: string, from: number, to: number, bias?: string, name?: string): string {
    const inputs = [input, this.some([to, from, 3, 3]), ...(bias === undefined ? [] : [bias])];
    return this.add('Conv', inputs, {
      ...(name === undefined ? {} : { name }),
      attributes: { pads: { ints: [1, 1, 1, 1] } },
    });
  }

  relu(input: string): string {
    return this.add('Relu', [input]);
  }

  /** The three scores of rows. */
  scores(input: string, width: number): string {
    return this.dense(input, width, 3, undefined, 'scores');
  }

  file(output: string, more: readonly OnnxValue[] = []): Uint8Array {
    return onnxModel({
      inputs: [{ name: 'x', shape: ['N', 1, 4, 4] }],
      outputs: [{ name: output, shape: ['N', 3] }, ...more],
      nodes: this.nodes,
      initializers: this.constants,
    });
  }
}

/** A kind of network and what is known of it. */
export interface Animal {
  readonly name: string;
  /** Writes it; gives the tensor of scores. */
  readonly build: (net: Net) => string;
  /** The culprits by name, in order; empty: proved. */
  readonly culprits: readonly string[];
  /** Where it is not as the culprits tell: an operation that conic does not know. */
  readonly undecided?: true;
  /** Where the rules alone leave it open, and the engine does not. */
  readonly open?: true;
  /** The degree of the deciding tensor. Default 1. */
  readonly degree?: number;
  /** It divides by something that is 0, or underflows, on images that are black in parts: those are left out. */
  readonly partial?: true;
  /** It looks at the whole batch: asked about one image at a time. */
  readonly alone?: true;
  /** Where floats and real arithmetic may part; the certificate has to say so. */
  readonly caution?: RegExp;
}

const ints = (...values: number[]) => ({ ints: values });
const int = (value: number) => ({ int: value });
const float = (value: number) => ({ float: value });

const biasOf = (net: Net, size: number): string => net.some([size]);

/** A hidden layer of eight with an activation of its own, and then scores. */
const withActivation = (net: Net, activate: (input: string) => string): string =>
  net.scores(activate(net.dense(net.flat(), 16, 8)), 8);

/** One row of four positions with four numbers each, from an image. */
const positions = (net: Net): string => net.add('Reshape', ['x', net.whole(0, 4, 4)]);

const rows = (net: Net, input: string): string => net.scores(net.add('Reshape', [input, net.whole(0, 16)]), 16);

const normalised = (net: Net, input: string, axis: number): string =>
  net.add('LpNormalization', [input], { attributes: { axis: int(axis) } });

/** Attention over positions. */
function attention(net: Net, normalise: boolean): string {
  const at = positions(net);
  const part = (): string => net.add('MatMul', [at, net.some([4, 4], 3)]);
  const [q, k, v] = [part(), part(), part()];
  const sides = normalise ? [normalised(net, q, 2), normalised(net, k, 2)] : [q, k];
  const kt = net.add('Transpose', [sides[1]!], { attributes: { perm: ints(0, 2, 1) } });
  const weight = net.add('Softmax', [net.add('MatMul', [sides[0]!, kt])], {
    name: 'softmax',
    attributes: { axis: int(2) },
  });
  return rows(net, net.add('MatMul', [weight, v]));
}

const batchNorm = (net: Net, input: string, beta: readonly number[], mean: readonly number[]): string =>
  net.add(
    'BatchNormalization',
    [input, net.given([2], [1.5, 0.5]), net.given([2], beta), net.given([2], mean), net.given([2], [0.7, 0.2])],
    { name: 'bn' },
  );

const afterConv = (net: Net, change: (input: string) => string, channels = 2): string =>
  net.scores(net.flat(net.relu(change(net.conv('x', 1, channels)))), channels * 16);

const gate = (net: Net, squash: (input: string) => string): string => {
  const features = net.relu(net.conv('x', 1, 4));
  const squeezed = net.add('Flatten', [net.add('GlobalAveragePool', [features])]);
  const excited = squash(net.dense(squeezed, 4, 4));
  const spread = net.add('Reshape', [excited, net.whole(0, 4, 1, 1)]);
  return net.scores(net.flat(net.add('Mul', [features, spread])), 64);
};

/** Networks small enough to try ten thousand times, with what is to be found out about them. */
export const zoo: readonly Animal[] = [
  { name: 'plain', build: (net) => withActivation(net, (h) => net.relu(h)), culprits: [] },
  {
    name: 'plain with biases',
    build: (net) => {
      const hidden = net.relu(net.dense(net.flat(), 16, 8, biasOf(net, 8), 'hidden'));
      return net.dense(hidden, 8, 3, biasOf(net, 3), 'scores');
    },
    culprits: ['hidden', 'scores'],
  },
  {
    name: 'one small bias',
    build: (net) =>
      net.scores(net.relu(net.dense(net.flat(), 16, 8, net.given([8], [0.05, 0, 0, 0, 0, 0, 0, 0]), 'hidden')), 8),
    culprits: ['hidden'],
  },
  {
    name: 'biases that are zeros',
    build: (net) => net.scores(net.relu(net.dense(net.flat(), 16, 8, net.given([8], Array<number>(8).fill(0)))), 8),
    culprits: [],
  },
  { name: 'convolution', build: (net) => afterConv(net, (c) => c), culprits: [] },
  {
    name: 'convolution with bias',
    build: (net) => net.scores(net.flat(net.relu(net.conv('x', 1, 2, biasOf(net, 2), 'conv'))), 32),
    culprits: ['conv'],
  },
  {
    name: 'residual',
    build: (net) => {
      const first = net.relu(net.conv('x', 1, 2));
      return net.scores(net.flat(net.relu(net.add('Add', [first, net.conv(first, 2, 2)]))), 32);
    },
    culprits: [],
  },
  {
    name: 'residual with a bias in the branch',
    build: (net) => {
      const first = net.relu(net.conv('x', 1, 2));
      return net.scores(
        net.flat(net.relu(net.add('Add', [first, net.conv(first, 2, 2, biasOf(net, 2), 'branch')]))),
        32,
      );
    },
    culprits: ['branch'],
  },
  {
    name: 'BatchNorm',
    build: (net) => afterConv(net, (c) => batchNorm(net, c, [0.3, -0.2], [0.1, 0.4])),
    culprits: ['bn'],
  },
  {
    name: 'BatchNorm without a shift',
    build: (net) => afterConv(net, (c) => batchNorm(net, c, [0, 0], [0, 0])),
    culprits: [],
  },
  {
    name: 'BatchNorm with a mean',
    build: (net) => afterConv(net, (c) => batchNorm(net, c, [0, 0], [0, 0.9])),
    culprits: ['bn'],
  },
  {
    name: 'BatchNorm folded',
    build: (net) => net.scores(net.flat(net.relu(net.conv('x', 1, 2, net.given([2], [0.4, -0.1]), 'folded'))), 32),
    culprits: ['folded'],
  },
  {
    name: 'BatchNorm without a shift, folded',
    build: (net) => net.scores(net.flat(net.relu(net.conv('x', 1, 2, net.given([2], [0, 0]), 'folded'))), 32),
    culprits: [],
  },
  {
    name: 'LayerNorm',
    build: (net) =>
      withActivation(net, (h) =>
        net.relu(
          net.add('LayerNormalization', [h, net.some([8]), net.some([8])], {
            name: 'ln',
            attributes: { epsilon: float(1e-3) },
          }),
        ),
      ),
    culprits: ['ln'],
  },
  {
    name: 'LayerNorm without epsilon',
    build: (net) =>
      withActivation(net, (h) =>
        net.relu(
          net.add('LayerNormalization', [h, net.some([8]), net.some([8])], {
            name: 'ln',
            attributes: { epsilon: float(0) },
          }),
        ),
      ),
    culprits: [],
    degree: 0,
    partial: true,
    caution: /Undefined/,
  },
  {
    name: 'LayerNorm inside a residual branch',
    build: (net) =>
      withActivation(net, (h) => {
        const ln = net.add('LayerNormalization', [h, net.some([8])], {
          name: 'ln',
          attributes: { epsilon: float(1e-5) },
        });
        return net.relu(net.add('Add', [h, ln], { name: 'sum' }));
      }),
    culprits: ['ln', 'sum'],
  },
  {
    name: 'LayerNorm without epsilon inside a residual branch',
    build: (net) =>
      withActivation(net, (h) => {
        const ln = net.add('LayerNormalization', [h, net.some([8])], { name: 'ln', attributes: { epsilon: float(0) } });
        return net.relu(net.add('Add', [h, ln], { name: 'sum' }));
      }),
    culprits: ['sum'],
    partial: true,
  },
  {
    name: 'squeeze-and-excite',
    build: (net) => gate(net, (g) => net.add('Sigmoid', [g], { name: 'gate' })),
    culprits: ['gate'],
  },
  {
    name: 'squeeze-and-excite with ReLU',
    build: (net) => gate(net, (g) => net.add('Abs', [g])),
    culprits: [],
    degree: 2,
  },
  {
    name: 'ReLU6',
    build: (net) => withActivation(net, (h) => net.add('Clip', [h, net.number(0), net.number(6)], { name: 'relu6' })),
    culprits: ['relu6'],
  },
  {
    name: 'ReLU as Clip',
    build: (net) => withActivation(net, (h) => net.add('Clip', [h, net.number(0)])),
    culprits: [],
  },
  {
    name: 'GELU',
    build: (net) =>
      withActivation(net, (h) => {
        const erf = net.add('Erf', [net.add('Div', [h, net.number(Math.SQRT2)])], { name: 'erf' });
        const gated = net.add('Mul', [h, net.add('Add', [erf, net.number(1)], { name: 'plus1' })]);
        return net.add('Mul', [gated, net.number(0.5)]);
      }),
    culprits: ['erf', 'plus1'],
  },
  { name: 'attention', build: (net) => attention(net, false), culprits: ['softmax'] },
  {
    name: 'cosine attention',
    build: (net) => attention(net, true),
    culprits: [],
    partial: true,
    caution: /Undefined.*Underflow/,
  },
  {
    name: 'linear attention without epsilon',
    build: (net) => {
      const at = positions(net);
      const [q, k, v] = [0, 1, 2].map(() => net.add('MatMul', [at, net.some([4, 4])]));
      const [fq, fk] = [net.add('Abs', [q!]), net.add('Abs', [k!])];
      const kt = net.add('Transpose', [fk], { attributes: { perm: ints(0, 2, 1) } });
      const all = net.add('MatMul', [fq, net.add('MatMul', [kt, v!])]);
      const sum = net.add('ReduceSum', [net.add('MatMul', [fq, kt]), net.whole(2)], {
        attributes: { keepdims: int(1) },
      });
      return rows(net, net.add('Div', [all, sum]));
    },
    culprits: [],
    partial: true,
    caution: /Undefined/,
  },
  {
    name: 'depthwise',
    build: (net) =>
      afterConv(net, (c) =>
        net.add('Conv', [c, net.some([2, 1, 3, 3])], { attributes: { group: int(2), pads: ints(1, 1, 1, 1) } }),
      ),
    culprits: [],
  },
  {
    name: 'grouped',
    build: (net) =>
      afterConv(net, (c) => net.add('Conv', [c, net.some([4, 2, 1, 1])], { attributes: { group: int(2) } }), 4),
    culprits: [],
  },
  {
    name: 'dilated',
    build: (net) =>
      afterConv(net, (c) =>
        net.add('Conv', [c, net.some([2, 2, 3, 3])], { attributes: { dilations: ints(2, 2), pads: ints(2, 2, 2, 2) } }),
      ),
    culprits: [],
  },
  {
    name: 'transposed convolution',
    build: (net) =>
      afterConv(net, (c) =>
        net.add('ConvTranspose', [c, net.some([2, 2, 3, 3])], { attributes: { pads: ints(1, 1, 1, 1) } }),
      ),
    culprits: [],
  },
  {
    name: 'padded pooling',
    build: (net) => {
      const pooling = { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1) };
      const most = net.add('MaxPool', [net.conv('x', 1, 2)], { attributes: pooling });
      const mean = net.add('AveragePool', [most], { attributes: { ...pooling, count_include_pad: int(1) } });
      return net.scores(net.flat(mean), 32);
    },
    culprits: [],
  },
  {
    name: 'padded with a number',
    build: (net) => {
      const padded = net.add('Pad', ['x', net.whole(0, 0, 1, 1, 0, 0, 1, 1), net.number(0.5)], { name: 'pad' });
      const conv = net.add('Conv', [padded, net.some([2, 1, 3, 3])]);
      return net.scores(net.flat(net.relu(conv)), 32);
    },
    culprits: ['pad'],
  },
  {
    name: 'concat of different degrees',
    build: (net) => {
      const flat = net.flat();
      const both = net.add('Concat', [flat, net.add('Mul', [flat, flat])], {
        name: 'both',
        attributes: { axis: int(1) },
      });
      return net.scores(both, 32);
    },
    culprits: ['both'],
  },
  {
    name: 'concat of equal degrees',
    build: (net) => {
      const hidden = net.dense(net.flat(), 16, 8);
      return net.scores(net.add('Concat', [net.relu(hidden), hidden], { attributes: { axis: int(1) } }), 16);
    },
    culprits: [],
  },
  {
    name: 'a constant that happens to be zero',
    build: (net) => withActivation(net, (h) => net.relu(net.add('Add', [h, net.given([8], Array<number>(8).fill(0))]))),
    culprits: [],
  },
  {
    name: 'a computed constant that happens to be zero',
    build: (net) =>
      withActivation(net, (h) =>
        net.relu(net.add('Add', [h, net.add('Neg', [net.add('ConstantOfShape', [net.whole(8)])])])),
      ),
    culprits: [],
  },
  {
    name: 'a computed bias',
    build: (net) =>
      withActivation(net, (h) => net.relu(net.add('Add', [h, net.add('Neg', [biasOf(net, 8)])], { name: 'plus' }))),
    culprits: ['plus'],
  },
  {
    name: 'shared weights',
    build: (net) => {
      const shared = net.some([8, 8]);
      let hidden = net.dense(net.flat(), 16, 8);
      for (let i = 0; i < 3; i++) hidden = net.relu(net.add('MatMul', [hidden, shared]));
      return net.scores(hidden, 8);
    },
    culprits: [],
  },
  {
    name: 'a shared bias',
    build: (net) => {
      const bias = net.add('Identity', [biasOf(net, 8)]);
      const first = net.relu(net.dense(net.flat(), 16, 8, bias, 'first'));
      return net.scores(net.relu(net.dense(first, 8, 8, bias, 'second')), 8);
    },
    culprits: ['first', 'second'],
  },
  {
    name: 'a dead branch',
    build: (net) => {
      const hidden = net.dense(net.flat(), 16, 8);
      net.add('Sigmoid', [net.dense(hidden, 8, 3, biasOf(net, 3))], { name: 'dead' });
      return net.scores(net.relu(hidden), 8);
    },
    culprits: [],
  },
  {
    name: 'a branch multiplied by zero',
    build: (net) => {
      const hidden = net.relu(net.dense(net.flat(), 16, 8));
      const off = net.add('Mul', [net.dense(hidden, 8, 8, biasOf(net, 8)), net.given([8], Array<number>(8).fill(0))]);
      return net.scores(net.add('Add', [hidden, off]), 8);
    },
    culprits: [],
  },
  {
    name: 'quantised',
    build: (net) =>
      withActivation(net, (h) => {
        net.constants.push({ name: 'zp', shape: [], data: Uint8Array.of(128) });
        const scale = net.number(0.05);
        const codes = net.add('QuantizeLinear', [h, scale, 'zp'], { name: 'quantize' });
        return net.relu(net.add('DequantizeLinear', [codes, scale, 'zp']));
      }),
    culprits: ['quantize'],
  },
  {
    name: 'dynamically quantised',
    build: (net) =>
      withActivation(net, (h) => {
        const outputs = ['codes', 'step', 'zero'];
        net.nodes.push({ op: 'DynamicQuantizeLinear', name: 'dynamic', inputs: [h], outputs });
        const codes = net.add('Cast', ['codes'], { attributes: { to: int(1) } });
        const zero = net.add('Cast', ['zero'], { attributes: { to: int(1) } });
        return net.relu(net.add('Mul', [net.add('Sub', [codes, zero]), 'step']));
      }),
    culprits: [],
    alone: true,
    caution: /Ties: dynamic/,
  },
  { name: 'LeakyReLU', build: (net) => withActivation(net, (h) => net.add('LeakyRelu', [h])), culprits: [] },
  { name: 'PReLU', build: (net) => withActivation(net, (h) => net.add('PRelu', [h, net.some([8])])), culprits: [] },
  { name: 'Abs', build: (net) => withActivation(net, (h) => net.add('Abs', [h])), culprits: [] },
  {
    name: 'maxout',
    build: (net) =>
      net.scores(net.add('Max', [net.dense(net.flat(), 16, 8), net.dense(net.nodes[0]!.outputs[0]!, 16, 8)]), 8),
    culprits: [],
  },
  {
    name: 'a maximum with a constant',
    build: (net) => withActivation(net, (h) => net.add('Max', [h, net.number(0.5)], { name: 'max' })),
    culprits: ['max'],
  },
  ...['Tanh', 'Elu', 'Softplus', 'HardSwish', 'Selu'].map((op): Animal => ({
    name: op,
    build: (net) => withActivation(net, (h) => net.add(op, [h], { name: 'bend' })),
    culprits: ['bend'],
  })),
  {
    name: 'ThresholdedReLU',
    build: (net) => withActivation(net, (h) => net.add('ThresholdedRelu', [h], { name: 'threshold' })),
    culprits: ['threshold'],
  },
  {
    name: 'a sigmoid for each class at the end',
    build: (net) => net.add('Sigmoid', [withActivation(net, (h) => net.relu(h))]),
    culprits: [],
  },
  {
    name: 'an equal bias for every class',
    build: (net) => net.dense(net.relu(net.dense(net.flat(), 16, 8)), 8, 3, net.given([3], [0.7, 0.7, 0.7]), 'scores'),
    culprits: [],
  },
  {
    name: 'a temperature, an equal number and a softmax',
    build: (net) => {
      const scores = withActivation(net, (h) => net.relu(h));
      const shifted = net.add('Add', [scores, net.number(0.25)]);
      return net.add('Softmax', [net.add('Div', [shifted, net.number(2.5)])], { attributes: { axis: int(1) } });
    },
    culprits: [],
  },
  {
    name: 'a softmax after a bias',
    build: (net) =>
      net.add('Softmax', [net.dense(net.flat(), 16, 3, biasOf(net, 3), 'scores')], { attributes: { axis: int(1) } }),
    culprits: ['scores'],
  },
  {
    name: 'a class token',
    build: (net) => {
      const flat = net.flat();
      const zero = net.add('Mul', [flat, net.number(0)]);
      // One token for each image: the constant, spread over the batch.
      const token = net.add('Add', [zero, net.some([16])], { name: 'token' });
      return net.scores(net.add('Concat', [flat, token], { name: 'beside', attributes: { axis: int(1) } }), 32);
    },
    culprits: ['beside'],
    open: true,
  },
  {
    name: 'a positional embedding',
    build: (net) =>
      rows(
        net,
        net.relu(
          net.add('MatMul', [
            net.add('Add', [positions(net), net.some([4, 4])], { name: 'position' }),
            net.some([4, 4]),
          ]),
        ),
      ),
    culprits: ['position'],
  },
  {
    name: 'a mean that is subtracted inside',
    build: (net) =>
      net.scores(net.relu(net.dense(net.flat(net.add('Sub', ['x', net.number(0.45)], { name: 'mean' })), 16, 8)), 8),
    culprits: ['mean'],
  },
  {
    name: 'a deviation that is divided by inside',
    build: (net) => net.scores(net.relu(net.dense(net.flat(net.add('Div', ['x', net.number(0.22)])), 16, 8)), 8),
    culprits: [],
  },
  {
    name: 'a norm that is divided by, and biases after it',
    build: (net) =>
      net.dense(net.relu(net.dense(normalised(net, net.flat(), 1), 16, 8, biasOf(net, 8))), 8, 3, biasOf(net, 3)),
    culprits: [],
    degree: 0,
    caution: /Undefined/,
  },
  {
    name: 'a norm with epsilon that is divided by, and biases after it',
    build: (net) => {
      const flat = net.flat();
      const norm = net.add('ReduceL2', [flat], { attributes: { axes: ints(1) } });
      const unit = net.add('Div', [flat, net.add('Add', [norm, net.number(0.1)], { name: 'epsilon' })]);
      return net.dense(net.relu(net.dense(unit, 16, 8, biasOf(net, 8))), 8, 3, biasOf(net, 3));
    },
    culprits: ['epsilon'],
  },
  {
    name: 'global pooling',
    build: (net) => net.scores(net.add('Flatten', [net.add('GlobalAveragePool', [net.relu(net.conv('x', 1, 8))])]), 8),
    culprits: [],
  },
  {
    name: 'upsampling',
    build: (net) => {
      const up = net.add('Resize', ['x', '', net.given([4], [1, 1, 2, 2])], {
        attributes: { mode: { string: 'linear' } },
      });
      return net.scores(net.flat(net.relu(net.conv(up, 1, 2))), 128);
    },
    culprits: [],
  },
  {
    name: 'square roots',
    build: (net) => withActivation(net, (h) => net.add('Sqrt', [net.add('Abs', [h])])),
    culprits: [],
    degree: 0.5,
    caution: /Underflow/,
  },
  {
    name: 'squares',
    build: (net) => withActivation(net, (h) => net.add('Pow', [h, net.number(2)])),
    culprits: [],
    degree: 2,
    caution: /Underflow/,
  },
  {
    name: 'parts that are cut out',
    build: (net) => {
      const part = net.add('Slice', ['x', net.whole(1, 1), net.whole(3, 4), net.whole(2, 3)]);
      return net.scores(net.relu(net.dense(net.flat(part), 6, 8)), 8);
    },
    culprits: [],
  },
  {
    name: 'an operation that conic does not know',
    build: (net) => {
      const padded = net.add('Pad', ['x', net.whole(0, 0, 1, 1, 0, 0, 1, 1)], {
        name: 'unknown',
        domain: 'com.microsoft',
      });
      return net.scores(net.flat(padded), 36);
    },
    culprits: ['unknown'],
    undecided: true,
  },
];

/** The file of a network of the zoo. */
export const fileOf = ({ build }: Pick<Animal, 'build'>, seed = 1): Uint8Array => {
  const net = new Net(seed);
  return net.file(build(net));
};
