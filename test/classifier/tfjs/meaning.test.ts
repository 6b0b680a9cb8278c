import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type Classifier } from 'conic';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { piecesToward } from '../../../src/network/kinks.js';
import { asOnnx } from '../../models/asOnnx.js';
import { someNumbers, take } from '../../models/smallModels.js';
import {
  attr,
  functional,
  graphModel,
  layersModel,
  placeholder,
  weight,
  whole,
  writeModel,
  type TfjsFile,
  type TfjsLayer,
  type TfjsNode,
  type TfjsWeight,
} from '../../models/tfjsFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

// Every kind of layer and node that conic knows: its network, written as ONNX, has to give what TF.js gives.
const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

let written = 0;
const [height, width, channels] = [6, 8, 3];
const size = height * width * channels;

const meansTheSame = async (file: TfjsFile): Promise<Classifier> => {
  const classifier = await openModel(writeModel(join(files.folder, `m${written++}`), file), {
    engine: 'cpu',
    workers: 1,
  });
  opened.push(classifier);
  const twin = await fromOnnx(files.write('twin.onnx', asOnnx(classifier.network!.graph)), {
    workers: 1,
    layout: 'nchw',
  });
  opened.push(twin);
  const count = 3;
  const data = take(count * size, someNumbers(7));
  const area = height * width;
  const moved = Float32Array.from(data, (_, i) => {
    const [image, channel, place] = [Math.floor(i / size), Math.floor((i % size) / area), i % area];
    return data[image * size + place * channels + channel]!;
  });
  const [found, expected] = [await classifier.classify({ data, count }), await twin.classify({ data: moved, count })];
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!) / largest).toBeLessThan(1e-5));
  return classifier;
};

const numbers = someNumbers(21);
const values = (...shape: readonly number[]): Float32Array =>
  take(
    shape.reduce((a, b) => a * b, 1),
    numbers,
  );
const weightOf = (name: string, ...shape: readonly number[]): TfjsWeight => weight(name, shape, values(...shape));
const positive = (name: string, ...shape: readonly number[]): TfjsWeight =>
  weight(
    name,
    shape,
    values(...shape).map((value) => value + 2),
  );

const conv: TfjsLayer = {
  kind: 'Conv2D',
  name: 'conv',
  config: { filters: 4, kernel_size: [3, 3], padding: 'same', use_bias: true },
};
const convWeights = [weightOf('conv/kernel', 3, 3, 3, 4), weightOf('conv/bias', 4)];
const average: TfjsLayer = { kind: 'GlobalAveragePooling2D', name: 'average' };

type Case = readonly [name: string, layers: readonly TfjsLayer[], weights: readonly TfjsWeight[]];

