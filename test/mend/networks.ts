import { onnxModel, weights, type OnnxModel, type OnnxNode } from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';

/** How the small convolutional network of these tests is stored. */
export interface Stored {
  readonly opset?: number;
  readonly layout?: 'nchw' | 'nhwc' | 'flat';
  readonly type?: 'float32' | 'uint8' | 'float64';
  /** What is between the input and the network, from `image` to `seen`. */
  readonly first?: readonly OnnxNode[];
  /** What follows the logits. */
  readonly last?: readonly OnnxNode[];
  readonly outputs?: OnnxModel['outputs'];
  readonly batch?: number | string;
  readonly size?: number | string;
  readonly initializers?: OnnxModel['initializers'];
}

/** A network with biases for 6x6 RGB images and four labels: Conv, Relu, GlobalAveragePool, Flatten, Gemm. */
export function smallNetwork(stored: Stored = {}): Uint8Array {
  const { opset = 17, layout = 'nchw', type = 'float32', batch = 'N', size = 6, last = [], first = [] } = stored;
  const random = someNumbers(5);
  const shape = { nchw: [batch, 3, size, size], nhwc: [batch, size, size, 3], flat: [batch, 108] }[layout];
  const constant = (name: string, dims: readonly number[]) => {
    const size = dims.reduce((all, each) => all * each, 1);
    return weights(name, dims, take(size, random));
  };
  const shaping: readonly OnnxNode[] = {
    nchw: [],
    nhwc: [{ op: 'Transpose', inputs: ['seen'], outputs: ['first'], attributes: { perm: { ints: [0, 3, 1, 2] } } }],
    flat: [
      { op: 'Reshape', inputs: ['seen', 'whole'], outputs: ['rows'] },
      { op: 'Transpose', inputs: ['rows'], outputs: ['first'], attributes: { perm: { ints: [0, 3, 1, 2] } } },
    ],
  }[layout];
  const named = (node: OnnxNode): OnnxNode => ({
    ...node,
    inputs: node.inputs.map((name) => (name === 'seen' && first.length === 0 ? 'image' : name)),
  });
  return onnxModel({
    inputs: [{ name: 'image', shape, type }],
    outputs: stored.outputs ?? [{ name: last.at(-1)?.outputs[0] ?? 'logits', shape: [batch, 4] }],
    nodes: [
      ...first,
      ...shaping.map(named),
      named({ op: 'Conv', inputs: [layout === 'nchw' ? 'seen' : 'first', 'k', 'b'], outputs: ['c'] }),
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'GlobalAveragePool', inputs: ['r'], outputs: ['p'] },
      { op: 'Flatten', inputs: ['p'], outputs: ['f'] },
      { op: 'Gemm', inputs: ['f', 'w', 'd'], outputs: ['logits'] },
      ...last,
    ],
    initializers: [
      constant('k', [8, 3, 3, 3]),
      constant('b', [8]),
      constant('w', [8, 4]),
      constant('d', [4]),
      { name: 'whole', shape: [4], data: BigInt64Array.of(-1n, 6n, 6n, 3n) },
      ...(stored.initializers ?? []),
    ],
    opset,
  });
}
