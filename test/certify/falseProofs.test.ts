import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyRay } from '../../src/certify/ray/certifyRay.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { labelOf } from '../../src/classifier/scores.js';
import { Subject } from '../../src/classifier/subject.js';
import { piecesToward } from '../../src/network/kinks.js';
import { integers, weights, type OnnxModel, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';
import { models, pixelsOf } from './networks.js';

// Networks of which something was proved that is not so. Each is held against the engine.

const { open, close } = models();
afterAll(close);

const numbers = someNumbers(3);

/** A network on rows of four pixels with scores "y". */
const row = (nodes: readonly OnnxNode[], initializers: readonly OnnxTensor[], classes: number): OnnxModel => ({
  inputs: [{ name: 'x', shape: [1, 4] }],
  outputs: [{ name: 'y', shape: [1, classes] }],
  nodes,
  initializers,
});

const size = { size: { height: 1, width: 4 } };

const image = pixelsOf([0.9, 0.1, 0.4, 0.7]);

/** Labels by the engine's own scores at some scalars. */
async function labelsAt(classifier: Classifier, scalars: readonly number[]): Promise<readonly number[]> {
  const subject = new Subject(classifier, { alone: true });
  const scores = await Promise.all(scalars.map((scalar) => subject.scores(image.times(scalar, 'allow'))));
  return scores.map((one) => labelOf(one));
}

describe('a softmax over something else than all classes is not left out', () => {
  const matMul: OnnxNode = { op: 'MatMul', name: 'mul', inputs: ['x', 'w'], outputs: ['a'] };
  // Of two groups of four: the group with the largest logit need not have the largest probability.
  const w = weights('w', [4, 8], [3, 2.9, -3, -3, 2.5, 0, 0, 0, ...take(24, numbers).map((value) => value / 100)]);

  test('groups of classes, flattened afterwards', async () => {
    const nodes: OnnxNode[] = [
      matMul,
      { op: 'Reshape', inputs: ['a', 'groups'], outputs: ['g'] },
      { op: 'Softmax', name: 'softmax', inputs: ['g'], outputs: ['s'], attributes: { axis: { int: 2 } } },
      { op: 'Reshape', inputs: ['s', 'row'], outputs: ['y'] },
    ];
    const shapes = [integers('groups', [1, 2, 4]), integers('row', [1, 8])];
    const classifier = await open(row(nodes, [w, ...shapes], 8), size);
    expect(classifier.network).toMatchObject({ scores: 'y', logits: 'y' });
    expect(classifier.spec.scores).toBe('probabilities');
    expect(new Set(await labelsAt(classifier, [0.01, 1, 4, 100])).size).toBeGreaterThan(1);
    expect(certifyStructure(classifier)).toMatchObject({
      verdict: 'not homogeneous',
      culprits: [{ node: 'softmax' }],
    });
    expect((await certifyRay(classifier, image)).word).toBe('undecided');
  });

  test('single numbers, since the last axis has one place', async () => {
    const nodes: OnnxNode[] = [
      matMul,
      { op: 'Reshape', inputs: ['a', 'places'], outputs: ['p'] },
      { op: 'Softmax', name: 'softmax', inputs: ['p'], outputs: ['y'] },
    ];
    const model = row(nodes, [w, integers('places', [1, 8, 1, 1])], 8);
    const classifier = await open({ ...model, outputs: [{ name: 'y', shape: [1, 8, 1, 1] }] }, size);
    expect(classifier.network?.scores).toBe('y');
    expect((await new Subject(classifier).scores(image)).every((score) => score === 1)).toBe(true);
  });

  test('the batch, counted from the end', async () => {
    const softmax: OnnxNode = { op: 'Softmax', inputs: ['a'], outputs: ['y'], attributes: { axis: { int: -2 } } };
    const classifier = await open(row([matMul, softmax], [w], 8), size);
    expect(classifier.network?.scores).toBe('y');
  });

  test('all classes are recognised however they are arranged', async () => {
    const nodes: OnnxNode[] = [
      matMul,
      { op: 'Reshape', inputs: ['a', 'places'], outputs: ['p'] },
      { op: 'Softmax', inputs: ['p'], outputs: ['s'], attributes: { axis: { int: 1 } } },
      { op: 'Flatten', inputs: ['s'], outputs: ['y'] },
    ];
    const classifier = await open(row(nodes, [w, integers('places', [0, 8, 1, 1])], 8), size);
    expect(classifier.network).toMatchObject({ output: 'y', scores: 'p' });
    expect(certifyStructure(classifier).verdict).toBe('proved');
  });
});

describe('a batch normalisation', () => {
  const parameters = (count: number): readonly OnnxTensor[] =>
    Object.entries({
      gamma: [1, 2, -1, 0.5],
      beta: [0.5, -0.3, 0.1, 0],
      mean: [0.1, 0, 0.2, -0.4],
      variance: [1, 0.5, 2, 1],
    }).map(([name, values]) => ({
      name,
      shape: [1, 2, 2].slice(0, count === 4 ? 3 : 1),
      data: Float32Array.from(values.slice(0, count)),
    }));
  const model = (attributes: OnnxNode['attributes'], count: number, opset: number): OnnxModel => ({
    inputs: [{ name: 'x', shape: [1, 1, 2, 2] }],
    outputs: [{ name: 'y', shape: [1, 3] }],
    nodes: [
      {
        op: 'BatchNormalization',
        name: 'norm',
        inputs: ['x', 'gamma', 'beta', 'mean', 'variance'],
        outputs: ['n'],
        ...(attributes && { attributes }),
      },
      { op: 'Flatten', inputs: ['n'], outputs: ['f'] },
      { op: 'MatMul', inputs: ['f', 'w'], outputs: ['y'] },
    ],
    initializers: [...parameters(count), weights('w', [4, 3], take(12, numbers))],
    opset,
  });
  const square = pixelsOf([0.9, 0.1, 0.4, 0.7], { height: 2, width: 2, channels: 1 });

  test('of opset 7 with spatial=0 has parameters for every number, and the ray knows', async () => {
    const classifier = await open(model({ spatial: { int: 0 } }, 4, 7));
    expect(certifyStructure(classifier)).toMatchObject({
      verdict: 'not homogeneous',
      culprits: [{ node: 'norm', what: expect.stringContaining('4 of 4') }],
    });
    const { word, intervals } = await certifyRay(classifier, square, { scalars: { min: 0.01, max: 100 } });
    expect(word).toBe('proved-real');
    const subject = new Subject(classifier, { alone: true });
    for (const scalar of [0.02, 0.1, 0.3, 0.7, 1, 1.5, 3, 10, 50]) {
      const label = intervals.find(({ min, max }) => min < scalar && scalar < max)?.label;
      expect(labelOf(await subject.scores(square.times(scalar, 'allow')))).toBe(label);
    }
  });

  test('in training mode is linear nowhere', async () => {
    const training = { training_mode: { int: 1 } };
    const file = model(training, 1, 17);
    const norm = { ...file.nodes[0]!, outputs: ['n', 'mean1', 'variance1'] };
    const classifier = await open({ ...file, nodes: [norm, ...file.nodes.slice(1)] });
    expect(certifyStructure(classifier)).toMatchObject({ culprits: [{ node: 'norm', kind: 'training' }] });
    const { graph, scores } = classifier.network!;
    expect(piecesToward(graph, scores).curved).toMatchObject([{ name: 'norm' }]);
    expect(await certifyRay(classifier, square)).toMatchObject({
      word: 'undecided',
      reason: 'batchnormalization in training mode at node norm',
    });
  });
});

describe('a dropout with training_mode true', () => {
  const nodes = (mode: boolean): OnnxNode[] => [
    { op: 'MatMul', name: 'mul', inputs: ['x', 'w'], outputs: ['a'] },
    { op: 'Dropout', name: 'drop', inputs: ['a', 'ratio', 'mode'], outputs: ['d'] },
    { op: mode ? 'Relu' : 'Identity', inputs: ['d'], outputs: ['y'] },
  ];
  const constants = (training: boolean): readonly OnnxTensor[] => [
    weights('w', [4, 3], take(12, numbers)),
    weights('ratio', [], [0.5]),
    { name: 'mode', shape: [], data: Uint8Array.of(training ? 1 : 0), type: 'bool' },
  ];

  test('is random, whatever is asked', async () => {
    const classifier = await open(row(nodes(true), constants(true), 3), size);
    expect(certifyStructure(classifier)).toMatchObject({ culprits: [{ node: 'drop', kind: 'random' }] });
    const { graph, scores } = classifier.network!;
    expect(piecesToward(graph, scores).curved).toMatchObject([{ name: 'drop' }]);
    expect(await certifyRay(classifier, image)).toMatchObject({
      word: 'undecided',
      reason: 'a dropout that is not switched off at node drop',
    });
  });

  test('is no rearrangement of logits before it', async () => {
    const random: OnnxNode[] = [
      ...nodes(true).slice(0, 1),
      { op: 'Softmax', inputs: ['a'], outputs: ['s'] },
      { op: 'Dropout', name: 'drop', inputs: ['s', 'ratio', 'mode'], outputs: ['y'] },
    ];
    expect((await open(row(random, constants(true), 3), size)).network?.scores).toBe('y');
    expect((await open(row(random, constants(false), 3), size)).network?.scores).toBe('a');
  });

  test('and false is nothing at all', async () => {
    const classifier = await open(row(nodes(false), constants(false), 3), size);
    expect(certifyStructure(classifier).verdict).toBe('proved');
    expect((await certifyRay(classifier, image)).word).toBe('proved-real');
  });
});

describe('the bounds of a Clip', () => {
  const model = (low: OnnxTensor, high: OnnxTensor, more: readonly OnnxNode[] = []): OnnxModel => ({
    inputs: [{ name: 'x', shape: [1, 4], type: high.data instanceof Float64Array ? 'float64' : 'float32' }],
    outputs: [{ name: 'y', shape: [1, 2], type: high.data instanceof Float64Array ? 'float64' : 'float32' }],
    nodes: [
      { op: 'MatMul', name: 'mul', inputs: ['x', 'w'], outputs: ['a'] },
      ...more,
      { op: 'Clip', name: 'clip', inputs: ['a', 'low', 'high'], outputs: ['c'] },
      { op: 'MatMul', inputs: ['c', 'v'], outputs: ['y'] },
    ],
    initializers: [low, high, matrix('w', [4, 3], high), matrix('v', [3, 2], high)],
  });
  const matrix = (name: string, shape: readonly number[], like: OnnxTensor): OnnxTensor => {
    const values = take(shape[0]! * shape[1]!, numbers);
    return { name, shape, data: like.data instanceof Float64Array ? Float64Array.from(values) : values };
  };
  const double = (name: string, value: number): OnnxTensor => ({ name, shape: [], data: Float64Array.of(value) });

  test('in float64 are bounds beyond the largest float32 too', async () => {
    const classifier = await open(model(double('low', -1e39), double('high', 1e39)), size);
    expect(certifyStructure(classifier)).toMatchObject({
      verdict: 'not homogeneous',
      culprits: [{ node: 'clip', what: 'cuts off at -1e+39 and 1e+39' }],
    });
    // And take no digits from what is far from them.
    expect((await certifyRay(classifier, image, { scalars: { min: 0.5, max: 2 } })).word).toBe('proved-real');
  });

  test('in float32 are none there, for every column', async () => {
    const largest = 3.4028234663852886e38;
    const classifier = await open(model(weights('low', [], [-largest]), weights('high', [], [largest])), size);
    expect(certifyStructure(classifier).verdict).toBe('proved');
    const { graph, logits } = classifier.network!;
    expect(piecesToward(graph, logits).kinks).toMatchObject([{ kind: 'clip', low: -Infinity, high: Infinity }]);
    expect(await certifyRay(classifier, image)).toMatchObject({ word: 'proved-real', pieces: 2 });
  });

  test('may be computed from constants, for every column', async () => {
    const bounds: OnnxNode[] = [
      { op: 'Mul', inputs: ['three', 'two'], outputs: ['six'] },
      { op: 'Squeeze', inputs: ['six'], outputs: ['high'] },
      { op: 'Neg', inputs: ['high'], outputs: ['low'] },
    ];
    const { initializers = [], ...file } = model(weights('low', [], [0]), weights('high', [], [0]), bounds);
    const constants = [weights('three', [1], [3]), weights('two', [1], [2]), ...initializers.slice(2)];
    const classifier = await open({ ...file, initializers: constants }, size);
    expect(certifyStructure(classifier)).toMatchObject({ culprits: [{ what: 'cuts off at -6 and 6' }] });
    const { graph, logits } = classifier.network!;
    expect(piecesToward(graph, logits).kinks).toMatchObject([{ kind: 'clip', low: -6, high: 6 }]);
    expect((await certifyRay(classifier, image, { method: 'float64' })).flips).toHaveLength(0);
  });
});

describe('constants are folded by their type', () => {
  const added = (nodes: readonly OnnxNode[], constants: readonly OnnxTensor[]): OnnxModel =>
    row(
      [
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['a'] },
        ...nodes,
        { op: 'Add', name: 'add', inputs: ['a', 'bias'], outputs: ['b'] },
        { op: 'MatMul', inputs: ['b', 'v'], outputs: ['y'] },
      ],
      [weights('w', [4, 3], take(12, numbers)), weights('v', [3, 2], take(6, numbers)), ...constants],
      2,
    );

  test('a float64 that float32 rounds', async () => {
    const nodes: OnnxNode[] = [
      { op: 'Cast', inputs: ['wide'], outputs: ['narrow'], attributes: { to: { int: 1 } } },
      { op: 'Sub', inputs: ['narrow', 'same'], outputs: ['bias'] },
    ];
    const wide = (value: number): OnnxTensor => ({ name: 'wide', shape: [1], data: Float64Array.of(value) });
    const same = weights('same', [1], [0.1]);
    expect(certifyStructure(await open(added(nodes, [wide(0.1), same]), size)).verdict).toBe('proved');
    expect(certifyStructure(await open(added(nodes, [wide(0.1 + 1e-7), same]), size)).verdict).toBe('not homogeneous');
  });

  test('whole numbers beyond 2^53', async () => {
    const nodes: OnnxNode[] = [
      { op: 'Sub', inputs: ['p', 'q'], outputs: ['difference'] },
      { op: 'Cast', inputs: ['difference'], outputs: ['bias'], attributes: { to: { int: 1 } } },
    ];
    const whole = (name: string, value: bigint): OnnxTensor => ({
      name,
      shape: [1],
      data: BigInt64Array.of(value),
    });
    const file = added(nodes, [whole('p', 2n ** 53n + 1n), whole('q', 2n ** 53n)]);
    expect(certifyStructure(await open(file, size)).verdict).toBe('undecided');
  });
});

