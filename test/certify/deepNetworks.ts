import { onnxModel, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { someNumbers } from '../models/smallModels.js';

/** Writes a network of convolutions with weights as He et al. (2015) begin with: normal, of variance 2 / fan-in. */
class DeepWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #numbers: Iterator<number>;

  constructor(seed: number) {
    this.#numbers = someNumbers(seed);
  }

  add(op: string, inputs: readonly string[], attributes: OnnxNode['attributes'] = {}): string {
    const name = `${op.toLowerCase()}${this.nodes.length}`;
    this.nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  }

  convolve(input: string, from: number, to: number, size: number, { stride = 1, group = 1 } = {}): string {
    const pad = (size - 1) >> 1;
    const [kernel, bias] = this.#weights([to, from / group, size, size]);
    return this.add('Conv', [input, kernel, bias], {
      kernel_shape: { ints: [size, size] },
      pads: { ints: [pad, pad, pad, pad] },
      strides: { ints: [stride, stride] },
      group: { int: group },
    });
  }

  dense(input: string, from: number, to: number): string {
    const [matrix, bias] = this.#weights([to, from]);
    return this.add('Gemm', [input, matrix, bias], { transB: { int: 1 } });
  }

  /** @param classes of the last node, whose output is the logits. */
  model(channels: number, side: number, classes: number): Uint8Array {
    return onnxModel({
      inputs: [{ name: 'image', shape: ['N', channels, side, side] }],
      outputs: [{ name: this.nodes.at(-1)!.outputs[0]!, shape: ['N', classes] }],
      nodes: this.nodes,
      initializers: this.initializers,
    });
  }

  #number(): number {
    return Number(this.#numbers.next().value);
  }

  /** Weights, and biases of up to 1 / √fan-in. */
  #weights(shape: readonly number[]): readonly [string, string] {
    const fan = shape.slice(1).reduce((product, size) => product * size, 1);
    const tensor = (kind: string, sizes: readonly number[], number: () => number): string => {
      const name = `${kind}${this.initializers.length}`;
      const count = sizes.reduce((product, size) => product * size, 1);
      this.initializers.push(weights(name, sizes, Float32Array.from({ length: count }, number)));
      return name;
    };
    // Twelve even numbers from -1 to 1 add up to nearly a normal one of variance 4.
    const normal = (): number => Array.from({ length: 12 }, () => this.#number()).reduce((sum, x) => sum + x, 0) / 2;
    return [
      tensor('w', shape, () => normal() * Math.sqrt(2 / fan)),
      tensor('b', shape.slice(0, 1), () => this.#number() / Math.sqrt(fan)),
    ];
  }
}

/** ResNet for images of 32 x 32 (He et al., arXiv 1512.03385): 6 n + 2 layers; n = 3 is ResNet-20. */
export function resnetFor32({ n = 3, width = 16, channels = 3, seed = 1 } = {}): Uint8Array {
  const writer = new DeepWriter(seed);
  let current = writer.add('Relu', [writer.convolve('image', channels, width, 3)]);
  let from = width;
  for (let stage = 0; stage < 3; stage++)
    for (let block = 0; block < n; block++) {
      const to = width << stage;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const inner = writer.add('Relu', [writer.convolve(current, from, to, 3, { stride })]);
      const outer = writer.convolve(inner, to, to, 3);
      const shortcut = from === to ? current : writer.convolve(current, from, to, 1, { stride });
      current = writer.add('Relu', [writer.add('Add', [outer, shortcut])]);
      from = to;
    }
  writer.dense(writer.add('Flatten', [writer.add('GlobalAveragePool', [current])]), from, 10);
  return writer.model(channels, 32, 10);
}

/** Of each stage of MobileNetV2: by how much blocks are widened inside, their channels, how many there are, and the first one's stride. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 (Sandler et al., arXiv 1801.04381), for images of 32 x 32. */
export function mobileNetFor32({ width = 0.25, channels = 3, seed = 1 } = {}): Uint8Array {
  const writer = new DeepWriter(seed);
  const bounds = [weights('lowest', [], [0]), weights('highest', [], [6])];
  writer.initializers.push(...bounds);
  const relu6 = (input: string): string => writer.add('Clip', [input, 'lowest', 'highest']);
  const scaled = (count: number): number => Math.max(8, Math.floor((count * width + 4) / 8) * 8);
  let from = scaled(32);
  let current = relu6(writer.convolve('image', channels, from, 3, { stride: 2 }));
  for (const [widening, filters, blocks, first] of stages)
    for (let block = 0; block < blocks; block++) {
      const [inside, to, stride] = [from * widening, scaled(filters), block === 0 ? first : 1];
      const wide = widening === 1 ? current : relu6(writer.convolve(current, from, inside, 1));
      const middle = relu6(writer.convolve(wide, inside, inside, 3, { stride, group: inside }));
      const narrow = writer.convolve(middle, inside, to, 1);
      current = stride === 1 && from === to ? writer.add('Add', [narrow, current]) : narrow;
      from = to;
    }
  const last = relu6(writer.convolve(current, from, 1280, 1));
  writer.dense(writer.add('Flatten', [writer.add('GlobalAveragePool', [last])]), 1280, 10);
  return writer.model(channels, 32, 10);
}

/**
 * A small deep network of random make: convolutions with ReLU, LeakyReLU or ReLU6, shortcuts, and poolings, on images of 8 x 8. Small enough
 * for fractions.
 */
export function deepAndSmall({ depth = 12, width = 3, seed = 1 } = {}): Uint8Array {
  const writer = new DeepWriter(seed);
  const choose = someNumbers(seed + 1000);
  const pick = (count: number): number => Math.floor(((Number(choose.next().value) + 1) / 2) * count) % count;
  writer.initializers.push(weights('lowest', [], [0]), weights('highest', [], [6]));
  let [current, side] = [writer.convolve('image', 1, width, 3), 8];
  for (let layer = 0; layer < depth; layer++) {
    const bent = [
      () => writer.add('Relu', [current]),
      () => writer.add('LeakyRelu', [current], { alpha: { float: 0.25 } }),
      () => writer.add('Clip', [current, 'lowest', 'highest']),
    ][pick(3)]!();
    const next = writer.convolve(bent, width, width, [1, 3][pick(2)]!);
    current = pick(2) === 0 ? writer.add('Add', [next, current]) : next;
    if (side > 2 && pick(5) === 0) {
      current = writer.add('MaxPool', [current], { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } });
      side /= 2;
    }
  }
  writer.dense(writer.add('Flatten', [writer.add('Relu', [current])]), width * side * side, 4);
  return writer.model(1, 8, 4);
}
