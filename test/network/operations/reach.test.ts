import { afterAll, describe, expect, test } from '@jest/globals';
import { logitsAt } from '../../../src/certify/piecewise/agreement.js';
import { programFor } from '../../../src/certify/piecewise/compile.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { Subject } from '../../../src/classifier/subject.js';
import { Obstacle } from '../../../src/network/program/obstacle.js';
import { models, pixelsOf } from '../../certify/networks.js';
import { integers, weights, type OnnxAttribute, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';

// Each operation that a program can be written of, against the engine: the same numbers, to the last digits of float32.

const { open, close } = models();
afterAll(close);

const ints = (...values: number[]): OnnxAttribute => ({ ints: values });
const int = (value: number): OnnxAttribute => ({ int: value });
const string = (value: string): OnnxAttribute => ({ string: value });
const floats = (...values: number[]): OnnxAttribute => ({ floats: values });

interface Case {
  readonly name: string;
  /** From "x", [N, 4, 5, 6] of both signs, to "y", of which `size` numbers an image are the scores. */
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
  readonly opset?: number;
  /** What the structure says. */
  readonly homogeneous: boolean | 'undecided';
}

const numbers = someNumbers(7);
const one = (
  op: string,
  inputs = 'x',
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
  domain?: string,
): OnnxNode => ({
  op,
  name: 'node',
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: ['y'],
  attributes,
  ...(domain !== undefined && { domain }),
});
const kernel = (...shape: number[]): OnnxTensor =>
  weights(
    'k',
    shape,
    take(
      shape.reduce((a, b) => a * b, 1),
      numbers,
    ),
  );
const scaled = (name: string, ...values: number[]): OnnxTensor => weights(name, [values.length], values);
const number64 = (name: string, value: number): OnnxTensor => ({
  name,
  shape: [],
  data: BigInt64Array.of(BigInt(value)),
});
const empty: OnnxTensor = { name: 'none', shape: [0], data: new Float32Array() };
const half = (name: string, values: readonly number[], type: 'float16' | 'bfloat16'): OnnxTensor => ({
  name,
  shape: [values.length],
  // 1.0 is 0x3c00, 0.5 is 0x3800, -2 is 0xc000.
  data: new Uint8Array(Uint16Array.from(values).buffer),
  type,
});

const cases: readonly Case[] = [
  {
    name: 'ConvTranspose with strides, padding, dilation and more at the end',
    nodes: [
      one('ConvTranspose', 'x k', {
        strides: ints(2, 3),
        pads: ints(1, 0, 0, 1),
        dilations: ints(1, 2),
        output_padding: ints(1, 0),
      }),
    ],
    constants: [kernel(4, 3, 3, 2)],
    homogeneous: true,
  },
  {
    name: 'ConvTranspose of groups with a bias',
    nodes: [one('ConvTranspose', 'x k b', { group: int(2) })],
    constants: [kernel(4, 2, 2, 2), scaled('b', 0.1, 0.2, -0.3, 0)],
    homogeneous: false,
  },
  {
    name: 'ConvTranspose, as large as it was, times the stride',
    nodes: [one('ConvTranspose', 'x k', { auto_pad: string('SAME_UPPER'), strides: ints(2, 2) })],
    constants: [kernel(4, 2, 3, 3)],
    homogeneous: true,
  },
  ...([11, 13] as const).flatMap((height) =>
    ([undefined, 'SAME_UPPER'] as const).map((mode): Case => ({
      name: `ConvTranspose to sides that are told, ${height}x12 (${mode ?? 'as usual'})`,
      nodes: [
        one('ConvTranspose', 'x k', {
          strides: ints(2, 2),
          output_shape: ints(height, 12),
          ...(mode && { auto_pad: string(mode) }),
        }),
      ],
      constants: [kernel(4, 2, 4, 3)],
      homogeneous: true,
    })),
  ),
  {
    name: 'DeformConv with constant offsets and mask',
    nodes: [one('DeformConv', 'x k o b m', { kernel_shape: ints(2, 2), pads: ints(1, 0, 0, 1), strides: ints(2, 1) })],
    constants: [
      kernel(3, 4, 2, 2),
      weights(
        'o',
        [1, 8, 3, 6],
        take(8 * 18, numbers).map((value) => 3 * value),
      ),
      scaled('b', 0, 0, 0),
      weights('m', [1, 4, 3, 6], take(4 * 18, numbers)),
    ],
    opset: 22,
    homogeneous: true,
  },
  ...(
    [
      ['by heads', 'x', [4, 3, 2], [4, 5, 2], {}],
      ['by heads, two queries a key, scaled', 'x', [8, 3, 2], [4, 5, 2], { scale: { float: 2 } }],
      ['by heads, causal', 'x', [4, 5, 3], [4, 5, 3], { is_causal: int(1) }],
      ['by heads, with a mask', 'x', [4, 3, 2], [4, 5, 2], {}],
      ['by heads, with a choice', 'x', [4, 3, 2], [4, 5, 2], {}],
      ['of rows', 'flat', [3, 4], [20, 4], { q_num_heads: int(2), kv_num_heads: int(2) }],
    ] as const
  ).map(([name, values, q, k, told]): Case => ({
    name: `Attention to constants, ${name}`,
    nodes: [
      { ...one('Shape', 'x', { start: int(0), end: int(1) }), name: 'shape', outputs: ['n'] },
      ...(['q', 'k'] as const).flatMap((what) => [
        { ...one('Concat', `n ${what}s`, { axis: int(0) }), name: `${what}n`, outputs: [`${what}n`] },
        { ...one('Expand', `${what}c ${what}n`), name: `${what}all`, outputs: [`${what}all`] },
      ]),
      ...(values === 'flat' ? [{ ...one('Reshape', 'x s'), name: 'reshape', outputs: ['flat'] }] : []),
      one('Attention', `qall kall ${values}${/mask|choice/.test(name) ? ' m' : ''}`, told),
    ],
    constants: [
      integers('s', [0, 20, 6]),
      integers('qs', [...q]),
      integers('ks', [...k]),
      ...[['qc', q] as const, ['kc', k] as const].map(([what, dims]) => ({ ...kernel(1, ...dims), name: what })),
      ...(name.includes('mask') ? [{ ...kernel(3, 5), name: 'm' }] : []),
      ...(name.includes('choice')
        ? [
            {
              name: 'm',
              shape: [3, 5],
              type: 'bool' as const,
              data: Uint8Array.of(1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1),
            },
          ]
        : []),
    ],
    opset: 23,
    homogeneous: true,
  })),
  {
    name: 'MatMul with a matrix on the left',
    nodes: [one('MatMul', 'k x')],
    constants: [kernel(3, 5)],
    homogeneous: true,
  },
  {
    name: 'MatMul with matrices on the left, one a channel',
    nodes: [one('MatMul', 'k x')],
    constants: [kernel(4, 3, 5)],
    homogeneous: true,
  },
  {
    name: 'MatMul with matrices on the right, one a channel',
    nodes: [one('MatMul', 'x k')],
    constants: [kernel(4, 6, 2)],
    homogeneous: true,
  },
  ...([17, 20] as const).flatMap((opset) =>
    ([{}, { onesided: int(1) }, { inverse: int(1) }] as const).map((told): Case => ({
      name: `DFT of opset ${opset}, ${JSON.stringify(told)}`,
      nodes: [
        { ...one('Reshape', 'x s'), name: 'reshape', outputs: ['signal'] },
        opset < 20 ? one('DFT', 'signal', { ...told, axis: int(2) }) : one('DFT', 'signal - a', told),
      ],
      constants: [integers('s', [1, 4, 30, 1]), ...(opset < 20 ? [] : [number64('a', 2)])],
      opset,
      homogeneous: true,
    })),
  ),
  {
    name: 'DFT of complex numbers, with zeros behind',
    nodes: [
      { ...one('Reshape', 'x s'), name: 'reshape', outputs: ['signal'] },
      one('DFT', 'signal n', { axis: int(1) }),
    ],
    constants: [integers('s', [1, 60, 2]), number64('n', 64)],
    homogeneous: true,
  },
  ...([0, 1] as const).map((aligned): Case => ({
    name: `AffineGrid${aligned === 1 ? ', aligned' : ''}`,
    nodes: [
      { ...one('Slice', 'x from to'), name: 'slice', outputs: ['part'] },
      { ...one('Reshape', 'part t'), name: 'reshape', outputs: ['theta'] },
      one('AffineGrid', 'theta s', { align_corners: int(aligned) }),
    ],
    constants: [
      integers('from', [0, 0, 0, 0]),
      integers('to', [9, 1, 1, 6]),
      integers('t', [1, 2, 3]),
      integers('s', [1, 1, 4, 5]),
    ],
    opset: 20,
    homogeneous: true,
  })),
  ...([0, 1] as const).flatMap((interleaved) =>
    ([0, 4] as const).map((turned): Case => ({
      name: `RotaryEmbedding, ${interleaved === 1 ? 'interleaved' : 'in halves'}, ${turned === 0 ? 'all' : turned} turned`,
      nodes: [one('RotaryEmbedding', 'x c k p', { interleaved: int(interleaved), rotary_embedding_dim: int(turned) })],
      constants: [
        weights('c', [7, (turned || 6) / 2], take((7 * (turned || 6)) / 2, numbers)),
        kernel(7, (turned || 6) / 2),
        { name: 'p', shape: [1, 5], data: BigInt64Array.of(0n, 6n, 2n, 3n, 1n) },
      ],
      opset: 23,
      homogeneous: true,
    })),
  ),
  ...(['DCR', 'CRD'] as const).map((mode): Case => ({
    name: `DepthToSpace ${mode}`,
    nodes: [one('DepthToSpace', 'x', { blocksize: int(2), mode: string(mode) })],
    homogeneous: true,
  })),
  {
    name: 'SpaceToDepth',
    nodes: [
      { ...one('Slice', 'x from to'), name: 'slice', outputs: ['s'] },
      one('SpaceToDepth', 's', { blocksize: int(2) }),
    ],
    constants: [integers('from', [0, 0, 0, 0]), integers('to', [9, 9, 4, 6])],
    homogeneous: true,
  },
  { name: 'Tile', nodes: [one('Tile', 'x r')], constants: [integers('r', [1, 2, 1, 2])], homogeneous: true },
  {
    name: 'CenterCropPad',
    nodes: [one('CenterCropPad', 'x s', { axes: ints(2, 3) })],
    constants: [integers('s', [8, 3])],
    opset: 18,
    homogeneous: true,
  },
  ...(['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel'] as const).flatMap((coordinates) =>
    (['nearest', 'linear', 'cubic'] as const).map((mode): Case => ({
      name: `Resize ${mode}, ${coordinates}`,
      nodes: [one('Resize', 'x - s', { mode: string(mode), coordinate_transformation_mode: string(coordinates) })],
      constants: [scaled('s', 1, 1, 2, 1.5)],
      homogeneous: true,
    })),
  ),
  {
    name: 'Resize to a size',
    nodes: [one('Resize', 'x - - s', { mode: string('linear') })],
    constants: [integers('s', [1, 4, 3, 8])],
    homogeneous: true,
  },
  {
    name: 'Resize of opset 11, with a region that is not there',
    nodes: [one('Resize', 'x none s', { mode: string('linear') })],
    constants: [empty, scaled('s', 1, 1, 2, 2)],
    opset: 11,
    homogeneous: true,
  },
  {
    name: 'Upsample',
    nodes: [one('Upsample', 'x s', { mode: string('linear') })],
    constants: [scaled('s', 1, 1, 2, 2)],
    opset: 9,
    homogeneous: true,
  },
  {
    name: 'Upsample of opset 7',
    nodes: [one('Upsample', 'x', { mode: string('nearest'), scales: floats(1, 1, 2, 3) })],
    opset: 7,
    homogeneous: true,
  },
  {
    name: 'MaxPool, dilated, padded and rounded up',
    nodes: [
      one('MaxPool', 'x', {
        kernel_shape: ints(2, 2),
        dilations: ints(2, 2),
        pads: ints(1, 1, 1, 1),
        strides: ints(2, 2),
        ceil_mode: int(1),
      }),
    ],
    homogeneous: true,
  },
  {
    name: 'MaxPool that gives places which nobody reads',
    nodes: [{ ...one('MaxPool', 'x', { kernel_shape: ints(2, 2) }), outputs: ['y', 'places'] }],
    homogeneous: true,
  },
  ...(
    [
      { pads: ints(1, 1, 0, 1), ceil_mode: int(1), strides: ints(2, 2) },
      { auto_pad: string('SAME_LOWER'), strides: ints(2, 2) },
      { auto_pad: string('SAME_UPPER') },
    ] as const
  ).map((more, i): Case => ({
    name: `AveragePool that counts padding, ${i}`,
    nodes: [one('AveragePool', 'x', { kernel_shape: ints(3, 2), count_include_pad: int(1), ...more })],
    homogeneous: true,
  })),
  {
    name: 'a tensor of zeros like another',
    nodes: [
      { ...one('Shape'), name: 'shape', outputs: ['s'] },
      { ...one('ConstantOfShape', 's'), name: 'zeros', outputs: ['z'] },
      one('Add', 'x z'),
    ],
    homogeneous: true,
  },
  {
    // Its numbers depend on a size that is open.
    name: 'a tensor of other numbers like another',
    nodes: [
      { ...one('Shape'), name: 'shape', outputs: ['s'] },
      { ...one('ConstantOfShape', 's', { value: { tensor: scaled('', 0.5) } }), name: 'halves', outputs: ['z'] },
      one('Add', 'x z'),
    ],
    homogeneous: 'undecided',
  },
  { name: 'CastLike', nodes: [one('CastLike', 'x k')], constants: [kernel(1)], opset: 15, homogeneous: true },
  {
    name: 'weights of half precision',
    nodes: [{ ...one('Cast', 'h', { to: int(1) }), name: 'cast', outputs: ['w'] }, one('Mul', 'x w')],
    constants: [half('h', [0x3c00, 0x3800, 0xc000, 0x2e66, 0x0001, 0x3c01], 'float16')],
    homogeneous: true,
  },
  {
    // The upper halves of float32's 1, 0.5, -2, 0.1, 1e-5 and 3.
    name: 'weights of bfloat16',
    nodes: [{ ...one('Cast', 'h', { to: int(1) }), name: 'cast', outputs: ['w'] }, one('Mul', 'x w')],
    constants: [half('h', [0x3f80, 0x3f00, 0xc000, 0x3dcd, 0x3728, 0x4040], 'bfloat16')],
    homogeneous: true,
  },
  {
    name: 'weights that half precision holds, there and back',
    nodes: [
      { ...one('Cast', 'k', { to: int(10) }), name: 'there', outputs: ['h'] },
      { ...one('Cast', 'h', { to: int(1) }), name: 'back', outputs: ['w'] },
      one('Mul', 'x w'),
    ],
    constants: [weights('k', [6], [0.5, 2 ** -24, -3, 65504, 0, 0.333251953125])],
    homogeneous: true,
  },
  {
    name: 'Scaler',
    nodes: [
      { ...one('Flatten'), name: 'flat', outputs: ['f'] },
      one('Scaler', 'f', { offset: floats(0), scale: floats(-0.3) }, 'ai.onnx.ml'),
    ],
    homogeneous: true,
  },
  {
    name: 'Scaler with an offset',
    nodes: [
      { ...one('Flatten'), name: 'flat', outputs: ['f'] },
      one('Scaler', 'f', { offset: floats(0.2), scale: floats(2) }, 'ai.onnx.ml'),
    ],
    homogeneous: false,
  },
  {
    name: 'Einsum',
    nodes: [one('Einsum', 'x k', { equation: string('nchw,cd->ndhw') })],
    constants: [kernel(4, 3)],
    homogeneous: true,
  },
  {
    name: 'Einsum with the image second',
    nodes: [one('Einsum', 'k x', { equation: string('cd,nchw->ndhw') })],
    constants: [kernel(4, 3)],
    homogeneous: true,
  },
  { name: 'ReduceMax', nodes: [one('ReduceMax', 'x', { axes: ints(1, 3) })], homogeneous: true },
  { name: 'ReduceMin', nodes: [one('ReduceMin', 'x', { axes: ints(2), keepdims: int(0) })], homogeneous: true },
  { name: 'ReduceL1', nodes: [one('ReduceL1', 'x', { axes: ints(1) })], homogeneous: true },
  {
    name: 'HardSigmoid',
    nodes: [one('HardSigmoid', 'x', { alpha: { float: 0.7 }, beta: { float: 0.4 } })],
    homogeneous: false,
  },
  { name: 'ThresholdedRelu at 0', nodes: [one('ThresholdedRelu', 'x', { alpha: { float: 0 } })], homogeneous: true },
  {
    name: 'constants that are computed without rounding',
    nodes: [
      { ...one('Mul', 'half two'), name: 'product', outputs: ['p'] },
      { ...one('Sub', 'p three'), name: 'difference', outputs: ['w'] },
      one('Mul', 'x w'),
    ],
    constants: [weights('half', [], [0.05]), weights('two', [], [2]), weights('three', [], [0.0625])],
    homogeneous: true,
  },
];

describe.each(cases.map((one_) => [one_.name, one_] as const))(
  '%s',
  (_, { nodes, constants = [], opset = 17, homogeneous }) => {
    test('is what the engine computes', async () => {
      const sides = { height: 5, width: 6, channels: 1 } as const;
      // Channels of both signs, and then a row of whatever comes.
      const classifier = await open({
        inputs: [{ name: 'image', shape: ['N', 1, 5, 6] }],
        outputs: [{ name: 'scores' }],
        nodes: [
          { op: 'Conv', name: 'conv', inputs: ['image', 'filters'], outputs: ['x'] },
          ...nodes,
          { op: 'Flatten', name: 'flat_scores', inputs: ['y'], outputs: ['scores'] },
        ],
        initializers: [weights('filters', [4, 1, 1, 1], [1, -0.7, 0.3, -1]), ...constants],
        opset,
      });
      const structure = certifyStructure(classifier);
      expect([structure.verdict, structure.culprits]).toEqual(
        homogeneous === true
          ? ['proved', []]
          : [homogeneous === false ? 'not homogeneous' : homogeneous, [expect.anything()]],
      );
      const program = programFor(classifier);
      if (program instanceof Obstacle) throw program;
      const image = pixelsOf([...take(30, someNumbers(3))].map(Math.abs), sides);
      const theirs = await new Subject(classifier).scores(image);
      const mine = logitsAt(program, image.pixels());
      const largest = theirs.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
      expect(mine).toHaveLength(theirs.length);
      expect(mine.every((score, i) => Math.abs(score - theirs[i]!) <= 3e-6 * largest)).toBe(true);
    });
  },
);
