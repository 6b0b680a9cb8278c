import { someNumbers, take } from '../models/smallModels.js';
import { onnxModel, weights, type OnnxNode } from '../models/onnxFile.js';

/** What is done otherwise than in the network as it is. */
export interface Defect {
  /** Changes the weights of a layer where they are. */
  readonly weights?: (name: string, values: Float32Array) => void;
  readonly pads?: readonly number[];
  readonly epsilon?: number;
  readonly softmax?: boolean;
  readonly labels?: readonly string[];
  /** Rows and columns of its images. Default 8. */
  readonly side?: number;
  /** Put before the names of all tensors. */
  readonly prefix?: string;
}

export const labels = ['ant', 'bee', 'cow', 'dog', 'elk'] as const;

/** A small convolutional network of 8 x 8 images of three channels, with normalisation between its layers, and five labels. */
export function convNet({
  weights: change = () => undefined,
  pads = [1, 1, 1, 1],
  epsilon = 1e-5,
  softmax = false,
  labels: names = labels,
  prefix = '',
  side = 8,
}: Defect = {}): Uint8Array {
  const numbers = someNumbers(11);
  const layer = (name: string, shape: readonly number[], made?: Float32Array) => {
    const values =
      made ??
      take(
        shape.reduce((product, size) => product * size, 1),
        numbers,
      );
    change(name, values);
    return weights(name, shape, values);
  };
  const initializers = [
    layer('conv1.weight', [6, 3, 3, 3]),
    layer('conv1.bias', [6]),
    layer('norm.scale', [6], Float32Array.of(1, 0.8, 1.2, 1, 0.9, 1.1)),
    layer('norm.shift', [6]),
    layer('norm.mean', [6]),
    layer('norm.variance', [6], Float32Array.of(0.2, 0.1, 0.3, 0.2, 0.1, 0.2)),
    layer('conv2.weight', [8, 6, 3, 3]),
    layer('conv3.weight', [8, 8, 3, 3]),
    layer('dense.weight', [8, 5]),
    layer('dense.bias', [5]),
  ];
  const ints = (values: readonly number[]) => ({ ints: values });
  const node = (
    op: string,
    output: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): OnnxNode => ({
    op,
    name: output,
    inputs: inputs.map((name) => (name.includes('.') || name === 'image' ? name : prefix + name)),
    outputs: [prefix + output],
    attributes,
  });
  const conv = (output: string, from: string, more: readonly string[], padding: readonly number[]): OnnxNode =>
    node('Conv', output, [from, ...more], { kernel_shape: ints([3, 3]), pads: ints(padding) });
  return onnxModel({
    inputs: [{ name: 'image', shape: ['N', 3, side, side] }],
    outputs: [{ name: prefix + (softmax ? 'probabilities' : 'scores'), shape: ['N', 5] }],
    initializers,
    nodes: [
      conv('conv1', 'image', ['conv1.weight', 'conv1.bias'], [1, 1, 1, 1]),
      node('BatchNormalization', 'norm', ['conv1', 'norm.scale', 'norm.shift', 'norm.mean', 'norm.variance'], {
        epsilon: { float: epsilon },
      }),
      node('Relu', 'relu1', ['norm']),
      conv('conv2', 'relu1', ['conv2.weight'], pads),
      node('Relu', 'relu2', ['conv2']),
      conv('conv3', 'relu2', ['conv3.weight'], [1, 1, 1, 1]),
      node('Relu', 'relu3', ['conv3']),
      node('GlobalAveragePool', 'pool', ['relu3']),
      node('Flatten', 'flat', ['pool']),
      node('Gemm', 'scores', ['flat', 'dense.weight', 'dense.bias']),
      ...(softmax ? [node('Softmax', 'probabilities', ['scores'], { axis: { int: 1 } })] : []),
    ],
    metadata: { labels: JSON.stringify(names) },
  });
}

/** Rounds to 8 bits, one scale for all. */
export function toInt8(values: Float32Array): void {
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
  values.forEach((value, i) => (values[i] = Math.round(value / scale) * scale));
}

/** Rounds to half precision, of numbers that are neither tiny nor huge. */
export function toHalf(values: Float32Array): void {
  values.forEach((value, i) => {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10);
    values[i] = Math.round(value / unit) * unit;
  });
}