const spatial: readonly Case[] = [
  [
    'strides and dilation',
    [
      {
        kind: 'Conv2D',
        name: 'c',
        config: { filters: 2, kernel_size: [3, 2], strides: [2, 2], padding: 'same', use_bias: false },
      },
    ],
    [weightOf('c/kernel', 3, 2, 4, 2)],
  ],
  [
    'dilation',
    [
      {
        kind: 'Conv2D',
        name: 'c',
        config: { filters: 2, kernel_size: [3, 3], dilation_rate: [2, 2], padding: 'valid', use_bias: false },
      },
    ],
    [weightOf('c/kernel', 3, 3, 4, 2)],
  ],
  [
    'depthwise',
    [
      {
        kind: 'DepthwiseConv2D',
        name: 'd',
        config: { kernel_size: [3, 3], depth_multiplier: 2, padding: 'same', use_bias: true, activation: 'relu' },
      },
    ],
    [weightOf('d/depthwise_kernel', 3, 3, 4, 2), weightOf('d/bias', 8)],
  ],
  [
    'separable',
    [
      {
        kind: 'SeparableConv2D',
        name: 's',
        config: {
          filters: 5,
          kernel_size: [3, 3],
          depth_multiplier: 2,
          padding: 'same',
          use_bias: true,
          activation: 'relu',
        },
      },
    ],
    [weightOf('s/depthwise_kernel', 3, 3, 4, 2), weightOf('s/pointwise_kernel', 1, 1, 8, 5), weightOf('s/bias', 5)],
  ],
  [
    'transposed',
    [
      {
        kind: 'Conv2DTranspose',
        name: 't',
        config: { filters: 3, kernel_size: [2, 2], strides: [2, 2], padding: 'valid', use_bias: true },
      },
    ],
    [weightOf('t/kernel', 2, 2, 3, 4), weightOf('t/bias', 3)],
  ],
  [
    'batch normalisation',
    [{ kind: 'BatchNormalization', name: 'b', config: { axis: -1, epsilon: 0.01 } }],
    [positive('b/gamma', 4), weightOf('b/beta', 4), weightOf('b/moving_mean', 4), positive('b/moving_variance', 4)],
  ],
  [
    'batch normalisation without scale',
    [{ kind: 'BatchNormalization', name: 'b', config: { axis: 3, scale: false, center: false } }],
    [weightOf('b/moving_mean', 4), positive('b/moving_variance', 4)],
  ],
  ['PReLU', [{ kind: 'PReLU', name: 'p', config: {} }], [weightOf('p/alpha', height, width, 4)]],
  [
    'PReLU with shared axes',
    [{ kind: 'PReLU', name: 'p', config: { shared_axes: [1, 2] } }],
    [weightOf('p/alpha', 1, 1, 4)],
  ],
  [
    'max pooling, padded',
    [{ kind: 'MaxPooling2D', name: 'm', config: { pool_size: [3, 3], strides: [2, 2], padding: 'same' } }],
    [],
  ],
  [
    'average pooling, padded',
    [{ kind: 'AveragePooling2D', name: 'm', config: { pool_size: [3, 3], strides: [2, 2], padding: 'same' } }],
    [],
  ],
  [
    'padding and cropping',
    [
      {
        kind: 'ZeroPadding2D',
        name: 'z',
        config: {
          padding: [
            [1, 2],
            [0, 3],
          ],
        },
      },
      {
        kind: 'Cropping2D',
        name: 'k',
        config: {
          cropping: [
            [0, 1],
            [2, 0],
          ],
        },
      },
    ],
    [],
  ],
  ['up-sampling', [{ kind: 'UpSampling2D', name: 'u', config: { size: [2, 3] } }], []],
  [
    'a branch',
    [
      { kind: 'LeakyReLU', name: 'l', config: { alpha: 0.1 } },
      { kind: 'Add', name: 'a', from: ['conv', 'l'] },
    ],
    [],
  ],
  [
    'three branches',
    [
      { kind: 'ReLU', name: 'r', config: { max_value: 0.5 } },
      { kind: 'ELU', name: 'e', from: ['conv'] },
      { kind: 'Add', name: 'a', from: ['conv', 'r', 'e'] },
    ],
    [],
  ],
  [
    'other merges',
    [
      { kind: 'ReLU', name: 'r' },
      { kind: 'Maximum', name: 'x', from: ['conv', 'r'] },
      { kind: 'Average', name: 'v', from: ['conv', 'x'] },
      { kind: 'Multiply', name: 'y', from: ['conv', 'v'] },
    ],
    [],
  ],
  [
    'concatenation',
    [
      { kind: 'ReLU', name: 'r' },
      { kind: 'Concatenate', name: 'c', config: { axis: -1 }, from: ['conv', 'r'] },
    ],
    [],
  ],
  ['rescaling', [{ kind: 'Rescaling', name: 'r', config: { scale: 2, offset: -1 } }], []],
  [
    'dense over channels',
    [{ kind: 'Dense', name: 'd', config: { units: 3, use_bias: true } }],
    [weightOf('d/kernel', 4, 3), weightOf('d/bias', 3)],
  ],
  ['a permutation', [{ kind: 'Permute', name: 'p', config: { dims: [2, 1, 3] } }], []],
  ['a reshape', [{ kind: 'Reshape', name: 'r', config: { target_shape: [4, 12, 4] } }], []],
  [
    'smooth activations',
    ['sigmoid', 'tanh', 'elu', 'selu', 'softplus', 'softsign'].map((activation) => ({
      kind: 'Activation',
      name: activation,
      config: { activation },
    })),
    [],
  ],
];

