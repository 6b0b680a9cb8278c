import { integers, onnxModel, weights, type OnnxNode, type OnnxTensor } from '../test/models/onnxFile.js';
import { seeded } from '../test/hunt/hardSwish.js';

/** A network under construction: nodes are added one after the other, each with weights drawn at random. */
class Draft {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants: OnnxTensor[] = [];
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** Adds a node and gives the name of its output. */
  node(op: string, inputs: readonly string[], attributes: OnnxNode['attributes'] = {}): string {
    const name = `${op}${this.#nodes.length}`;
    this.#nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  /** Adds normal weights of a standard deviation around a mean and gives their name. */
  normal(shape: readonly number[], deviation: number, mean = 0): string {
    const values = Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => {
      // Box and Muller's: two even numbers make a normal one.
      const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * this.#random());
    });
    return this.#keep(weights(`w${this.#constants.length}`, shape, values));
  }

  numbers(shape: readonly number[], values: readonly number[]): string {
    return this.#keep(weights(`w${this.#constants.length}`, shape, Float32Array.from(values)));
  }

  integers(values: readonly number[]): string {
    return this.#keep(integers(`w${this.#constants.length}`, values));
  }

  model(input: string, shape: readonly number[], output: string): Uint8Array {
    return onnxModel({
      inputs: [{ name: input, shape: ['N', ...shape] }],
      outputs: [{ name: output, shape: ['N', 'labels'] }],
      nodes: this.#nodes,
      initializers: this.#constants,
    });
  }

  #keep(tensor: OnnxTensor): string {
    this.#constants.push(tensor);
    return tensor.name;
  }
}

/** A vision transformer with random weights for 64x64 RGB images and ten labels, as an ONNX file: patches of 8, four blocks, GELU. */
export function randomTransformer(seed: number): Uint8Array {
  const [width, heads, tokens] = [64, 4, 64];
  const net = new Draft(seed);
  const linear = (from: string, inputs: number, outputs: number): string =>
    net.node('Add', [net.node('MatMul', [from, net.normal([inputs, outputs], 0.15)]), net.normal([outputs], 0.1)]);
  const norm = (from: string): string =>
    net.node('LayerNormalization', [from, net.normal([width], 0.1, 1), net.normal([width], 0.1)], {
      axis: { int: -1 },
    });
  const split = (from: string, order: readonly number[]): string =>
    net.node('Transpose', [net.node('Reshape', [from, net.integers([0, tokens, heads, width / heads])])], {
      perm: { ints: order },
    });
  const patches = net.node('Conv', ['x', net.normal([width, 3, 8, 8], 0.15), net.normal([width], 0.1)], {
    strides: { ints: [8, 8] },
  });
  const rows = net.node('Transpose', [net.node('Reshape', [patches, net.integers([0, width, tokens])])], {
    perm: { ints: [0, 2, 1] },
  });
  let state = net.node('Add', [rows, net.normal([1, tokens, width], 0.5)]);
  for (let block = 0; block < 4; block++) {
    const seen = norm(state);
    const [query, key, value] = [
      split(linear(seen, width, width), [0, 2, 1, 3]),
      split(linear(seen, width, width), [0, 2, 3, 1]),
      split(linear(seen, width, width), [0, 2, 1, 3]),
    ];
    const scale = net.normal([1], 0, (width / heads) ** -0.5);
    const weight = net.node('Softmax', [net.node('Mul', [net.node('MatMul', [query, key]), scale])], {
      axis: { int: -1 },
    });
    const mixed = net.node('Transpose', [net.node('MatMul', [weight, value])], { perm: { ints: [0, 2, 1, 3] } });
    state = net.node('Add', [
      state,
      linear(net.node('Reshape', [mixed, net.integers([0, tokens, width])]), width, width),
    ]);
    const inner = linear(norm(state), width, 4 * width);
    const half = net.normal([1], 0, 0.5);
    const bent = net.node('Add', [
      net.node('Erf', [net.node('Mul', [inner, net.normal([1], 0, Math.SQRT1_2)])]),
      net.normal([1], 0, 1),
    ]);
    state = net.node('Add', [state, linear(net.node('Mul', [net.node('Mul', [inner, half]), bent]), 4 * width, width)]);
  }
  const mean = net.node('ReduceMean', [norm(state)], { axes: { ints: [1] }, keepdims: { int: 0 } });
  return net.model('x', [3, 64, 64], linear(mean, width, 10));
}

