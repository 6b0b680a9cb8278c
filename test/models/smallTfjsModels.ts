import {
  attr,
  functional,
  graphModel,
  layersModel,
  placeholder,
  weight,
  whole,
  type TfjsFile,
  type TfjsLayer,
  type TfjsNode,
  type TfjsWeight,
} from './tfjsFile.js';
import { someNumbers, take } from './smallModels.js';

/** 2 x 2 grey images; scores [a + b, c + d] of pixels a, b, c, d. */
const sums = weight('sums/kernel', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]);
const flat: TfjsLayer = { kind: 'Flatten', name: 'flat' };

/** Sums of the upper and the lower half of a 2 x 2 image, with an activation and layers after them. */
export const layersSums = (
  activation = 'linear',
  more: readonly TfjsLayer[] = [],
  other: object = {},
  weights: readonly TfjsWeight[] = [],
): TfjsFile => {
  const dense = { kind: 'Dense', name: 'sums', config: { units: 2, activation, use_bias: false } };
  return layersModel(functional([2, 2, 1], [flat, dense, ...more]), [sums, ...weights], other);
};

/** The same as a GraphModel, with nodes after them. */
export const graphSums = (
  more: readonly TfjsNode[] = [],
  weights: readonly TfjsWeight[] = [],
  other: object = {},
): TfjsFile =>
  graphModel(
    [
      placeholder(2, 2, 1),
      { op: 'Reshape', name: 'flat', input: ['image', 'flat/shape'] },
      {
        op: 'MatMul',
        name: 'sums',
        input: ['flat', 'kernel'],
        attr: { transpose_a: attr.flag(false), transpose_b: attr.flag(false) },
      },
      ...more,
    ],
    [weight('kernel', [4, 2], sums.data), whole('flat/shape', [2], [-1, 4]), ...weights],
    other,
  );

/** Weights of a small convolutional network for 6 x 6 colour images: two convolutions, one of them of each channel. */
const numbers = someNumbers(3);
const conv = take(3 * 3 * 3 * 4, numbers);
const bias = take(4, numbers);
const depthwise = take(3 * 3 * 4, numbers);
const dense = take(3 * 3 * 4 * 5, numbers);
const out = take(5 * 3, numbers);

/** conv (relu) → depthwise (relu6) → pool → flat → hidden (leaky or elu) → scores (softmax), as Keras writes it. */
export const layersNet = (): TfjsFile =>
  layersModel(
    functional(
      [6, 6, 3],
      [
        {
          kind: 'Conv2D',
          name: 'conv',
          config: {
            filters: 4,
            kernel_size: [3, 3],
            strides: [1, 1],
            padding: 'same',
            activation: 'relu',
            use_bias: true,
          },
        },
        {
          kind: 'DepthwiseConv2D',
          name: 'each',
          config: {
            kernel_size: [3, 3],
            strides: [1, 1],
            padding: 'same',
            depth_multiplier: 1,
            activation: 'relu6',
            use_bias: false,
          },
        },
        { kind: 'MaxPooling2D', name: 'pool', config: { pool_size: [2, 2], strides: [2, 2], padding: 'valid' } },
        { kind: 'Flatten', name: 'flat' },
        { kind: 'Dense', name: 'hidden', config: { units: 5, activation: 'linear', use_bias: false } },
        { kind: 'LeakyReLU', name: 'leaky', config: { alpha: 0.25 } },
        { kind: 'Dense', name: 'scores', config: { units: 3, activation: 'softmax', use_bias: false } },
      ],
    ),
    [
      weight('conv/kernel', [3, 3, 3, 4], conv),
      weight('conv/bias', [4], bias),
      weight('each/depthwise_kernel', [3, 3, 4, 1], depthwise),
      weight('hidden/kernel', [36, 5], dense),
      weight('scores/kernel', [5, 3], out),
    ],
  );

const convAttributes = {
  strides: attr.ints(1, 1, 1, 1),
  dilations: attr.ints(1, 1, 1, 1),
  padding: attr.text('SAME'),
  data_format: attr.text('NHWC'),
};