describe('a network with two outputs', () => {
  const model: OnnxModel = {
    inputs: [{ name: 'x', shape: ['N', 4] }],
    outputs: [
      { name: 'y', shape: ['N', 3] },
      { name: 'z', shape: ['N', 2] },
    ],
    nodes: [
      { op: 'MatMul', name: 'first', inputs: ['x', 'w'], outputs: ['y'] },
      { op: 'Gemm', name: 'second', inputs: ['x', 'v', 'b'], outputs: ['z'] },
    ],
    initializers: [
      weights('w', [4, 3], take(12, numbers)),
      weights('v', [4, 2], take(8, numbers)),
      weights('b', [2], [0.5, 0]),
    ],
  };

  test.each([
    ['y', 'proved'],
    ['z', 'not homogeneous'],
  ])('is examined at the one that was asked for: %s', async (output, verdict) => {
    const classifier = await open(model, { ...size, output });
    expect(classifier.network).toMatchObject({ output, scores: output, logits: output });
    expect(certifyStructure(classifier).verdict).toBe(verdict);
    const { word, intervals } = await certifyRay(classifier, image, { scalars: { min: 0.01, max: 100 } });
    expect(word).toBe('proved-real');
    const scalars = [0.02, 0.3, 1, 7, 90];
    const labels = scalars.map((scalar) => intervals.find(({ min, max }) => min < scalar && scalar < max)?.label);
    expect(await labelsAt(classifier, scalars)).toEqual(labels);
    expect((await certifyRay(classifier, image, { method: 'engine' })).word).toBe('numerically exact');
  });
});
