import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { follow } from '../../../src/certify/piecewise/follow.js';
import { labelsAlong } from '../../../src/certify/piecewise/labels.js';
import { logitsAt } from '../../../src/certify/piecewise/agreement.js';
import { programFor } from '../../../src/certify/piecewise/compile.js';
import { Obstacle } from '../../../src/network/program/obstacle.js';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../../src/certify/ray/certifySegment.js';
import { proveExactly, exactRayCharts } from '../../../src/certify/ray/exact.js';
import { rayCharts } from '../../../src/certify/ray/charts.js';
import { proveInFloat64 } from '../../../src/certify/ray/float64.js';
import { labelsOfLine } from '../../../src/certify/ray/stretches.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import type { Program } from '../../../src/network/program/program.js';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { combine } from '../../../src/image/image.js';
import { integers, onnxModel, weights, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { dense, models, pixelsOf, rowModel, sampled, type DenseLayer } from '../networks.js';
import { networkOf } from '../../models/networkOf.js';

const { open, close } = models();
afterAll(close);

/** A program without an engine behind it. */
function programOfRow(pixels: number, layers: readonly DenseLayer[], activation?: string): Program {
  const labels = layers.at(-1)!.weights.length;
  const classifier: Classifier = {
    ...fromFunction(() => [], { shape: { height: 1, width: pixels, channels: 1 }, labels }),
    network: {
      ...networkOf(readOnnx(onnxModel(rowModel(pixels, dense(layers, activation), labels)), 'test')),
      tensors: new Set(),
      probe: () => Promise.resolve(new Map()),
    },
  };
  const program = programFor(classifier);
  if (program instanceof Obstacle) throw program;
  return program;
}

const number = fc.integer({ min: -8, max: 8 }).map((value) => value / 4);
const layerOf = (inputs: number, units: number): fc.Arbitrary<DenseLayer> =>
  fc.record({
    weights: fc.array(fc.array(number, { minLength: inputs, maxLength: inputs }), {
      minLength: units,
      maxLength: units,
    }),
    bias: fc.array(number, { minLength: units, maxLength: units }),
  });
const sizes = [3, 5, 4, 3];
const networks = fc.tuple(layerOf(sizes[0]!, sizes[1]!), layerOf(sizes[1]!, sizes[2]!), layerOf(sizes[2]!, sizes[3]!));
const images = fc.array(
  fc.integer({ min: 0, max: 4 }).map((value) => value / 4),
  { minLength: 3, maxLength: 3 },
);

test('on small random networks float64 and rational numbers agree with each other and with dense samples', () => {
  fc.assert(
    fc.property(networks, images, fc.constantFrom('Relu', 'Abs', 'LeakyRelu'), (layers, pixels, activation) => {
      const program = programOfRow(3, layers, activation);
      const image = Float32Array.from(pixels);
      const { known } = proveInFloat64(program, rayCharts(image, 0, Infinity), {});
      const exact = proveExactly(program, exactRayCharts(image, 0, Infinity), {});
      expect(exact.intervals[0]!.min).toBe(0);
      expect(exact.intervals.at(-1)!.max).toBe(Infinity);
      for (const scalar of [...Array(60).keys()].map((i) => 1.17 ** (i - 30) * 1.0123)) {
        const logits = logitsAt(
          program,
          image.map((value) => value * scalar),
        );
        const best = Math.max(...logits);
        const tied = [...logits].filter((value) => value > best - 1e-5 * Math.max(1, Math.abs(best))).length > 1;
        const interval = exact.intervals.find(({ min, max }) => min <= scalar && scalar <= max)!;
        if (!tied) expect(logits[interval.label!]).toBe(best);
        const stretch = known.find(({ from, to }) => from < scalar && scalar < to);
        if (stretch !== undefined) expect([interval.label, ...(interval.tied ?? [])]).toContain(stretch.label);
        // What float64 leaves open is a tie, or right beside one.
        if (stretch === undefined && !tied) expect(interval.tied ?? interval.touches).toBeDefined();
      }
    }),
    { numRuns: 150, seed: 3 },
  );
});

test('float64 leaves little open on networks whose weights are no round numbers', () => {
  const numbers = someNumbers(11);
  for (let run = 0; run < 20; run++) {
    const layers = [3, 8, 8].map((inputs, i): DenseLayer => {
      const units = [8, 8, 4][i]!;
      return {
        weights: Array.from({ length: units }, () => [...take(inputs, numbers)]),
        bias: [...take(units, numbers)],
      };
    });
    const program = programOfRow(3, layers);
    const image = take(3, numbers).map(Math.abs);
    const float64 = labelsOfLine(
      proveInFloat64(program, rayCharts(image, 0, Infinity), {}).known,
      0,
      Infinity,
      'proved-real',
    );
    const exact = proveExactly(program, exactRayCharts(image, 0, Infinity), {});
    expect(float64.gap).toBeUndefined();
    expect(float64.intervals.map(({ label }) => label)).toEqual(exact.intervals.map(({ label }) => label));
    float64.flips.forEach(({ low, high }, i) => {
      expect(exact.flips[i]!.at).toBeGreaterThanOrEqual(low);
      expect(exact.flips[i]!.at).toBeLessThanOrEqual(high);
    });
  }
});

test('what is proved of logits holds at every place of a line: values are within their errors of exact ones', () => {
  const layers = [
    {
      weights: [
        [1, 1e-9, -1],
        [0.1, 0.2, 0.3],
        [-1, 1, 1e9],
      ],
      bias: [1e-9, -0.1, 3],
    },
    {
      weights: [
        [1, -1, 1e-9],
        [1e9, 1, 1e-9],
      ],
      bias: [0.1, 0],
    },
  ];
  const program = programOfRow(3, layers);
  const [chart] = rayCharts(Float32Array.of(0.1, 0.7, 0.3), 0, 1);
  const [followed] = [...follow(program, chart!.family)];
  const { stretches } = labelsAlong(followed!, true);
  expect(stretches.length).toBeGreaterThan(0);
  const exact = proveExactly(program, exactRayCharts(Float32Array.of(0.1, 0.7, 0.3), 0, 1), {});
  for (const { from, to, label } of stretches)
    for (const place of [from + 1e-9, (from + to) / 2, to - 1e-9])
      expect(exact.intervals.find((interval) => interval.min <= place && place <= interval.max)?.label).toBe(label);
});

/** Nodes between an image x [N, 2, 4, 4] and a tensor that is flattened and given to a dense layer. */
interface Operation {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: readonly OnnxTensor[];
  /** Numbers that come out. */
  readonly size: number;
  /** Whether weights are rounded (a square root), so that there is no rational form. */
  readonly rounded?: boolean;
  /** Not among the kinks that {@link piecesToward} finds. */
  readonly noEngine?: boolean;
}
const numbers = someNumbers(5);
const some = (name: string, shape: readonly number[]): OnnxTensor =>
  weights(
    name,
    shape,
    take(
      shape.reduce((a, b) => a * b, 1),
      numbers,
    ),
  );
const one = (
  op: string,
  attributes: OnnxNode['attributes'] = {},
  inputs: readonly string[] = ['c'],
): readonly OnnxNode[] => [{ op, name: op, inputs, outputs: ['y'], ...(attributes && { attributes }) }];
const ints = (...values: number[]) => ({ ints: values });
const operations: readonly Operation[] = [
  { name: 'Relu', nodes: one('Relu'), size: 32 },
  { name: 'LeakyRelu', nodes: one('LeakyRelu', { alpha: { float: 0.3 } }), size: 32 },
  { name: 'LeakyRelu above 1', nodes: one('LeakyRelu', { alpha: { float: 1.5 } }), size: 32 },
  { name: 'PRelu', nodes: one('PRelu', {}, ['c', 's']), initializers: [some('s', [2, 1, 1])], size: 32 },
  { name: 'Abs', nodes: one('Abs'), size: 32 },
  {
    name: 'Clip',
    nodes: one('Clip', {}, ['c', 'lo', 'hi']),
    initializers: [weights('lo', [], [-0.2]), weights('hi', [], [0.5])],
    size: 32,
  },
  {
    name: 'Max with a constant',
    nodes: one('Max', {}, ['c', 'k']),
    initializers: [some('k', [2, 1, 1])],
    size: 32,
    noEngine: true,
  },
  { name: 'Min of two', nodes: one('Min', {}, ['c', 'x']), size: 32, noEngine: true },
  {
    name: 'MaxPool',
    nodes: one('MaxPool', { kernel_shape: ints(2, 2), strides: ints(2, 2), pads: ints(1, 0, 0, 1) }),
    size: 8,
  },
  {
    name: 'MaxPool of a ReLU',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('MaxPool', { kernel_shape: ints(3, 2) }, ['r'])],
    size: 12,
  },
  { name: 'GlobalMaxPool', nodes: one('GlobalMaxPool'), size: 2 },
  {
    name: 'AveragePool',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      ...one('AveragePool', { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1) }, ['r']),
    ],
    size: 32,
  },
  {
    name: 'AveragePool that counts padding',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      ...one('AveragePool', { kernel_shape: ints(2, 2), pads: ints(1, 1, 1, 1), count_include_pad: { int: 1 } }, ['r']),
    ],
    size: 50,
  },
  {
    name: 'GlobalAveragePool',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('GlobalAveragePool', {}, ['r'])],
    size: 2,
  },
  {
    name: 'Conv with groups, strides, dilation and padding',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      ...one('Conv', { group: { int: 2 }, strides: ints(2, 1), dilations: ints(1, 2), pads: ints(0, 1, 1, 0) }, [
        'r',
        'g',
        'h',
      ]),
    ],
    initializers: [some('g', [4, 1, 2, 2]), some('h', [4])],
    size: 24,
  },
  {
    name: 'Conv auto_pad',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      ...one('Conv', { auto_pad: { string: 'SAME_UPPER' } }, ['r', 'g']),
    ],
    initializers: [some('g', [1, 2, 2, 2])],
    size: 16,
  },
  {
    name: 'BatchNormalization',
    nodes: [
      ...one('BatchNormalization', {}, ['c', 'n', 'm', 'n', 'v']).map((node) => ({ ...node, outputs: ['b'] })),
      { op: 'Relu', inputs: ['b'], outputs: ['y'] },
    ],
    initializers: [some('n', [2]), some('m', [2]), weights('v', [2], [0.5, 2])],
    size: 32,
    rounded: true,
  },
  {
    name: 'a residual Add',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('Add', {}, ['r', 'x'])],
    size: 32,
  },
  {
    name: 'Sub, Mul, Div, Neg',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'Sub', inputs: ['x', 'r'], outputs: ['d'] },
      { op: 'Mul', inputs: ['d', 'k'], outputs: ['e'] },
      { op: 'Div', inputs: ['e', 'q'], outputs: ['h'] },
      ...one('Neg', {}, ['h']),
    ],
    initializers: [some('k', [2, 1, 1]), weights('q', [1], [3])],
    size: 32,
  },
  {
    name: 'Sum and Mean',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'Sum', inputs: ['r', 'x', 'c'], outputs: ['d'] },
      ...one('Mean', {}, ['d', 'r', 'x']),
    ],
    size: 32,
  },
  {
    name: 'Concat',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('Concat', { axis: { int: 1 } }, ['x', 'r'])],
    size: 64,
  },
  {
    name: 'Pad with a value',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('Pad', {}, ['r', 'p', 'k'])],
    initializers: [integers('p', [0, 0, 1, 0, 0, 0, 0, 1]), weights('k', [], [0.25])],
    size: 50,
  },
  {
    name: 'Pad by reflection',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('Pad', { mode: { string: 'reflect' } }, ['r', 'p'])],
    initializers: [integers('p', [0, 0, 1, 2, 0, 0, 0, 1])],
    size: 70,
  },
  {
    name: 'Transpose, Reshape, Slice',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'Transpose', inputs: ['r'], outputs: ['t'], attributes: { perm: ints(0, 2, 3, 1) } },
      { op: 'Reshape', inputs: ['t', 'shape'], outputs: ['s'] },
      ...one('Slice', {}, ['s', 'from', 'to', 'axes']),
    ],
    initializers: [integers('shape', [0, 8, -1]), integers('from', [1]), integers('to', [-2]), integers('axes', [1])],
    size: 20,
  },
  {
    name: 'Split and Gather',
    nodes: [
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'Split', inputs: ['r'], outputs: ['s0', 's1'], attributes: { axis: { int: 1 } } },
      ...one('Gather', { axis: { int: 2 } }, ['s1', 'at']),
    ],
    initializers: [integers('at', [3, 0])],
    size: 8,
  },
  {
    name: 'ReduceMean',
    nodes: [{ op: 'Relu', inputs: ['c'], outputs: ['r'] }, ...one('ReduceMean', { axes: ints(2, 3) }, ['r'])],
    size: 2,
  },
];

