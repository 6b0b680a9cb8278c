import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import { walk } from '../../src/certify/structure/walk.js';
import type { Classifier, Tensor } from '../../src/classifier/classifier.js';
import { fromOnnx } from '../../src/classifier/onnx/fromOnnx.js';
import { Subject } from '../../src/classifier/subject.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxModel, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { models, pixelsOf } from './networks.js';

// "On the zero image every logit is 0" takes more than a degree above 0: every number on the way has to be finite there.

/** What becomes of numbers that brightness does not change, both signs, 0 and beyond what most functions are defined for. */
const places = [-100, -2, -1, -0.5, 0, 0.5, 1, 2];

interface Branch {
  readonly name: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly attributes?: OnnxNode['attributes'];
  /** Whether it is finite at all numbers, and known to be. */
  readonly total: boolean;
}

const branch = (op: string, total: boolean, more: Partial<Branch> = {}): Branch => ({ name: op, op, total, ...more });
const float = (value: number) => ({ float: value });

const total = `Erf Tanh Elu Selu Celu Softplus Softsign Mish Sin Cos Atan Asinh Sigmoid HardSigmoid HardSwish Softmax
  LogSoftmax Relu Abs Neg Sign Floor`;
const branches: readonly Branch[] = total.split(/\s+/).map((op) => branch(op, true));

const partial: readonly Branch[] = [
  ...['Log', 'Acosh', 'Atanh', 'Asin', 'Acos', 'Tan', 'Exp', 'Sinh', 'Cosh', 'Sqrt', 'Reciprocal'].map((op) =>
    branch(op, false),
  ),
  branch('Celu', false, { name: 'Celu with alpha 0', attributes: { alpha: float(0) } }),
  branch('Pow', false, { name: 'Pow 1/2', inputs: ['level', 'half'] }),
  branch('Pow', true, { name: 'Pow 3', inputs: ['level', 'three'] }),
  branch('Pow', false, { name: 'Pow -1', inputs: ['level', 'minus'] }),
  branch('Pow', true, { name: 'Pow 0', inputs: ['level', 'nothing'] }),
  branch('Pow', false, { name: 'Pow of a constant', inputs: ['zeroes', 'level'] }),
  branch('Mod', false, { inputs: ['level', 'nothing'], attributes: { fmod: { int: 1 } } }),
  branch('Div', false, { name: 'Div by what is 0', inputs: ['level', 'dark'] }),
  branch('Div', false, { name: 'Div by a constant with a 0', inputs: ['level', 'holes'] }),
  branch('Div', true, { name: 'Div by a constant without one', inputs: ['level', 'three'] }),
  branch('Div', false, { name: 'Div of an image by a constant with a 0', inputs: ['x', 'holes'] }),
  branch('Div', false, { name: 'Div by a computed 0', inputs: ['level', 'absorbed'] }),
  branch('Reciprocal', false, { name: 'Reciprocal of a computed 0', inputs: ['absorbed'] }),
  branch('Add', false, { name: 'Add of a mask', inputs: ['level', 'mask'] }),
  branch('Sqrt', true, { name: 'Sqrt of an image', inputs: ['light'] }),
  branch('Sqrt', false, { name: 'Sqrt of a constant below 0', inputs: ['holes'] }),
  branch('Acosh', false, { name: 'Acosh of a constant', inputs: ['three'] }),
  branch('ReduceLogSum', false, { attributes: { axes: { ints: [1] } } }),
  branch('LpNormalization', false, { inputs: ['x'] }),
  branch('BatchNormalization', false, { inputs: ['level', 'three1', 'three1', 'three1', 'level8'] }),
];