/** A convolutional network with squeeze and excitation and HardSwish, random weights, for 64x64 RGB images and ten labels, as an ONNX file. */
export function randomSqueezeNetwork(seed: number): Uint8Array {
  const net = new Draft(seed);
  const conv = (from: string, inputs: number, outputs: number, size: number, stride: number): string => {
    const deviation = 2.5 / Math.sqrt(3 * inputs * size * size);
    return net.node('Conv', [from, net.normal([outputs, inputs, size, size], deviation), net.normal([outputs], 0.5)], {
      strides: { ints: [stride, stride] },
      pads: { ints: Array<number>(4).fill((size - 1) / 2) },
    });
  };
  let [state, channels] = ['x', 3];
  for (const [outputs, stride] of [
    [16, 2],
    [32, 2],
    [64, 2],
    [64, 1],
  ] as const) {
    const seen = net.node('HardSwish', [conv(state, channels, outputs, 3, stride)]);
    const squeezed = net.node('Relu', [conv(net.node('GlobalAveragePool', [seen]), outputs, outputs / 4, 1, 1)]);
    state = net.node('Mul', [seen, net.node('Sigmoid', [conv(squeezed, outputs / 4, outputs, 1, 1)])]);
    channels = outputs;
  }
  const flat = net.node('Flatten', [net.node('GlobalAveragePool', [state])]);
  return net.model(
    'x',
    [3, 64, 64],
    net.node('Gemm', [flat, net.normal([channels, 10], 2.5 / Math.sqrt(3 * channels)), net.normal([10], 0.5)]),
  );
}

/** What MobileNetV2 repeats: how much a block widens, its channels, how many such blocks, the stride of the first. */
const mobileBlocks = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * MobileNetV2 (M. Sandler et al., CVPR 2018) with random weights for 224x224 RGB images and 1,000 labels, as an ONNX file. It has no
 * biases, and ReLU where the original has ReLU6, so that it keeps its labels.
 *
 * @param undone what preprocessing has subtracted from and divided each channel by: it is undone first.
 */
export function randomMobileNet(
  seed: number,
  undone?: { readonly mean: readonly number[]; readonly std: readonly number[] },
): Uint8Array {
  const net = new Draft(seed);
  const conv = (from: string, inputs: number, outputs: number, size: number, stride = 1, group = 1): string =>
    net.node(
      'Conv',
      [from, net.normal([outputs, inputs / group, size, size], Math.sqrt((2 * group) / (inputs * size * size)))],
      {
        strides: { ints: [stride, stride] },
        pads: { ints: Array<number>(4).fill((size - 1) / 2) },
        group: { int: group },
      },
    );
  const relu = (from: string): string => net.node('Relu', [from]);
  const pixels =
    undone === undefined
      ? 'x'
      : net.node('Add', [
          net.node('Mul', ['x', net.numbers([3, 1, 1], undone.std)]),
          net.numbers([3, 1, 1], undone.mean),
        ]);
  let [state, channels] = [relu(conv(pixels, 3, 32, 3, 2)), 32];
  for (const [widening, outputs, count, first] of mobileBlocks)
    for (let block = 0; block < count; block++) {
      const [wide, stride] = [channels * widening, block === 0 ? first : 1];
      const seen = widening === 1 ? state : relu(conv(state, channels, wide, 1));
      const narrow = conv(relu(conv(seen, wide, wide, 3, stride, wide)), wide, outputs, 1);
      state = stride === 1 && channels === outputs ? net.node('Add', [state, narrow]) : narrow;
      channels = outputs;
    }
  const flat = net.node('Flatten', [net.node('GlobalAveragePool', [relu(conv(state, channels, 1280, 1))])]);
  return net.model('x', [3, 224, 224], net.node('MatMul', [flat, net.normal([1280, 1000], 1 / Math.sqrt(1280))]));
}

/** A small convolutional network with random weights and no biases for 32x32 RGB images and ten labels, as an ONNX file. */
export function randomSmallNetwork(seed: number): Uint8Array {
  const net = new Draft(seed);
  let [state, channels] = ['x', 3];
  for (const outputs of [16, 32, 64]) {
    const conv = net.node('Conv', [state, net.normal([outputs, channels, 3, 3], Math.sqrt(2 / (9 * channels)))], {
      pads: { ints: [1, 1, 1, 1] },
    });
    state = net.node('MaxPool', [net.node('Relu', [conv])], {
      kernel_shape: { ints: [2, 2] },
      strides: { ints: [2, 2] },
    });
    channels = outputs;
  }
  const flat = net.node('Flatten', [state]);
  return net.model('x', [3, 32, 32], net.node('MatMul', [flat, net.normal([1024, 10], 1 / 32)]));
}