describe('every operation: labels along rays and segments are what the engine says', () => {
  test.each(operations)('$name', async ({ nodes, initializers = [], size, rounded = false, noEngine = false }) => {
    const classifier = await open({
      inputs: [{ name: 'x', shape: ['N', 2, 4, 4] }].map((input) => ({ ...input, shape: ['N', 3, 4, 4] })),
      outputs: [{ name: 'logits', shape: ['N', 4] }],
      nodes: [
        { op: 'Conv', inputs: ['x', 'first', 'firstBias'], outputs: ['c'] },
        ...nodes.map((node) => ({ ...node, inputs: node.inputs.map((input) => (input === 'x' ? 'x2' : input)) })),
        { op: 'Slice', inputs: ['x', 'zero', 'two', 'channel'], outputs: ['x2'] },
        { op: 'Flatten', inputs: ['y'], outputs: ['f'] },
        { op: 'Gemm', inputs: ['f', 'last', 'lastBias'], outputs: ['logits'] },
      ].toSorted((a, b) => Number(b.outputs[0] === 'x2') - Number(a.outputs[0] === 'x2')),
      initializers: [
        some('first', [2, 3, 1, 1]),
        some('firstBias', [2]),
        some('last', [size, 4]),
        some('lastBias', [4]),
        integers('zero', [0]),
        integers('two', [2]),
        integers('channel', [1]),
        ...initializers,
      ],
      opset: nodes.some(({ op }) => op === 'Split') ? 13 : 17,
    });
    const shape = { height: 4, width: 4, channels: 3 } as const;
    const [a, b] = [0, 1].map(() => pixelsOf(Array.from(take(48, numbers), Math.abs), shape));
    const places = [...Array(101).keys()].map((i) => i / 100);
    for (const method of ['float64', 'exact', 'engine'] as const) {
      const segment = await certifySegment(classifier, a!, b!, { method, replay: false });
      if ((method === 'exact' && rounded) || (method === 'engine' && noEngine)) {
        expect(segment.word).toBe('undecided');
        continue;
      }
      expect(segment.reason).toBeUndefined();
      const at = (share: number) =>
        combine(
          [
            { weight: 1 - share, image: a! },
            { weight: share, image: b! },
          ],
          'allow',
        );
      for (const { place, label, margin } of await sampled(classifier, at, places))
        if (margin > 1e-4)
          expect({
            place,
            label: segment.intervals.find(({ min, max }) => min <= place && place <= max)?.label,
          }).toEqual({ place, label });
      const ray = await certifyRay(classifier, a!, {
        method,
        replay: false,
        ...(method === 'engine' && { scalars: { min: 0.01, max: 100 } }),
      });
      expect(ray.reason).toBeUndefined();
      const scalars = places
        .map((share) => 10 ** (4 * share - 2))
        .filter((scalar) => scalar > ray.min && scalar < ray.max);
      for (const { place, label, margin } of await sampled(classifier, (scalar) => a!.times(scalar, 'allow'), scalars))
        if (margin > 1e-4)
          expect({ place, label: ray.intervals.find(({ min, max }) => min <= place && place <= max)?.label }).toEqual({
            place,
            label,
          });
    }
  });
});

