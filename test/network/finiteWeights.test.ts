import { describe, expect, test } from '@jest/globals';
import { assertFiniteWeights } from '../../src/network/finiteWeights.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import {
  integers,
  onnxGraph,
  weights,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from '../models/onnxFile.js';
import { sums, sumsThen } from '../models/smallModels.js';

/** What is wrong with a model whose scores are its only output. */
function problem(file: Uint8Array, scores?: string): string {
  const graph = readOnnx(file, 'm.onnx');
  try {
    assertFiniteWeights(graph, scores ?? graph.outputs[0]!.name, 'm.onnx');
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, OnnxAttribute> = {},
): OnnxNode => ({
  op,
  name: output,
  inputs,
  outputs: [output],
  attributes,
});

/** Nodes after the sums of an image, and what is wrong with them. */
const then = (nodes: readonly OnnxNode[], ...constants: readonly OnnxTensor[]): string =>
  problem(sumsThen(nodes, constants));

const two = (name: string, a: number, b: number): OnnxTensor => weights(name, [2], [a, b]);
const odd = [NaN, Infinity, -Infinity];

test('finite weights are fine', () => {
  expect(problem(sums())).toBe('nothing');
  expect(then([node('Add', ['sums', 'c'], 'o')], two('c', 3.4e38, -1e-45))).toBe('nothing');
});

test('the tensor is named, and the node that computes with it', () => {
  expect(problem(sums({ initializers: [weights('w', [4, 2], [1, 2, NaN, 4, 5, 6, 7, 8])] }))).toBe(
    'InputError: m.onnx: tensor "w": found NaN among its numbers; expected finite numbers, which node "dense" (MatMul) ' +
      'computes the scores with. Export the model again; if it was trained with this weight, its training has gone astray.',
  );
});

describe.each(odd)('%d', (value) => {
  const refused = `tensor "c": found ${value} among its numbers`;

  test.each(['Add', 'Sub', 'Mul', 'Div', 'MatMul', 'PRelu', 'Pow', 'Sum'])('as what %s takes', (op) => {
    const c = op === 'MatMul' ? weights('c', [2, 2], [1, 2, 3, value]) : two('c', 1, value);
    expect(then([node(op, ['sums', 'c'], 'o')], c)).toContain(refused);
  });

  test.each(['scale', 'bias', 'mean', 'variance'])('as the %s of a normalisation', (part) => {
    const inputs = ['scale', 'bias', 'mean', 'variance'];
    const constants = inputs.map((name) => two(name === part ? 'c' : name, 1, name === part ? value : 1));
    const given = ['sums', ...inputs.map((name) => (name === part ? 'c' : name))];
    expect(then([node('BatchNormalization', given, 'o')], ...constants)).toContain(refused);
  });

  test.each(['Reshape', 'Transpose', 'Neg', 'Cast', 'Concat'])('behind a %s of constants', (op) => {
    const more = op === 'Reshape' ? ['to'] : op === 'Concat' ? ['c'] : [];
    const attributes: Record<string, OnnxAttribute> =
      op === 'Cast' ? { to: { int: 1 } } : op === 'Concat' ? { axis: { int: 1 } } : {};
    const made = node(op, ['c', ...more], 'made', attributes);
    const c = weights('c', [2, 2], [1, 2, value, 4]);
    expect(then([made, node('MatMul', ['sums', 'made'], 'o')], c, integers('to', [2, 2]))).toContain(refused);
  });

  test('in half precision, in double, and as a constant node', () => {
    const halves = { NaN: 0x7e00, Infinity: 0x7c00, '-Infinity': 0xfc00 }[String(value)] ?? 0;
    const bytes = new Uint8Array(Uint16Array.of(0x3c00, halves).buffer);
    const half: OnnxTensor = { name: 'c', shape: [2], data: bytes, type: 'float16' };
    const cast = node('Cast', ['c'], 'wide', { to: { int: 1 } });
    expect(then([cast, node('Mul', ['sums', 'wide'], 'o')], half)).toContain(refused);
    const double: OnnxTensor = { name: 'c', shape: [2], data: Float64Array.of(1, value) };
    expect(then([cast, node('Mul', ['sums', 'wide'], 'o')], double)).toContain(refused);
    const constant = node('Constant', [], 'c', { value: { tensor: two('', 1, value) } });
    expect(then([constant, node('Mul', ['sums', 'c'], 'o')])).toContain(refused);
    const sparse = node('Constant', [], 'c', { sparse_value: { sparse: weights('', [1], [value]), shape: [2] } });
    expect(then([sparse, node('Mul', ['sums', 'c'], 'o')])).toContain(refused);
    const number = node('Constant', [], 'c', { value_float: { float: value } });
    expect(then([number, node('Mul', ['sums', 'c'], 'o')])).toContain(refused);
  });

  test('as a slope or a factor', () => {
    expect(then([node('LeakyRelu', ['sums'], 'o', { alpha: { float: value } })])).toContain(
      `node "o" (LeakyRelu): found alpha of ${value}; expected a finite number`,
    );
  });

  test('where nothing reads it, or only what is not read for the scores', () => {
    expect(then([node('Relu', ['sums'], 'o')], two('c', 1, value))).toBe('nothing');
    const file = sumsThen([node('Relu', ['sums'], 'o'), node('Add', ['o', 'c'], 'other')], [two('c', 1, value)]);
    expect(problem(file, 'o')).toBe('nothing');
    expect(problem(file, 'other')).toContain(refused);
  });
});

describe('infinities that are meant, NaN that is not', () => {
  const bound = (name: string, value: number): OnnxTensor => weights(name, [], [value]);
  test.each([
    ['no bound of Clip', [node('Clip', ['sums', 'c', 'd'], 'o')], [bound('c', -Infinity), bound('d', Infinity)]],
    ['a bound of Clip', [node('Clip', ['sums', '', 'c'], 'o')], [bound('c', Infinity)]],
    [
      'what is put around an image',
      [node('Pad', ['sums', 'p', 'c'], 'wide'), node('ReduceMax', ['wide'], 'o')],
      [integers('p', [0, 1, 0, 1]), bound('c', -Infinity)],
    ],
    ['the lowest maximum', [node('Max', ['sums', 'c'], 'o')], [bound('c', -Infinity)]],
    [
      'what is chosen',
      [node('Greater', ['sums', 'zero'], 'is'), node('Where', ['is', 'sums', 'c'], 'o')],
      [bound('zero', 0), bound('c', -Infinity)],
    ],
    [
      'a mask of attention',
      [node('Add', ['sums', 'c'], 'masked'), node('Softmax', ['masked'], 'soft'), node('Mul', ['soft', 'sums'], 'o')],
      [two('c', 0, -Infinity)],
    ],
    [
      'a mask that is computed',
      [
        node('Unsqueeze', ['c', 'axes'], 'mask'),
        node('Add', ['sums', 'mask'], 'masked'),
        node('Reshape', ['masked', 'shape'], 'again'),
        node('Softmax', ['again'], 'soft'),
        node('Mul', ['soft', 'sums'], 'o'),
      ],
      [two('c', 0, -Infinity), integers('axes', [0]), integers('shape', [-1, 2])],
    ],
  ] as const)('%s', (_, nodes, constants) => {
    expect(then(nodes, ...constants)).toBe('nothing');
    const withNaN = constants.map((constant) =>
      constant.data instanceof Float32Array
        ? { ...constant, data: constant.data.map((value) => (Number.isFinite(value) ? value : NaN)) }
        : constant,
    );
    expect(then(nodes, ...withNaN)).toContain('found NaN among its numbers');
  });

  test('what is added before the scores, or goes elsewhere too, is no mask', () => {
    const masked = [node('Add', ['sums', 'c'], 'masked'), node('Softmax', ['masked'], 'soft')];
    const c = two('c', 0, -Infinity);
    expect(problem(sumsThen(masked, [c]), 'masked')).toContain('found -Infinity');
    expect(then([...masked, node('Concat', ['soft', 'masked'], 'o', { axis: { int: 1 } })], c)).toContain(
      'found -Infinity',
    );
    expect(then([node('Add', ['sums', 'c'], 'masked'), node('Relu', ['masked'], 'o')], c)).toContain('found -Infinity');
  });
});

test('a variance that has no root to divide by', () => {
  const inputs = ['sums', 'one', 'one', 'one', 'variance'];
  const normalised = (least: number, epsilon: number): string =>
    then(
      [node('BatchNormalization', inputs, 'o', { epsilon: { float: epsilon } })],
      two('one', 1, 1),
      two('variance', 1, least),
    );
  expect(normalised(0, 2 ** -10)).toBe('nothing');
  expect(normalised(-1, 2 ** -10)).toContain('tensor "variance": found a variance of -1; expected one above 0');
  expect(normalised(0, 0)).toContain('tensor "variance": found a variance of 0; expected one above 0, with the 0 that');
});

test('weights that become infinite where they are computed', () => {
  const narrow = node('Cast', ['c'], 'narrow', { to: { int: 1 } });
  const double: OnnxTensor = { name: 'c', shape: [2], data: Float64Array.of(1, 1e300) };
  expect(then([narrow, node('Mul', ['sums', 'narrow'], 'o')], double)).toContain('tensor "narrow": found Infinity');
  const divided = node('Div', ['c', 'd'], 'divided');
  expect(then([divided, node('Mul', ['sums', 'divided'], 'o')], two('c', 1, 0), two('d', 1, 0))).toContain(
    'tensor "divided": found NaN',
  );
});

describe('constants that are computed', () => {
  const many = 70_000;
  const lost = (...nodes: readonly OnnxNode[]): readonly OnnxNode[] => [
    ...nodes,
    node('MatMul', ['sums', 'made'], 'wide'),
    node('MatMul', ['wide', 'v'], 'o'),
  ];
  const filled = (name: string, value: number): OnnxTensor => ({
    ...weights(name, [2, many], []),
    data: new Float32Array(2 * many).fill(value),
  });
  const v: OnnxTensor = { ...weights('v', [many, 2], []), data: new Float32Array(2 * many) };

  test.each<[string, readonly string[], number, number]>([
    ['Div', ['c', 'c'], 0, NaN],
    ['Mul', ['c', 'c'], 1e30, Infinity],
    ['Sqrt', ['c'], -1, NaN],
    ['Reciprocal', ['c'], 0, Infinity],
    ['Log', ['c'], 0, -Infinity],
    ['Exp', ['c'], 90, Infinity],
  ])('large ones by %s', (op, inputs, value, found) => {
    expect(then(lost(node(op, inputs, 'made')), filled('c', value), v)).toContain(
      `tensor "made": found ${found} among its numbers`,
    );
    expect(then(lost(node(op, inputs, 'made')), filled('c', 2), v)).toBe('nothing');
  });

  test.each([
    ['float16', 10, 65520, 65519],
    ['bfloat16', 16, 3.4e38, 3.38e38],
  ])('cast to %s', (_, to, beyond, within) => {
    const narrow = [
      node('Cast', ['c'], 'half', { to: { int: to } }),
      node('Cast', ['half'], 'made', { to: { int: 1 } }),
    ];
    const made = [...narrow, node('Mul', ['sums', 'made'], 'o')];
    expect(then(made, two('c', -beyond, 0))).toContain('tensor "half": found -Infinity among its numbers');
    expect(then(made, two('c', within, 0))).toBe('nothing');
  });

  test('of the size of a batch', () => {
    const fill = (value: number): readonly OnnxNode[] => [
      node('Shape', ['sums'], 'shape'),
      node('ConstantOfShape', ['shape'], 'made', { value: { tensor: weights('', [1], [value]) } }),
      node('Mul', ['sums', 'made'], 'o'),
    ];
    expect(then(fill(Infinity))).toContain('tensor "made": found Infinity among its numbers');
    expect(then(fill(NaN))).toContain('tensor "made": found NaN among its numbers');
    expect(then(fill(2))).toBe('nothing');
  });
});

describe('inside a node that stays, since the image decides', () => {
  const inside = (nodes: readonly OnnxNode[], more: Partial<OnnxGraph> = {}): OnnxAttribute => ({
    graph: onnxGraph({ inputs: [], outputs: [{ name: nodes.at(-1)?.outputs[0] ?? 'c' }], nodes, ...more }),
  });
  const fine = inside([node('Identity', ['sums'], 'fine')]);
  /** The larger score decides. */
  const decided = (then_branch: OnnxAttribute, else_branch: OnnxAttribute): readonly OnnxNode[] => [
    node('ReduceMax', ['sums'], 'most', { keepdims: { int: 0 } }),
    node('Cast', ['most'], 'is', { to: { int: 9 } }),
    node('If', ['is'], 'o', { then_branch, else_branch }),
  ];
  const scaled = [node('Mul', ['sums', 'c'], 'scaled')];

  test.each(odd)('%d in a branch, whichever it is', (value) => {
    const c = two('c', 1, value);
    const branch = inside(scaled, { initializers: [c] });
    const found = new RegExp(`tensor "o/c'?": found ${value} among its numbers.*node "scaled" \\(Mul\\)`);
    expect(then(decided(branch, fine))).toMatch(found);
    expect(then(decided(fine, branch))).toMatch(found);
    expect(then(decided(fine, inside(scaled)), c)).toContain(`tensor "c": found ${value}`);
    expect(then(decided(fine, inside([], { initializers: [c] })))).toContain(`found ${value} among its numbers`);
    expect(then(decided(fine, inside(decided(fine, branch))))).toContain(`found ${value} among its numbers`);
    expect(then(decided(fine, inside([node('LeakyRelu', ['sums'], 'l', { alpha: { float: value } })])))).toContain(
      `alpha of ${value}`,
    );
    expect(then(decided(fine, inside(scaled, { initializers: [two('c', 1, 2)] })))).toBe('nothing');
  });

  test.each(odd)('%d in what a loop or a scan does', (value) => {
    const c = two('c', 1, value);
    const turn = (constants: readonly OnnxTensor[]): OnnxAttribute =>
      inside([node('Identity', ['go'], 'on'), node('Mul', ['v', 'c'], 'next')], {
        inputs: [{ name: 'i', shape: [], type: 'int64' }, { name: 'go', shape: [], type: 'bool' }, { name: 'v' }],
        outputs: [{ name: 'on', shape: [], type: 'bool' }, { name: 'next' }],
        initializers: constants,
      });
    const loop = (constants: readonly OnnxTensor[]): readonly OnnxNode[] => [
      node('ReduceMax', ['sums'], 'most', { keepdims: { int: 0 } }),
      node('Cast', ['most'], 'turns', { to: { int: 7 } }),
      node('Loop', ['turns', '', 'sums'], 'o', { body: turn(constants) }),
    ];
    expect(then(loop([c]))).toContain(`tensor "o/c": found ${value}`);
    expect(then(loop([]), c)).toContain(`tensor "c": found ${value}`);
    expect(then(loop([two('c', 1, 2)]))).toBe('nothing');
    const body = inside(scaledRow, { inputs: [{ name: 'row' }], initializers: [c] });
    expect(then([node('Scan', ['sums'], 'o', { body, num_scan_inputs: { int: 1 } })])).toContain(
      `tensor "o/c": found ${value}`,
    );
  });
  const scaledRow = [node('Mul', ['row', 'c'], 'scaled')];

  test.each(odd)('%d in a function of other versions of operations', (value) => {
    const call: OnnxNode = { ...node('Scale', ['sums'], 'o'), domain: 'mine' };
    const nodes = [
      node('Constant', [], 'c', { value: { tensor: two('', 1, value) } }),
      node('Mul', ['in', 'c'], 'out'),
    ];
    const scale = { name: 'Scale', domain: 'mine', inputs: ['in'], outputs: ['out'], opset: 13, nodes };
    expect(
      problem(
        sums({
          nodes: [node('Flatten', ['image'], 'flat'), node('MatMul', ['flat', 'w'], 'sums'), call],
          outputs: [{ name: 'o', shape: ['N', 2] }],
          functions: [scale],
        }),
      ),
    ).toContain(`found ${value} among its numbers`);
  });
});

test('a division by 0', () => {
  const divided = [node('Div', ['sums', 'd'], 'o')];
  expect(then(divided, two('d', 0, 1))).toContain(
    'tensor "d": found 0 among its numbers; expected other ones, by which node "o" (Div) divides',
  );
  expect(then(divided, two('d', 1e-45, 1))).toBe('nothing');
  const spread = [
    node('Shape', ['sums'], 'shape'),
    node('Expand', ['d', 'shape'], 'wide'),
    node('Div', ['sums', 'wide'], 'o'),
  ];
  expect(then(spread, two('d', 0, 1))).toContain('tensor "wide": found 0 among its numbers');
});
