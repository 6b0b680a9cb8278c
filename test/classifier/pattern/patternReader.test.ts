import { describe, expect, test } from '@jest/globals';
import type { Tensor } from '../../../src/classifier/classifier.js';
import { channelsFirst } from '../../../src/classifier/interleaving.js';
import { patternKinks, patternProbes } from '../../../src/classifier/pattern/patternKinks.js';
import { PatternReader } from '../../../src/classifier/pattern/patternReader.js';
import type { NetworkGraph } from '../../../src/network/graph.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { networkOf } from '../../models/networkOf.js';

const readerOf = (graph: NetworkGraph): PatternReader => new PatternReader(patternKinks(networkOf(graph)));

const bitsOfAll = (graph: NetworkGraph, tensors: ReadonlyMap<string, Tensor>, count: number): readonly Uint32Array[] =>
  readerOf(graph).bits(count, (name) => tensors.get(name));

const graphOf = (...nodes: readonly OnnxNode[]) =>
  readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: ['N', 2, 5, 7] }],
      outputs: [{ name: nodes.at(-1)?.outputs[0] ?? '', shape: ['N', 4] }],
      nodes,
      initializers: [weights('minus', [], [-0.5]), weights('half', [], [0.5])],
    }),
    'm.onnx',
  );

const pool = (attributes: OnnxNode['attributes'], input = 'x'): OnnxNode => ({
  op: 'MaxPool',
  inputs: [input],
  outputs: ['pooled'],
  ...(attributes === undefined ? {} : { attributes }),
});

const ofShape = (dims: readonly number[], data: Float32Array): Tensor => ({ dims, data });

/** Small whole numbers, so that ties are common. */
const coarse = (count: number, seed: number): Float32Array =>
  take(count, someNumbers(seed)).map((value) => Math.round(value * 3));

/** The low bits of a pattern's words, first bit first. */
const bitsOf = (pattern: Uint32Array | undefined, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => ((pattern?.[i >> 5] ?? 0) >>> (i & 31)) & 1);

test('a bit for every value at a Relu, LeakyRelu, PRelu or Abs', () => {
  const graph = graphOf(
    { op: 'Relu', inputs: ['x'], outputs: ['a'] },
    { op: 'LeakyRelu', inputs: ['a'], outputs: ['b'] },
    { op: 'PRelu', inputs: ['b', 'half'], outputs: ['c'] },
    { op: 'Softmax', inputs: ['c'], outputs: ['y'] },
  );
  expect(patternProbes(networkOf(graph))).toEqual(['x', 'a', 'b']);
  const tensors = new Map([
    ['x', ofShape([2, 3], Float32Array.of(1, -1, 0, 2, 2, -0))],
    ['a', ofShape([2, 1], Float32Array.of(1, 0))],
    ['b', ofShape([2, 2], Float32Array.of(NaN, 1e-45, -1, 0))],
  ]);
  const [first, second] = bitsOfAll(graph, tensors, 2);
  expect(bitsOf(first, 6)).toEqual([1, 0, 0, 1, 0, 1]);
  expect(bitsOf(second, 6)).toEqual([1, 1, 0, 0, 0, 0]);
});