test('declared preprocessing is part of the network', async () => {
  const classifier = await open(
    {
      inputs: [{ name: 'x', shape: ['N', 3, 2, 2] }],
      outputs: [{ name: 'z', shape: ['N', 3] }],
      nodes: [
        { op: 'Flatten', inputs: ['x'], outputs: ['f'] },
        { op: 'Gemm', inputs: ['f', 'w', 'b'], outputs: ['h'] },
        { op: 'Relu', inputs: ['h'], outputs: ['r'] },
        { op: 'MatMul', inputs: ['r', 'v'], outputs: ['z'] },
      ],
      initializers: [some('w', [12, 6]), some('b', [6]), some('v', [6, 3])],
    },
    {
      range: [0, 255],
      steps: [
        { kind: 'clamp', low: 0, high: 200 },
        { kind: 'permute', channels: [2, 1, 0] },
        { kind: 'scale', by: 0.01 },
        { kind: 'subtract', value: [0.4, 0.5, 0.6] },
        { kind: 'divide', by: [0.3, 0.2, 0.25] },
      ],
    },
  );
  const image = pixelsOf(Array.from(take(12, numbers), Math.abs), { height: 2, width: 2, channels: 3 });
  for (const method of ['float64', 'exact'] as const) {
    const { intervals, reason } = await certifyRay(classifier, image, { method });
    expect(reason).toBeUndefined();
    const scalars = [...Array(200).keys()].map((i) => 1.05 ** (i - 100));
    for (const { place, label, margin } of await sampled(classifier, (scalar) => image.times(scalar, 'allow'), scalars))
      if (margin > 1e-4)
        expect({ place, label: intervals.find(({ min, max }) => min <= place && place <= max)?.label }).toEqual({
          place,
          label,
        });
  }
});
