import { onnxModel, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';

// Test runners make every look-up of a global slow.
const { imul } = Math;

/**
 * A network with the layers of ResNet-50 (He et al., arXiv 1512.03385) and its 25.5 million weights, with batch
 * normalisations that do not shift, or do. The weights are arbitrary.
 */
export function resnet50({ shifts = false } = {}): Uint8Array {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  let state = 1;
  const some = (name: string, shape: readonly number[], scale: number): string => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const unit = scale / 2 ** 31;
    for (let i = 0; i < data.length; i++) {
      state = (imul(state, 1_664_525) + 1_013_904_223) | 0;
      data[i] = state * unit;
    }
    initializers.push({ name, shape, data });
    return name;
  };
  const filled = (name: string, size: number, value: number): string => {
    initializers.push(weights(name, [size], new Float32Array(size).fill(value)));
    return name;
  };
  const add = (
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): string => {
    nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  };
  const convolve = (name: string, input: string, from: number, to: number, size: number, stride: number): string => {
    const pad = (size - 1) >> 1;
    const kernel = some(`${name}.weight`, [to, from, size, size], Math.sqrt(6 / (from * size * size)));
    const conv = add('Conv', name, [input, kernel], {
      kernel_shape: { ints: [size, size] },
      pads: { ints: [pad, pad, pad, pad] },
      strides: { ints: [stride, stride] },
    });
    const parameters = [
      filled(`${name}.gamma`, to, 1),
      filled(`${name}.beta`, to, shifts ? 0.1 : 0),
      filled(`${name}.mean`, to, 0),
      filled(`${name}.variance`, to, 1),
    ];
    return add('BatchNormalization', `${name}_bn`, [conv, ...parameters]);
  };

  let current = add('Relu', 'stem_relu', [convolve('stem', 'image', 3, 64, 7, 2)]);
  current = add('MaxPool', 'pool', [current], {
    kernel_shape: { ints: [3, 3] },
    pads: { ints: [1, 1, 1, 1] },
    strides: { ints: [2, 2] },
  });
  let channels = 64;
  [3, 4, 6, 3].forEach((blocks, stage) => {
    const width = 64 << stage;
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stage + 1}_block${block + 1}`;
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const first = add('Relu', `${name}_relu1`, [convolve(`${name}_conv1`, current, channels, width, 1, 1)]);
      const second = add('Relu', `${name}_relu2`, [convolve(`${name}_conv2`, first, width, width, 3, stride)]);
      const third = convolve(`${name}_conv3`, second, width, 4 * width, 1, 1);
      const shortcut = block === 0 ? convolve(`${name}_shortcut`, current, channels, 4 * width, 1, stride) : current;
      current = add('Relu', `${name}_relu3`, [add('Add', `${name}_add`, [third, shortcut])]);
      channels = 4 * width;
    }
  });
  const pooled = add('Flatten', 'flat', [add('GlobalAveragePool', 'average', [current])]);
  add('Gemm', 'logits', [pooled, some('logits.weight', [1000, channels], 0.05)], { transB: { int: 1 } });
  return onnxModel({
    inputs: [{ name: 'image', shape: ['N', 3, 224, 224] }],
    outputs: [{ name: 'logits', shape: ['N', 1000] }],
    nodes,
    initializers,
  });
}
