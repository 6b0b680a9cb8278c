import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../../src/certify/dynamic/certifyDynamic.js';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { piecesToward } from '../../../src/network/kinks.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { models, pixelsOf } from '../../certify/networks.js';
import {
  onnxGraph,
  onnxModel,
  weights,
  type OnnxFunction,
  type OnnxModel,
  type OnnxNode,
} from '../../models/onnxFile.js';

// Functions, branches and loops become the nodes that they stand for.

const { open, close } = models();
afterAll(close);

const size = { size: { height: 1, width: 3 } };
const image = pixelsOf([0.9, 0.2, 0.4]);

/** A network on rows of three pixels: dense layers, and nodes between them from "a" to "b". */
const around = (between: readonly OnnxNode[], more: Partial<OnnxModel> = {}): OnnxModel => ({
  inputs: [{ name: 'x', shape: ['N', 3] }],
  outputs: [{ name: 'y', shape: ['N', 2] }],
  nodes: [
    { op: 'MatMul', name: 'first', inputs: ['x', 'w'], outputs: ['a'] },
    ...between,
    { op: 'MatMul', name: 'last', inputs: ['b', 'v'], outputs: ['y'] },
  ],
  ...more,
  initializers: [
    weights('w', [3, 3], [1, -2, 0.5, -1, 1, 2, 0.3, 1, -1]),
    weights('v', [3, 2], [1, -1, 0.5, 1, -2, 1]),
    ...(more.initializers ?? []),
  ],
});

const operationsOf = (model: OnnxModel): readonly string[] =>
  readOnnx(onnxModel(model), 'model.onnx').nodes.map(({ operation }) => operation);

/** Proved and followed, in agreement with the engine. */
async function proves(model: OnnxModel): Promise<void> {
  const classifier = await open(model, size);
  expect(certifyStructure(classifier).verdict).toBe('proved');
  expect((await certifyRay(classifier, image)).word).toBe('proved-real');
  expect((await certifyDynamic(classifier)).reachesScores).toBe(false);
}

describe('a function', () => {
  const leaky: OnnxFunction = {
    name: 'Leaky',
    domain: 'mine',
    inputs: ['in', 'scale'],
    outputs: ['out'],
    attributes: ['slope'],
    opset: 17,
    nodes: [
      { op: 'Mul', inputs: ['in', 'scale'], outputs: ['moved'] },
      {
        op: 'LeakyRelu',
        name: 'kink',
        inputs: ['moved'],
        outputs: ['out'],
        attributes: { alpha: { refers: 'slope', type: 1 } },
      },
    ],
  };
  const call = (outputs: readonly string[], input = 'a', name = 'call'): OnnxNode => ({
    op: 'Leaky',
    domain: 'mine',
    name,
    inputs: [input, 'two'],
    outputs,
    attributes: { slope: { float: 0.25 } },
  });
  const constants = [weights('two', [], [2])];

  test('is read, with what a node tells it', async () => {
    const model = around([call(['b'])], { functions: [leaky], initializers: constants });
    const { nodes, hidden } = readOnnx(onnxModel(model), 'model.onnx');
    expect(nodes.map(({ operation, inputs, outputs }) => [operation, ...inputs, ...outputs].join(' '))).toEqual([
      'MatMul x w a',
      'Mul a two call/moved',
      'LeakyRelu call/moved b',
      'MatMul b v y',
    ]);
    expect(nodes[2]?.attributes.get('alpha')).toBe(0.25);
    expect(hidden).toEqual(new Set(['call/moved']));
    await proves(model);
  });

  test('may be called twice, and call another', async () => {
    const twice: OnnxFunction = {
      name: 'Twice',
      domain: 'mine',
      inputs: ['in', 'two'],
      outputs: ['out'],
      opset: 17,
      nodes: [call(['t'], 'in', 'one'), call(['out'], 't', 'other')],
    };
    const outer: OnnxNode = { op: 'Twice', domain: 'mine', name: 'twice', inputs: ['a', 'two'], outputs: ['b'] };
    const model = around([outer], { functions: [leaky, twice], initializers: constants });
    expect(operationsOf(model)).toEqual(['MatMul', 'Mul', 'LeakyRelu', 'Mul', 'LeakyRelu', 'MatMul']);
    await proves(model);
  });

  test('with names that the file has already is told apart', () => {
    const taken = { ...call(['b'], 'call/moved'), inputs: ['call/moved', 'two'] };
    const before: OnnxNode = { op: 'Relu', inputs: ['a'], outputs: ['call/moved'] };
    const model = around([before, taken], { functions: [leaky], initializers: constants });
    expect(readOnnx(onnxModel(model), 'm').hidden).toEqual(new Set(["call/moved'"]));
  });

  test('with a bias inside is no proof, and the node to blame is inside', async () => {
    const biased: OnnxFunction = {
      ...leaky,
      nodes: [{ op: 'Add', name: 'bias', inputs: ['in', 'scale'], outputs: ['out'] }],
    };
    const classifier = await open(around([call(['b'])], { functions: [biased], initializers: constants }), size);
    expect(certifyStructure(classifier)).toMatchObject({
      verdict: 'not homogeneous',
      culprits: [{ node: 'bias', kind: 'bias' }],
    });
  });

  test.each<[string, Partial<OnnxFunction>, Partial<OnnxNode>]>([
    ['of another version', { opset: 12 }, {}],
    ['under the name of an operation', { name: 'Relu', domain: '' }, { op: 'Relu', domain: '' }],
    ['in a domain of the engine', { domain: 'com.microsoft' }, { domain: 'com.microsoft' }],
  ])('%s is left alone', (_, change, node) => {
    const model = around([{ ...call(['b']), ...node }], {
      functions: [{ ...leaky, ...change }],
      initializers: constants,
    });
    expect(operationsOf(model)[1]).toMatch(/ of this file$/);
  });

  test('that calls itself ends', () => {
    const endless: OnnxFunction = { ...leaky, nodes: [call(['out'], 'in')], inputs: ['in', 'two'] };
    const model = around([call(['b'])], { functions: [endless], initializers: constants });
    expect(operationsOf(model).at(1)).toMatch(/ of this file$/);
  });

  test('is no place to read scores from', async () => {
    const head: OnnxFunction = {
      name: 'Head',
      domain: 'mine',
      inputs: ['in'],
      outputs: ['out'],
      opset: 17,
      nodes: [
        { op: 'Relu', inputs: ['in'], outputs: ['logits'] },
        { op: 'Softmax', inputs: ['logits'], outputs: ['out'] },
      ],
    };
    const call2: OnnxNode = { op: 'Head', domain: 'mine', inputs: ['a'], outputs: ['y'] };
    const file = around([], { functions: [head] });
    const model = { ...file, nodes: [...file.nodes.slice(0, 1), call2], outputs: [{ name: 'y', shape: ['N', 3] }] };
    const classifier = await open(model, size);
    expect(classifier.network).toMatchObject({ scores: 'y', logits: 'y' });
    expect(classifier.spec.scores).toBe('probabilities');
    expect(classifier.network?.tensors).toEqual(new Set(['x', 'a', 'y']));
    // Its kinks cannot be probed.
    const { graph, scores } = classifier.network!;
    expect(piecesToward(graph, scores).kinks.map(({ tensor }) => tensor)).toEqual(['a']);
  });
});