test('two bits for every value at a Clip', () => {
  const graph = graphOf({ op: 'Clip', inputs: ['x', 'minus', 'half'], outputs: ['y'] });
  const tensors = new Map([['x', ofShape([1, 5], Float32Array.of(-1, -0.5, 0, 0.5, 1))]]);
  expect(bitsOf(bitsOfAll(graph, tensors, 1)[0], 10)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('thousands of bits of different widths do not run into each other', () => {
  const graph = graphOf(
    { op: 'Relu', inputs: ['x'], outputs: ['a'] },
    pool({ kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] } }, 'b'),
    { op: 'Sum', inputs: ['a', 'pooled'], outputs: ['y'] },
  );
  // The pooled tensor is an input of its own here, so that it can be anything.
  const direct = { ...graph, inputs: [...graph.inputs, { name: 'b', type: 'float32', dims: [] }] };
  const values = coarse(3 * 35, 1);
  const tensors = new Map([
    ['x', ofShape([3, 35], values)],
    ['b', ofShape([3, 1, 5, 7], values)],
  ]);
  bitsOfAll(direct, tensors, 3).forEach((pattern, image) => {
    const mine = values.subarray(image * 35, image * 35 + 35);
    const winners = winnersOf(mine, 5, 7, { size: 3, stride: 2, dilation: 1, before: [0, 0], windows: [2, 3] });
    const expected = [
      ...Array.from(mine, (value) => (value > 0 ? 1 : 0)),
      ...winners.flatMap((winner) => [0, 1, 2, 3].map((bit) => (winner >> bit) & 1)),
    ];
    expect(bitsOf(pattern, expected.length)).toEqual(expected);
  });
});

interface Pooling {
  size: number;
  stride: number;
  dilation: number;
  before: readonly [number, number];
  windows: readonly [number, number];
}

/** The plainest way to say it: write the padded image out, and look through every window. */
function winnersOf(values: Float32Array, height: number, width: number, pooling: Pooling): readonly number[] {
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= height || column >= width ? -Infinity : Number(values[row * width + column]);
  const { size, stride, dilation, before, windows } = pooling;
  const list = [];
  for (let y = 0; y < windows[0]; y++)
    for (let x = 0; x < windows[1]; x++) {
      const window = Array.from({ length: size * size }, (_, i) =>
        at(y * stride - before[0] + Math.floor(i / size) * dilation, x * stride - before[1] + (i % size) * dilation),
      );
      list.push(window.indexOf(Math.max(...window)));
    }
  return list;
}

const ints = (...values: number[]) => ({ ints: values });

describe('the winner of every window of a MaxPool', () => {
  const cases: readonly (readonly [string, NonNullable<OnnxNode['attributes']>, Partial<Pooling>])[] = [
    ['plain', { strides: ints(2, 2) }, { windows: [2, 3] }],
    ['stride 1 where nothing is said', {}, { stride: 1, windows: [4, 6] }],
    ['padding', { strides: ints(2, 2), pads: ints(1, 1, 0, 1) }, { before: [1, 1], windows: [3, 4] }],
    ['rounding up', { strides: ints(2, 2), ceil_mode: { int: 1 } }, { windows: [3, 4] }],
    ['dilation', { strides: ints(1, 1), dilations: ints(3, 3) }, { stride: 1, dilation: 3, windows: [2, 4] }],
    ['SAME_UPPER', { strides: ints(2, 2), auto_pad: { string: 'SAME_UPPER' } }, { windows: [3, 4] }],
    ['SAME_LOWER', { strides: ints(2, 2), auto_pad: { string: 'SAME_LOWER' } }, { before: [1, 1], windows: [3, 4] }],
    ['VALID', { strides: ints(2, 2), auto_pad: { string: 'VALID' } }, { windows: [2, 3] }],
  ];

  test.each(cases)('%s', (_, attributes, change) => {
    const graph = graphOf(pool({ kernel_shape: ints(2, 2), ...attributes }));
    const pooling: Pooling = { size: 2, stride: 2, dilation: 1, before: [0, 0], windows: [0, 0], ...change };
    for (let seed = 1; seed < 50; seed++) {
      const values = coarse(2 * 2 * 35, seed);
      const patterns = bitsOfAll(graph, new Map([['x', ofShape([2, 2, 5, 7], values)]]), 2);
      patterns.forEach((pattern, image) => {
        const expected = [0, 1].flatMap((channel) =>
          winnersOf(values.subarray((image * 2 + channel) * 35, (image * 2 + channel + 1) * 35), 5, 7, pooling),
        );
        expect(bitsOf(pattern, expected.length * 2)).toEqual(expected.flatMap((winner) => [winner & 1, winner >> 1]));
      });
    }
  });

  test('is the same however a window that a ReLU makes 0 is 0', () => {
    const relu: OnnxNode = { op: 'Relu', inputs: ['x'], outputs: ['r'] };
    const graph = graphOf(relu, pool({ kernel_shape: ints(1, 2), strides: ints(1, 2) }, 'r'));
    expect(patternProbes(networkOf(graph))).toEqual(['x']);
    const patternOf = (...values: number[]) =>
      bitsOfAll(graph, new Map([['x', ofShape([1, 1, 1, 2], Float32Array.from(values))]]), 1)[0]!;
    expect(patternOf(-1, -2)).toEqual(patternOf(-2, -1));
    expect(patternOf(1, 2)).not.toEqual(patternOf(2, 1));
    expect(patternOf(1, 2)).toEqual(patternOf(3, 4));
  });

  test('is of the whole plane for GlobalMaxPool', () => {
    const graph = graphOf({ op: 'GlobalMaxPool', inputs: ['x'], outputs: ['y'] });
    const values = Float32Array.of(0, 1, 5, 2, 0, 9, 0, 0);
    const [pattern] = bitsOfAll(graph, new Map([['x', ofShape([1, 2, 2, 2], values)]]), 1);
    expect(bitsOf(pattern, 4)).toEqual([0, 1, 1, 0]);
  });
});

test('a missing tensor, or one of another batch, is an error that names it', () => {
  const graph = graphOf({ op: 'Relu', name: 'first', inputs: ['x'], outputs: ['y'] });
  expect(() => bitsOfAll(graph, new Map(), 1)).toThrow(
    'activation pattern at first: found no tensor "x"; expected the tensor "x" for 1 images.',
  );
  const tensors = new Map([['x', ofShape([2, 1], Float32Array.of(1, 2))]]);
  expect(() => bitsOfAll(graph, tensors, 3)).toThrow('found a tensor of shape [2, 1]; expected the tensor "x"');
});

test('a network without kinks has one piece', () => {
  const graph = graphOf({ op: 'Identity', inputs: ['x'], outputs: ['y'] });
  const [a, b] = bitsOfAll(graph, new Map(), 2);
  expect(a).toEqual(b);
});

describe('as a short text', () => {
  const graph = graphOf({ op: 'Relu', inputs: ['x'], outputs: ['y'] });
  const patterns = (values: readonly number[]) =>
    readerOf(graph).patterns(2, () => ofShape([2, values.length / 2], Float32Array.from(values)));

  test('two patterns are equal if all of their bits are', () => {
    const [a, b] = patterns(Array.from({ length: 2000 }, (_, i) => (i === 1999 ? -2 : (i % 1000) - 500)));
    expect(a).not.toBe(b);
    const [c, d] = patterns([1, -1, 2, 5, -3, 0.5]);
    expect(c).toBe(d);
  });

  test('it is as short for a large network', () => {
    const [small] = patterns([1, 1]);
    const [large] = patterns(Array<number>(200_000).fill(1));
    expect(large).toHaveLength(small!.length);
  });

  test('each tensor is asked for once', () => {
    const twice = graphOf(
      { op: 'Relu', inputs: ['x'], outputs: ['a'] },
      { op: 'Abs', inputs: ['x'], outputs: ['b'] },
      { op: 'Sum', inputs: ['a', 'b'], outputs: ['y'] },
    );
    const asked: string[] = [];
    readerOf(twice).patterns(1, (name) => {
      asked.push(name);
      return ofShape([1, 3], Float32Array.of(1, -1, 0));
    });
    expect(asked).toEqual(['x']);
  });
});

describe('where the engine has channels last', () => {
  const graph = graphOf(
    { op: 'Relu', inputs: ['x'], outputs: ['r'] },
    pool({ kernel_shape: ints(2, 2), strides: ints(2, 2), pads: ints(1, 1, 0, 0) }, 'r'),
    { op: 'Clip', inputs: ['pooled', 'minus', 'half'], outputs: ['c'] },
    { op: 'Flatten', inputs: ['c'], outputs: ['flat'] },
    { op: 'LeakyRelu', inputs: ['flat'], outputs: ['y'] },
  );

  test('the bits are those of the network’s order', () => {
    const interleavings = new Map([
      ['x', { images: true, flattened: 1 }],
      ['pooled', { images: true, flattened: 1 }],
      ['flat', { images: true, flattened: 3 }],
    ]);
    const reader = new PatternReader(patternKinks(networkOf(graph), (tensor) => interleavings.get(tensor)!));
    for (let seed = 1; seed < 20; seed++) {
      const engine = new Map([
        ['x', ofShape([2, 5, 7, 3], coarse(2 * 105, seed))],
        ['pooled', ofShape([2, 3, 4, 3], coarse(2 * 36, seed))],
        ['flat', ofShape([2, 36], coarse(2 * 36, seed))],
      ]);
      const first = new Map(
        [...engine].map(([name, tensor]) => [name, channelsFirst(tensor, interleavings.get(name)!)]),
      );
      expect(first.get('x')?.dims).toEqual([2, 3, 5, 7]);
      expect(reader.bits(2, (name) => engine.get(name))).toEqual(bitsOfAll(graph, first, 2));
    }
  });
});