const all = [...branches, ...partial];
const constants: readonly OnnxTensor[] = [
  weights('places', [1, 8], places),
  weights('half', [], [0.5]),
  weights('three', [], [3]),
  weights('minus', [], [-1]),
  weights('nothing', [], [0]),
  weights('zeroes', [1, 8], Array<number>(8).fill(0)),
  weights('holes', [1, 8], [1, -1, 2, 0, 3, 1, 1, 1]),
  weights('mask', [1, 8], [0, 0, 0, -Infinity, 0, 0, 0, 0]),
  weights('three1', [8], Array<number>(8).fill(3)),
  { name: 'shape8', shape: [1], data: BigInt64Array.of(8n) },
];
const nodes: readonly OnnxNode[] = [
  { op: 'Abs', name: 'light', inputs: ['x'], outputs: ['light'] },
  { op: 'Sign', name: 'sign', inputs: ['x'], outputs: ['dark'] },
  { op: 'Add', name: 'level', inputs: ['dark', 'places'], outputs: ['level'] },
  { op: 'Reshape', name: 'level8', inputs: ['level', 'shape8'], outputs: ['level8'] },
  { op: 'Mul', name: 'absorbed', inputs: ['x', 'zeroes'], outputs: ['absorbed'] },
  ...all.map(({ name, op, inputs = ['level'], attributes }): OnnxNode => ({
    op,
    name,
    inputs,
    outputs: [name],
    ...(attributes && { attributes }),
  })),
  { op: 'Identity', name: 'y', inputs: ['x'], outputs: ['y'] },
];
const model: OnnxModel = {
  inputs: [{ name: 'x', shape: [1, 8] }],
  outputs: [{ name: 'y', shape: [1, 8] }],
  nodes,
  initializers: constants,
  opset: 18,
};

describe('a function of numbers that brightness does not change', () => {
  const files = temporaryFiles();
  const graph = readOnnx(onnxModel({ ...model, opset: 17 }), 'branches.onnx');
  let classifier: Classifier;
  let black: ReadonlyMap<string, Tensor>;
  beforeAll(async () => {
    // The engine's own Mish, and reductions with axes for attributes, are in no one operator set.
    const known = all.filter(({ op }) => op !== 'Mish');
    const names = new Set(known.map(({ name }) => name));
    const file = {
      ...model,
      opset: 17,
      nodes: nodes.filter(({ op, outputs: [name = ''] }) => op !== 'Mish' || names.has(name)),
    };
    classifier = await fromOnnx(files.write('branches.onnx', onnxModel(file)), {
      workers: 1,
      size: { height: 1, width: 8 },
    });
    const batch = { data: new Float32Array(8), count: 1 };
    const live = known.filter(({ inputs = ['level'] }) => !['holes', 'three'].includes(inputs[0]!));
    black = (await classifier.network?.probe(
      batch,
      live.map(({ name }) => name),
    ))!;
  });
  afterAll(async () => {
    await classifier.dispose();
    files.remove();
  });

  test.each(all.map((one) => [one.name, one] as const))('%s', (name, { total }) => {
    expect(walk(graph, name).of(name).total).toBe(total);
    const there = black.get(name);
    if (there !== undefined && total) expect([...there.data].every(Number.isFinite)).toBe(true);
  });
});

describe('of a network with such a function inside', () => {
  const { openRow, close } = models();
  afterAll(close);

  test.each(['Acosh', 'Log', 'Reciprocal'])('%s, nothing is said about the zero image', async (op) => {
    const inside: OnnxNode[] = [
      { op: 'Sign', name: 'sign', inputs: ['x'], outputs: ['s'] },
      { op: 'Abs', name: 'abs', inputs: ['s'], outputs: ['a'] },
      { op, name: 'inside', inputs: ['a'], outputs: ['f'] },
      { op: 'Mul', name: 'mul', inputs: ['x', 'f'], outputs: ['m'] },
      { op: 'MatMul', name: 'scores', inputs: ['m', 'w'], outputs: ['y'] },
    ];
    const classifier = await openRow(
      4,
      { nodes: inside, initializers: [weights('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])] },
      2,
    );
    const { verdict, follows, cautions } = certifyStructure(classifier);
    expect(verdict).toBe('proved');
    expect(follows.map(({ name }) => name).filter((name) => name.startsWith('zero-image'))).toEqual([]);
    expect(cautions.join()).toMatch(/nothing is said about that image/);
    const scores = new Subject(classifier).scores(pixelsOf([0, 0, 0, 0]));
    await expect(scores).rejects.toThrow(/NaN|finite/);
  });
});