describe('a branch', () => {
  const branch = (op: string, output: string, more: readonly string[] = []) => ({
    graph: onnxGraph({
      inputs: [],
      outputs: [{ name: output }],
      nodes: [{ op, name: op, inputs: ['a', ...more], outputs: [output] }],
    }),
  });
  const choice = (condition: string): OnnxNode => ({
    op: 'If',
    name: 'choice',
    inputs: [condition],
    outputs: ['b'],
    attributes: { then_branch: branch('Relu', 'then'), else_branch: branch('Add', 'otherwise', ['two']) },
  });
  const bool = (name: string, value: number) => ({
    name,
    shape: [],
    data: Uint8Array.of(value),
    type: 'bool' as const,
  });

  test.each([
    [1, 'Relu', 'proved'],
    [0, 'Add', 'not homogeneous'],
  ])('whose condition is %s is taken', async (value, operation, verdict) => {
    const model = around([choice('c')], { initializers: [bool('c', value), weights('two', [], [2])] });
    expect(operationsOf(model)).toEqual(['MatMul', operation, 'MatMul']);
    const classifier = await open(model, size);
    expect(certifyStructure(classifier).verdict).toBe(verdict);
    expect((await certifyRay(classifier, image)).word).toBe('proved-real');
  });

  test('whose condition the image decides is not looked into', () => {
    const nodes: OnnxNode[] = [
      { op: 'ReduceMax', inputs: ['x'], outputs: ['m'], attributes: { keepdims: { int: 0 } } },
      { op: 'Cast', inputs: ['m'], outputs: ['c'], attributes: { to: { int: 9 } } },
      choice('c'),
    ];
    expect(operationsOf(around(nodes, { initializers: [weights('two', [], [2])] }))).toContain('If');
  });
});

describe('a loop', () => {
  const body = (nodes: readonly OnnxNode[]) => ({
    graph: onnxGraph({
      inputs: [{ name: 'i', shape: [], type: 'int64' }, { name: 'go', shape: [], type: 'bool' }, { name: 'v' }],
      outputs: [{ name: 'on', shape: [], type: 'bool' }, { name: 'w2' }],
      nodes: [{ op: 'Identity', inputs: ['go'], outputs: ['on'] }, ...nodes],
    }),
  });
  const turns = (name: string, count: number) => ({ name, shape: [], data: BigInt64Array.of(BigInt(count)) });
  const halving: OnnxNode[] = [
    { op: 'Mul', inputs: ['v', 'half'], outputs: ['h'] },
    { op: 'Relu', inputs: ['h'], outputs: ['w2'] },
  ];
  const loop = (inputs: readonly string[], nodes = halving): OnnxNode => ({
    op: 'Loop',
    name: 'loop',
    inputs,
    outputs: ['b'],
    attributes: { body: body(nodes) },
  });
  const constants = [weights('half', [], [0.5])];

  test.each([0, 1, 3])('of %s turns is that many', async (count) => {
    const model = around([loop(['n', '', 'a'])], { initializers: [...constants, turns('n', count)] });
    const operations = operationsOf(model).filter((operation) => operation === 'Relu');
    expect(operations).toHaveLength(count);
    await proves(model);
  });

  test('without an end, or of so many turns that nobody waits, is left alone', () => {
    const initializers = [...constants, turns('n', 10_000_000)];
    expect(operationsOf(around([loop(['n', '', 'a'])], { initializers }))).toEqual(['MatMul', 'Loop', 'MatMul']);
    expect(operationsOf(around([loop(['', '', 'a'])], { initializers }))).toEqual(['MatMul', 'Loop', 'MatMul']);
  });
});