describe('layers', () => {
  test.each(spatial)('%s', async (_, layers, weights) => {
    await meansTheSame(
      layersModel(functional([height, width, 3], [conv, ...layers, average]), [...convWeights, ...weights]),
    );
  });

  const units = (name: string, inputs: number): readonly [TfjsLayer, TfjsWeight] => [
    { kind: 'Dense', name, config: { units: 3, use_bias: false } },
    weightOf(`${name}/kernel`, inputs, 3),
  ];
  const flat: TfjsLayer = { kind: 'Flatten', name: 'flat' };
  const area = height * width * 4;
  const [dense, kernel] = units('dense', area);

  test.each<Case>([
    ['a flattened image and a dense layer', [flat, dense], [kernel]],
    [
      'with functions of each number between them',
      [flat, { kind: 'ReLU', name: 'r' }, { kind: 'Dropout', name: 'o', config: { rate: 0.5 } }, dense],
      [kernel],
    ],
    [
      'with a layer between them that knows places',
      [flat, { kind: 'PReLU', name: 'p' }, dense],
      [weightOf('p/alpha', area), kernel],
    ],
    [
      'with normalisation between them',
      [flat, { kind: 'BatchNormalization', name: 'b' }, dense],
      [
        positive('b/gamma', area),
        weightOf('b/beta', area),
        weightOf('b/moving_mean', area),
        positive('b/moving_variance', area),
        kernel,
      ],
    ],
    ['as a reshape', [{ kind: 'Reshape', name: 'flat', config: { target_shape: [area] } }, dense], [kernel]],
    [
      'joined with something else',
      [
        flat,
        { kind: 'GlobalMaxPooling2D', name: 'g', from: ['conv'] },
        { kind: 'Concatenate', name: 'c', from: ['flat', 'g'] },
        units('wide', area + 4)[0],
      ],
      [weightOf('wide/kernel', area + 4, 3)],
    ],
    [
      'global pooling that keeps its sides',
      [{ kind: 'GlobalMaxPooling2D', name: 'g' }, units('small', 4)[0]],
      [weightOf('small/kernel', 4, 3)],
    ],
  ])('%s', async (_, layers, weights) => {
    await meansTheSame(layersModel(functional([height, width, 3], [conv, ...layers]), [...convWeights, ...weights]));
  });

  test('that are unknown are named', async () => {
    const net = layersModel(
      functional(
        [height, width, 3],
        [conv, { kind: 'LayerNormalization', name: 'norm', config: { axis: -1 } }, average],
      ),
      [...convWeights, weightOf('norm/gamma', 4), weightOf('norm/beta', 4)],
    );
    const classifier = await openModel(writeModel(join(files.folder, 'unknown'), net), { engine: 'cpu', workers: 1 });
    opened.push(classifier);
    expect(classifier.network?.graph.nodes.map(({ operation }) => operation)).toContain('tfjs.LayerNormalization');
    expect(piecesToward(classifier.network!.graph, classifier.network!.scores).curved).toMatchObject([
      { name: 'norm' },
    ]);
  });
});

