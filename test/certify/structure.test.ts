import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from '@jest/globals';
import { certifyStructure, type CertifiableClassifier } from '../../src/certify/structure/certifyStructure.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { readGraph } from '../../src/network/tfjs/graphModel.js';
import { readLayers, type LayerWeights } from '../../src/network/tfjs/layersModel.js';
import { readTopology, splitActivations } from '../../src/network/tfjs/topology.js';
import type { NetworkGraph } from '../../src/network/graph.js';
import { integers, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { sums, sumsThen } from '../models/smallModels.js';
import { networkOf } from '../models/networkOf.js';

const certify = (graph: NetworkGraph, change: Partial<CertifiableClassifier> = {}) =>
  certifyStructure({ network: networkOf(graph), spec: { id: 'model', steps: [] }, ...change });

/** The verdict on an ONNX file, and what each culprit is. */
function said(file: Uint8Array) {
  const { verdict, culprits } = certify(readOnnx(file, 'm.onnx'));
  return [verdict, ...culprits.map(({ node, kind }) => `${node}: ${kind}`)];
}

const then = (nodes: readonly OnnxNode[], constants: readonly OnnxTensor[] = []) => sumsThen(nodes, constants);

describe('what is no proof', () => {
  test('a graph within the graph, whatever its inputs are', () => {
    const body = new BinaryWriter().tag(2, WireType.LengthDelimited).string('body').finish();
    const branch = (op: string): OnnxNode => ({
      op,
      name: 'branch',
      inputs: ['condition'],
      outputs: ['chosen'],
      attributes: { then_branch: { graph: body } },
    });
    const add: OnnxNode = { op: 'Add', name: 'add', inputs: ['sums', 'chosen'], outputs: ['y'] };
    const condition = weights('condition', [1], [1]);
    expect(said(then([branch('If'), add], [condition]))).toEqual(['undecided', 'branch: unknown']);
    // Also of an operation that has a rule, and no business to have a graph.
    expect(said(then([branch('Relu'), add], [condition]))).toEqual(['undecided', 'branch: unknown']);
  });

  test('an operation that the file defines under a known name', () => {
    const definition = new BinaryWriter();
    definition.tag(25, WireType.LengthDelimited).fork();
    definition.tag(1, WireType.LengthDelimited).string('Relu').join();
    const file = then([{ op: 'Relu', name: 'own', inputs: ['sums'], outputs: ['y'] }]);
    expect(said(file)).toEqual(['proved']);
    expect(said(Uint8Array.of(...file, ...definition.finish()))).toEqual(['undecided', 'own: unknown']);
  });

  test('an operation of another domain under a known name', () => {
    expect(said(then([{ op: 'Relu', domain: 'mine', name: 'own', inputs: ['sums'], outputs: ['y'] }]))).toEqual([
      'undecided',
      'own: unknown',
    ]);
  });

  describe('a branch of 0 to which something is added on the way', () => {
    const nothing = weights('nothing', [2], [0, 0]);
    const zeroed: OnnxNode = { op: 'Mul', name: 'zeroed', inputs: ['sums', 'nothing'], outputs: ['none'] };
    const added: OnnxNode = { op: 'Add', name: 'added', inputs: ['sums', 'made'], outputs: ['y'] };
    const made = (op: string, inputs: readonly string[], constants: readonly OnnxTensor[] = []): readonly string[] =>
      said(
        then(
          [zeroed, { op, name: 'make', inputs: ['none', ...inputs], outputs: ['made'] }, added],
          [nothing, ...constants],
        ),
      );
    const four = (beta: number) =>
      [
        ['gamma', 1],
        ['beta', beta],
        ['mean', 0],
        ['variance', 1],
      ].map(([name, value]) => weights(String(name), [2], [Number(value), Number(value)]));

    test.each([
      ['batch normalisation', 0, () => made('BatchNormalization', ['gamma', 'beta', 'mean', 'variance'], four(0))],
      ['batch normalisation', 5, () => made('BatchNormalization', ['gamma', 'beta', 'mean', 'variance'], four(5))],
      [
        'a padding',
        0,
        () => made('Pad', ['amounts', 'fill'], [integers('amounts', [0, 0, 0, 0]), weights('fill', [], [0])]),
      ],
      [
        'a padding',
        7,
        () => made('Pad', ['amounts', 'fill'], [integers('amounts', [0, 0, 0, 0]), weights('fill', [], [7])]),
      ],
      [
        'a zero point',
        0,
        () => made('DequantizeLinear', ['scale', 'point'], [weights('scale', [], [0.5]), weights('point', [], [0])]),
      ],
      [
        'a zero point',
        3,
        () => made('DequantizeLinear', ['scale', 'point'], [weights('scale', [], [0.5]), weights('point', [], [3])]),
      ],
    ])('%s of %d', (_, amount, verdict) => {
      expect(verdict()).toEqual(amount === 0 ? ['proved'] : ['undecided', 'added: unreadable']);
    });
  });

  test('a number below which everything is cut off, even the largest there is', () => {
    const clipped = (min: number, max: number) =>
      said(
        then(
          [{ op: 'Clip', name: 'clip', inputs: ['sums', 'min', 'max'], outputs: ['y'] }],
          [weights('min', [], [min]), weights('max', [], [max])],
        ),
      );
    const largest = 3.4028234663852886e38;
    expect(clipped(-largest, largest)).toEqual(['proved']);
    expect(clipped(largest, largest)).toEqual(['not homogeneous', 'clip: clip']);
    expect(clipped(-largest, -largest)).toEqual(['not homogeneous', 'clip: clip']);
  });

  test('one over a deviation, which has the degree -1', () => {
    const scale = weights('scale', [2], [1, 1]);
    const node: OnnxNode = {
      op: 'SimplifiedLayerNormalization',
      name: 'norm',
      inputs: ['sums', 'scale'],
      outputs: ['normal', 'over'],
      attributes: { epsilon: { float: 0 } },
    };
    const added: OnnxNode = { op: 'Add', name: 'added', inputs: ['sums', 'over'], outputs: ['y'] };
    expect(said(then([node, added], [scale]))).toEqual(['not homogeneous', 'added: degrees']);
  });

  test('sums of whole numbers that 32 bits do not hold', () => {
    const node: OnnxNode = { op: 'Add', name: 'sum', inputs: ['a', 'b'], outputs: ['c'] };
    const float: OnnxNode = {
      op: 'Cast',
      name: 'float',
      inputs: ['c'],
      outputs: ['f'],
      attributes: { to: { int: 1 } },
    };
    const rest: OnnxNode = { op: 'Add', name: 'rest', inputs: ['f', 'd'], outputs: ['zero'] };
    const added: OnnxNode = { op: 'Add', name: 'added', inputs: ['sums', 'zero'], outputs: ['y'] };
    const summed = (a: OnnxTensor, b: OnnxTensor) =>
      said(then([node, float, rest, added], [a, b, weights('d', [1], [2 ** 31 + 256])]))[0];
    const whole = (name: string, value: number): OnnxTensor => ({ name, shape: [1], data: Int32Array.of(value) });
    expect(summed(whole('a', -(2 ** 31)), whole('b', -256))).toBe('undecided');
    // As float32 they are what they are, and add up to 0.
    expect(summed(weights('a', [1], [-(2 ** 31)]), weights('b', [1], [-256]))).toBe('proved');
  });

  test('a tensor that nothing gives', () => {
    const file = then([{ op: 'Add', name: 'add', inputs: ['sums', 'lost'], outputs: ['y'] }]);
    expect(said(file)).toEqual(['undecided', 'add: unreadable']);
  });

  test('a bias whose numbers are in a file that is not there', () => {
    const lost: OnnxTensor = { ...weights('b', [2], []), file: 'lost.bin' };
    const node: OnnxNode = { op: 'Add', name: 'add', inputs: ['sums', 'b'], outputs: ['y'] };
    expect(said(then([node, { op: 'Relu', inputs: ['y'], outputs: ['z'] }], [lost]))).toEqual([
      'undecided',
      'add: unreadable',
    ]);
  });

  test('constants that only look like zeros', () => {
    // [1, -1] down and [1, -1] across: four sums, of which two are 0.
    const nodes: OnnxNode[] = [
      { op: 'Unsqueeze', inputs: ['a', 'one'], outputs: ['down'] },
      { op: 'Add', inputs: ['down', 'b'], outputs: ['table'] },
      { op: 'MatMul', inputs: ['sums', 'table'], outputs: ['mixed'] },
      { op: 'ReduceSum', inputs: ['table', 'zero'], outputs: ['row'], attributes: { keepdims: { int: 0 } } },
      { op: 'Add', name: 'add', inputs: ['mixed', 'down'], outputs: ['y'] },
    ];
    const constants = [
      weights('a', [2], [1, -1]),
      weights('b', [2], [-1, 1]),
      integers('one', [1]),
      integers('zero', [0]),
    ];
    expect(said(then([...nodes, { op: 'Relu', inputs: ['y'], outputs: ['z'] }], constants))).toEqual([
      'not homogeneous',
      'add: bias',
    ]);
    const table: OnnxNode = { op: 'Add', name: 'add', inputs: ['sums', 'table'], outputs: ['y'] };
    expect(said(then([...nodes.slice(0, 2), table, { op: 'Relu', inputs: ['y'], outputs: ['z'] }], constants))[0]).toBe(
      'not homogeneous',
    );
  });

  test('a dropout that is switched on, and a batch normalisation that trains', () => {
    const on: OnnxNode = { op: 'Dropout', name: 'drop', inputs: ['sums', '', 'yes'], outputs: ['y'] };
    expect(said(then([on], [weights('yes', [], [1])]))).toEqual(['undecided', 'drop: random']);
    const norm: OnnxNode = {
      op: 'BatchNormalization',
      name: 'bn',
      inputs: ['sums', 'ones', 'zeros', 'zeros', 'ones'],
      outputs: ['y'],
      attributes: { training_mode: { int: 1 } },
    };
    const constants = [weights('ones', [2], [1, 1]), weights('zeros', [2], [0, 0])];
    expect(said(then([norm], constants))).toEqual(['not homogeneous', 'bn: training']);
  });

  test('a zero times what may be infinite', () => {
    const log: OnnxNode[] = [
      { op: 'Log', name: 'log', inputs: ['sums'], outputs: ['l'] },
      { op: 'Mul', name: 'off', inputs: ['l', 'none'], outputs: ['o'] },
      { op: 'Add', name: 'add', inputs: ['sums', 'o'], outputs: ['y'] },
    ];
    expect(said(then(log, [weights('none', [1], [0])]))).toEqual(['not homogeneous', 'log: activation']);
  });

  test('a window of a maximum that may hold padding alone', () => {
    const pool = (attributes: OnnxNode['attributes'] = {}, side: number | string = 2) =>
      sums({
        inputs: [{ name: 'image', shape: ['N', 1, side, side] }],
        nodes: [
          { op: 'MaxPool', name: 'pool', inputs: ['image'], outputs: ['p'], attributes },
          { op: 'Flatten', inputs: ['p'], outputs: ['flat'] },
          { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
        ],
      });
    const kernel = { kernel_shape: { ints: [2, 2] } };
    expect(said(pool(kernel))).toEqual(['proved']);
    expect(said(pool({ ...kernel, pads: { ints: [1, 1, 1, 1] } }))).toEqual(['proved']);
    const dilated = (step: number) => ({
      ...kernel,
      dilations: { ints: [step, step] },
      pads: { ints: [1, 1, 1, 1] },
    });
    // From -1 to 1, and from -1 to 2, on an image of two.
    expect(said(pool(dilated(2)))).toEqual(['proved']);
    expect(said(pool(dilated(2), 'side'))).toEqual(['undecided', 'pool: undecided']);
    expect(said(pool(dilated(3)))).toEqual(['not homogeneous', 'pool: padding']);
    const late = { ...kernel, strides: { ints: [3, 3] }, ceil_mode: { int: 1 } };
    expect(said(pool(late))).toEqual(['proved']);
    const twice = (attributes: NonNullable<OnnxNode['attributes']>) =>
      sums({
        nodes: [
          { op: 'Conv', inputs: ['image', 'kernel'], outputs: ['c'] },
          { op: 'MaxPool', name: 'pool', inputs: ['c'], outputs: ['p'], attributes },
          { op: 'Flatten', inputs: ['p'], outputs: ['flat'] },
          { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
        ],
        initializers: [weights('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), weights('kernel', [1, 1, 1, 1], [1])],
      });
    // The sides of what a convolution gives are followed.
    expect(said(twice(dilated(2)))).toEqual(['proved']);
    expect(said(twice({ ...kernel, pads: { ints: [1, 1, 1, 1] }, ceil_mode: { int: 1 } }))).toEqual(['proved']);
    expect(said(twice({ ...kernel, pads: { ints: [0, 0, 2, 2] } }))).toEqual(['not homogeneous', 'pool: padding']);
  });

  test('a softmax over something else than classes', () => {
    const softmax = (axis: number): OnnxNode => ({
      op: 'Softmax',
      name: 'softmax',
      inputs: ['shifted'],
      outputs: ['y'],
      attributes: { axis: { int: axis } },
    });
    const shift: OnnxNode = { op: 'Add', name: 'shift', inputs: ['sums', 'c'], outputs: ['shifted'] };
    const c = weights('c', [1], [0.5]);
    expect(certify(readOnnx(then([shift, softmax(1)], [c]), 'm')).verdict).toBe('proved');
    expect(certify(readOnnx(then([shift, softmax(0)], [c]), 'm')).verdict).toBe('not homogeneous');
  });

  test('whole numbers go in', () => {
    const file = sums({
      inputs: [{ name: 'image', shape: ['N', 1, 2, 2], type: 'uint8' }],
      nodes: [
        { op: 'Cast', name: 'cast', inputs: ['image'], outputs: ['float'], attributes: { to: { int: 1 } } },
        { op: 'Flatten', inputs: ['float'], outputs: ['flat'] },
        { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
      ],
    });
    expect(said(file)).toEqual(['not homogeneous', 'image: quantisation']);
  });

  test('a class token that is spread over the batch', () => {
    const nodes: OnnxNode[] = [
      { op: 'Shape', inputs: ['flat'], outputs: ['shape'] },
      { op: 'Expand', inputs: ['token', 'shape'], outputs: ['tokens'] },
      { op: 'Concat', name: 'beside', inputs: ['flat', 'tokens'], outputs: ['both'], attributes: { axis: { int: 1 } } },
      { op: 'MatMul', inputs: ['both', 'v'], outputs: ['y'] },
    ];
    const constants = (...token: number[]) => [
      weights('token', [1, 4], token),
      weights('v', [8, 2], Array<number>(16).fill(1)),
    ];
    expect(said(then(nodes, constants(1, 0, 0, 2)))).toEqual(['not homogeneous', 'beside: token']);
    // Zeros that are spread are zeros.
    expect(said(then(nodes, constants(0, 0, 0, 0)))[0]).toBe('proved');
  });

  test('several inputs', () => {
    const graph = readOnnx(sums(), 'm');
    const two = { ...graph, inputs: [...graph.inputs, { name: 'mask', type: 'float32', dims: [] }] };
    expect(certify(two)).toMatchObject({
      verdict: 'undecided',
      reason: 'The network takes 2 tensors, of which the image is one at most.',
    });
  });

  test('another output than the one that has the scores', () => {
    const nodes: OnnxNode[] = [
      { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
      { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
      { op: 'Tanh', name: 'tanh', inputs: ['sums'], outputs: ['squashed'] },
    ];
    const graph = readOnnx(sums({ nodes, outputs: [{ name: 'sums' }, { name: 'squashed' }] }), 'm');
    expect(certify(graph, { network: networkOf(graph, 'sums') }).verdict).toBe('proved');
    expect(certify(graph, { network: networkOf(graph, 'squashed') }).verdict).toBe('not homogeneous');
  });
});

describe('what follows', () => {
  const names = (file: Uint8Array) => certify(readOnnx(file, 'm')).follows.map(({ name }) => name);

  test('of an equal bias at the end: equal probabilities of the zero image, and not zeros', () => {
    const add: OnnxNode = { op: 'Add', name: 'add', inputs: ['sums', 'c'], outputs: ['y'] };
    expect(names(then([add], [weights('c', [2], [0.5, 0.5])]))).toEqual([
      'scalar-invariance',
      'scalar-invariance:ranking',
      'zero-image-uniformity',
    ]);
    expect(names(then([add], [weights('c', [2], [0.5, 0.25])]))).toEqual([]);
  });

  test('of degree 0: nothing about the zero image', () => {
    const sign: OnnxNode = { op: 'Sign', name: 'sign', inputs: ['sums'], outputs: ['y'] };
    expect(names(then([sign]))).toEqual(['scalar-invariance', 'scalar-invariance:ranking']);
  });

  test('of scores that are 0 for every image', () => {
    const off: OnnxNode = { op: 'Mul', name: 'off', inputs: ['sums', 'none'], outputs: ['y'] };
    expect(names(then([off], [weights('none', [1], [0])]))).toContain('zero-image-uniformity:zero');
  });

  test('of a negative temperature: no order is kept once something is added', () => {
    const nodes: OnnxNode[] = [
      { op: 'Add', name: 'add', inputs: ['sums', 'c'], outputs: ['shifted'] },
      { op: 'Mul', name: 'turn', inputs: ['shifted', 'minus'], outputs: ['y'] },
    ];
    const constants = (minus: number) => [weights('c', [1], [0.5]), weights('minus', [1], [minus])];
    expect(said(then(nodes, constants(2)))).toEqual(['proved']);
    expect(said(then(nodes, constants(-2)))).toEqual(['not homogeneous', 'add: bias']);
  });
});

describe('operations as older and newer versions define them', () => {
  const at = (opset: number, op: string, inputs: readonly string[], attributes: OnnxNode['attributes'] = {}) =>
    said(
      sums({
        opset,
        nodes: [
          { op, name: 'odd', inputs, outputs: ['changed'], attributes },
          { op: 'Flatten', inputs: ['changed'], outputs: ['flat'] },
          { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
        ],
        initializers: [
          weights('w', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]),
          weights('one', [1], [1]),
          weights('none', [1], [0]),
          integers('axes', [1]),
        ],
      }),
    );

  test.each<[number, string, readonly string[], OnnxNode['attributes'], string]>([
    [6, 'Clip', ['image'], { min: { float: 0 } }, 'proved'],
    [6, 'Clip', ['image'], { min: { float: 0 }, max: { float: 6 } }, 'odd: clip'],
    [6, 'Clip', ['image'], { min: { float: 0 }, max: { float: 3.4028234663852886e38 } }, 'proved'],
    [2, 'Pad', ['image'], { pads: { ints: [0, 0, 1, 1, 0, 0, 1, 1] } }, 'proved'],
    [2, 'Pad', ['image'], { pads: { ints: [0, 0, 1, 1, 0, 0, 1, 1] }, value: { float: 1 } }, 'odd: padding'],
    [2, 'Pad', ['image'], { mode: { string: 'reflect' }, value: { float: 1 } }, 'proved'],
    [6, 'BatchNormalization', ['image', 'one', 'none', 'none', 'one'], { is_test: { int: 1 } }, 'proved'],
    [6, 'BatchNormalization', ['image', 'one', 'none', 'none', 'one'], {}, 'odd: training'],
    [9, 'BatchNormalization', ['image', 'one', 'none', 'none', 'one'], {}, 'proved'],
    [6, 'Dropout', ['image'], {}, 'odd: random'],
    [6, 'Dropout', ['image'], { is_test: { int: 1 } }, 'proved'],
    [7, 'Dropout', ['image'], {}, 'proved'],
    [9, 'Upsample', ['image', 'one'], { mode: { string: 'linear' } }, 'proved'],
    [11, 'ReduceSum', ['image'], { axes: { ints: [1] } }, 'proved'],
    [18, 'ReduceMean', ['image', 'axes'], {}, 'proved'],
    [18, 'ReduceLogSumExp', ['image', 'axes'], {}, 'odd: activation'],
    [18, 'Mish', ['image'], {}, 'odd: activation'],
    [20, 'Gelu', ['image'], {}, 'odd: activation'],
    [21, 'GroupNormalization', ['image', 'one', 'one'], { num_groups: { int: 1 } }, 'odd: epsilon'],
    [21, 'GroupNormalization', ['image', 'one', 'one'], { num_groups: { int: 1 }, epsilon: { float: 0 } }, 'proved'],
    [23, 'RMSNormalization', ['image', 'one'], {}, 'odd: epsilon'],
    [23, 'Attention', ['image', 'image', 'image'], {}, 'odd: undecided'],
    [17, 'GridSample', ['image', 'grid'], {}, 'odd: unreadable'],
    [17, 'Compress', ['image', 'one'], {}, 'proved'],
    [17, 'Mystery', ['image'], {}, 'odd: unknown'],
  ])('%d %s of %j with %j', (opset, op, inputs, attributes, expected) => {
    const [verdict, ...culprits] = at(opset, op, inputs, attributes);
    expect([verdict, ...culprits].at(-1)).toBe(expected);
  });
});

describe('TF.js networks', () => {
  const dense = (config: object) => ({
    class_name: 'Sequential',
    config: {
      layers: [{ class_name: 'Dense', config: { name: 'scores', units: 2, batch_input_shape: [null, 4], ...config } }],
    },
  });
  const layers = (config: object, stored: LayerWeights) =>
    certify(readLayers(splitActivations(readTopology(dense(config), 'm')).network, stored, new Map()).graph);
  const kernel = { dims: [4, 2], values: () => Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1) };
  const bias = (...values: number[]) => ({ dims: [2], values: () => Float32Array.from(values) });

  test.each<[string, object, LayerWeights, string]>([
    [
      'a bias',
      {},
      new Map([
        ['scores/kernel', kernel],
        ['scores/bias', bias(0, 1)],
      ]),
      'not homogeneous',
    ],
    [
      'a bias of zeros',
      {},
      new Map([
        ['scores/kernel', kernel],
        ['scores/bias', bias(0, 0)],
      ]),
      'proved',
    ],
    ['no bias', { use_bias: false }, new Map([['scores/kernel', kernel]]), 'proved'],
    ['a bias that the file does not have', {}, new Map([['scores/kernel', kernel]]), 'undecided'],
    [
      'a bias under a longer name',
      {},
      new Map([
        ['scores/kernel', kernel],
        ['net/scores/bias', bias(0, 1)],
      ]),
      'not homogeneous',
    ],
    ['a kernel that the file does not have', { use_bias: false }, new Map(), 'undecided'],
    ['swish', { use_bias: false, activation: 'swish' }, new Map([['scores/kernel', kernel]]), 'not homogeneous'],
  ])('%s', (_, config, stored, verdict) => {
    expect(layers(config, stored).verdict).toBe(verdict);
  });

  test('a graph with fused nodes that are not split, and with an operation nobody knows', () => {
    const graph = (op: string) =>
      certify(
        readGraph(
          {
            node: [
              {
                name: 'x',
                op: 'Placeholder',
                input: [],
                attr: { shape: { shape: { dim: [{ size: -1 }, { size: 4 }] } } },
              },
              { name: 'y', op, input: ['x'], attr: {} },
            ],
          },
          new Map(),
          {},
          new Map(),
        ).graph,
      );
    expect(graph('Relu').verdict).toBe('proved');
    expect(graph('Rsqrt')).toMatchObject({ verdict: 'proved', degree: -0.5 });
    expect(graph('Square')).toMatchObject({ verdict: 'proved', degree: 2 });
    expect(graph('Relu6').verdict).toBe('not homogeneous');
    expect(graph('Mystery')).toMatchObject({
      verdict: 'undecided',
      culprits: [{ node: 'y', operation: 'tfjs.Mystery' }],
    });
  });
});