/** The same network as a converter for TensorFlow graphs writes it, with its activations fused. */
export const graphNet = (): TfjsFile =>
  graphModel(
    [
      placeholder(6, 6, 3),
      {
        op: '_FusedConv2D',
        name: 'conv',
        input: ['image', 'conv/kernel', 'conv/bias'],
        attr: { ...convAttributes, fused_ops: attr.texts('BiasAdd', 'Relu'), num_args: attr.int(1) },
      },
      {
        op: 'FusedDepthwiseConv2dNative',
        name: 'each',
        input: ['conv', 'each/kernel', 'each/bias'],
        attr: { ...convAttributes, fused_ops: attr.texts('BiasAdd', 'Relu6'), num_args: attr.int(1) },
      },
      {
        op: 'MaxPool',
        name: 'pool',
        input: ['each'],
        attr: {
          ksize: attr.ints(1, 2, 2, 1),
          strides: attr.ints(1, 2, 2, 1),
          padding: attr.text('VALID'),
          data_format: attr.text('NHWC'),
        },
      },
      { op: 'Reshape', name: 'flat', input: ['pool', 'flat/shape'] },
      {
        op: '_FusedMatMul',
        name: 'hidden',
        input: ['flat', 'hidden/kernel', 'hidden/bias'],
        attr: {
          transpose_a: attr.flag(false),
          transpose_b: attr.flag(false),
          fused_ops: attr.texts('BiasAdd', 'LeakyRelu'),
          num_args: attr.int(1),
          leakyrelu_alpha: attr.float(0.25),
        },
      },
      {
        op: 'MatMul',
        name: 'scores',
        input: ['hidden', 'scores/kernel'],
        attr: { transpose_a: attr.flag(false), transpose_b: attr.flag(false) },
      },
      { op: 'Softmax', name: 'softmax', input: ['scores'] },
      { op: 'Identity', name: 'Identity', input: ['softmax'] },
    ],
    [
      weight('conv/kernel', [3, 3, 3, 4], conv),
      weight('conv/bias', [4], bias),
      weight('each/kernel', [3, 3, 4, 1], depthwise),
      weight('each/bias', [4], [0, 0, 0, 0]),
      whole('flat/shape', [2], [-1, 36]),
      weight('hidden/kernel', [36, 5], dense),
      weight('hidden/bias', [5], [0, 0, 0, 0, 0]),
      weight('scores/kernel', [5, 3], out),
    ],
    {
      signature: {
        inputs: {
          x: {
            name: 'image:0',
            dtype: 'DT_FLOAT',
            tensorShape: { dim: [{ size: '-1' }, { size: '6' }, { size: '6' }, { size: '3' }] },
          },
        },
        outputs: {
          y: { name: 'Identity:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '-1' }, { size: '3' }] } },
        },
      },
    },
  );

/** A small network as Teachable Machine exports it: models within a model. */
export const nestedNet = (): TfjsFile => {
  const inner = functional(
    [6, 6, 3],
    [
      {
        kind: 'Conv2D',
        name: 'conv',
        config: {
          filters: 4,
          kernel_size: [3, 3],
          strides: [1, 1],
          padding: 'same',
          activation: 'relu',
          use_bias: true,
        },
      },
    ],
  );
  const first = {
    class_name: 'Sequential',
    config: {
      name: 'sequential_1',
      layers: [inner, { class_name: 'GlobalAveragePooling2D', config: { name: 'average' } }],
    },
  };
  const second = {
    class_name: 'Sequential',
    config: {
      name: 'sequential_3',
      layers: [
        {
          class_name: 'Dense',
          config: {
            name: 'dense_Dense1',
            units: 3,
            activation: 'softmax',
            use_bias: false,
            batch_input_shape: [null, 4],
          },
        },
      ],
    },
  };
  return layersModel({ class_name: 'Sequential', config: { name: 'sequential_4', layers: [first, second] } }, [
    weight('conv/kernel', [3, 3, 3, 4], conv),
    weight('conv/bias', [4], bias),
    weight('dense_Dense1/kernel', [4, 3], take(12, someNumbers(9))),
  ]);
};