describe('nodes', () => {
  const convolved: readonly TfjsNode[] = [
    placeholder(height, width, 3),
    {
      op: 'Conv2D',
      name: 'conv',
      input: ['image', 'conv/kernel'],
      attr: {
        strides: attr.ints(1, 1, 1, 1),
        dilations: attr.ints(1, 1, 1, 1),
        padding: attr.text('SAME'),
        data_format: attr.text('NHWC'),
      },
    },
  ];
  const mean: TfjsNode = { op: 'Mean', name: 'mean', input: ['x', 'mean/axes'], attr: { keep_dims: attr.flag(false) } };
  const axes = whole('mean/axes', [2], [1, 2]);

  test.each<readonly [string, readonly TfjsNode[], readonly TfjsWeight[]]>([
    ['a bias', [{ op: 'BiasAdd', name: 'x', input: ['conv', 'b'] }], [weightOf('b', 4)]],
    [
      'arithmetic',
      [
        { op: 'AddV2', name: 'a', input: ['conv', 'b'] },
        { op: 'Mul', name: 'm', input: ['c', 'a'] },
        { op: 'Sub', name: 's', input: ['conv', 'm'] },
        { op: 'RealDiv', name: 'x', input: ['s', 'd'] },
      ],
      [weightOf('b', 1, 1, 4), weightOf('c', 4), weight('d', [], [3])],
    ],
    [
      'normalisation',
      [
        {
          op: 'FusedBatchNormV3',
          name: 'x',
          input: ['conv', 'g', 'b', 'm', 'v'],
          attr: { epsilon: attr.float(0.01), is_training: attr.flag(false) },
        },
      ],
      [positive('g', 4), weightOf('b', 4), weightOf('m', 4), positive('v', 4)],
    ],
    ['PRelu', [{ op: 'Prelu', name: 'x', input: ['conv', 'a'] }], [weightOf('a', 1, 1, 4)]],
    ['Relu6', [{ op: 'Relu6', name: 'x', input: ['conv'] }], []],
    ['padding', [{ op: 'Pad', name: 'x', input: ['conv', 'p'] }], [whole('p', [4, 2], [0, 0, 1, 2, 3, 0, 0, 0])]],
    [
      'mirrored padding',
      [{ op: 'MirrorPad', name: 'x', input: ['conv', 'p'], attr: { mode: attr.text('REFLECT') } }],
      [whole('p', [4, 2], [0, 0, 1, 2, 3, 0, 0, 0])],
    ],
    [
      'concatenation',
      [
        { op: 'Relu', name: 'r', input: ['conv'] },
        { op: 'ConcatV2', name: 'x', input: ['conv', 'r', 'axis'], attr: { N: attr.int(2) } },
      ],
      [whole('axis', [], [3])],
    ],
    ['transposition', [{ op: 'Transpose', name: 'x', input: ['conv', 'perm'] }], [whole('perm', [4], [0, 2, 1, 3])]],
    [
      'average pooling',
      [
        {
          op: 'AvgPool',
          name: 'x',
          input: ['conv'],
          attr: {
            ksize: attr.ints(1, 3, 3, 1),
            strides: attr.ints(1, 2, 2, 1),
            padding: attr.text('SAME'),
            data_format: attr.text('NHWC'),
          },
        },
      ],
      [],
    ],
    [
      'explicit padding',
      [
        {
          op: 'Conv2D',
          name: 'x',
          input: ['conv', 'k'],
          attr: {
            strides: attr.ints(1, 1, 1, 1),
            dilations: attr.ints(1, 1, 1, 1),
            padding: attr.text('EXPLICIT'),
            explicit_paddings: attr.ints(0, 0, 1, 0, 2, 1, 0, 0),
            data_format: attr.text('NHWC'),
          },
        },
      ],
      [weightOf('k', 3, 3, 4, 2)],
    ],
    [
      'sums that keep their sides',
      [{ op: 'Sum', name: 'x', input: ['conv', 'mean/axes'], attr: { keep_dims: attr.flag(true) } }],
      [],
    ],
  ])('%s', async (_, nodes, weights) => {
    await meansTheSame(
      graphModel([...convolved, ...nodes, mean], [weightOf('conv/kernel', 3, 3, 3, 4), axes, ...weights]),
    );
  });

  const area = height * width * 4;
  const product = (input: string): TfjsNode => ({
    op: 'MatMul',
    name: 'y',
    input: [input, 'k'],
    attr: { transpose_a: attr.flag(false), transpose_b: attr.flag(true) },
  });
  const toRow: TfjsNode = { op: 'Reshape', name: 'flat', input: ['conv', 'shape'] };
  test.each<readonly [string, readonly TfjsNode[], readonly TfjsWeight[]]>([
    ['a flattened image', [toRow, product('flat')], []],
    [
      'a flattened image and a bias of its own',
      [toRow, { op: 'AddV2', name: 'b', input: ['flat', 'bias'] }, product('b')],
      [weightOf('bias', area)],
    ],
    [
      'a maximum over the image',
      [
        { op: 'Max', name: 'flat', input: ['conv', 'over'], attr: { keep_dims: attr.flag(true) } },
        { op: 'Squeeze', name: 's', input: ['flat'], attr: { squeeze_dims: attr.ints(1, 2) } },
        { ...product('s'), input: ['s', 'small'] },
      ],
      [whole('over', [2], [1, 2]), weightOf('small', 3, 4)],
    ],
  ])('%s', async (_, nodes, weights) => {
    const kernel = nodes.some(({ name }) => name === 's')
      ? []
      : [weightOf('k', 3, area), whole('shape', [2], [-1, area])];
    await meansTheSame(
      graphModel([...convolved, ...nodes], [weightOf('conv/kernel', 3, 3, 3, 4), ...kernel, ...weights]),
    );
  });
});
