import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import { crossCheck } from '../../src/certify/crossCheck.js';
import { certifyRay } from '../../src/certify/ray/certifyRay.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { piecesToward } from '../../src/network/kinks.js';
import { weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { models, pixelsOf } from './networks.js';

// What an operation does below 0 does not matter where nothing is: after a ReLU, ELU is the identity.

const { openRow, close } = models();
afterAll(close);

/** Dense, what comes after it, dense. */
function network(between: readonly OnnxNode[], constants: readonly OnnxTensor[] = []): Promise<Classifier> {
  const nodes: OnnxNode[] = [
    { op: 'MatMul', name: 'first', inputs: ['x', 'v'], outputs: ['z'] },
    ...between,
    { op: 'MatMul', name: 'last', inputs: ['a', 'w'], outputs: ['y'] },
  ];
  const v = weights('v', [3, 4], [1, -0.5, 0.3, 0.2, -1, 0.7, 0.4, -0.6, 0.2, 0.8, -0.9, 0.5]);
  const w = weights('w', [4, 2], [1, -1, 0.5, 0.25, -0.75, 0.6, 0.3, 0.9]);
  return openRow(3, { nodes, initializers: [v, w, ...constants] }, 2);
}

const relu: OnnxNode = { op: 'Relu', name: 'relu', inputs: ['z'], outputs: ['r'] };
const after = (op: string, from = 'r', rest: Partial<OnnxNode> = {}): OnnxNode => ({
  op,
  name: 'unit',
  outputs: ['a'],
  ...rest,
  inputs: [from, ...(rest.inputs ?? [])],
});
const below = weights('below', [], [-1]);
const two = weights('two', [4], [2, 2, 2, 2]);

interface Case {
  readonly between: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
}

describe('is proved, and the engine agrees, where nothing is below 0:', () => {
  test.each<[string, Case]>([
    ['ELU after ReLU', { between: [relu, after('Elu')] }],
    ['CELU after ReLU', { between: [relu, after('Celu', 'r', { attributes: { alpha: { float: 0.5 } } })] }],
    ['SELU after ReLU', { between: [relu, after('Selu')] }],
    ['ELU after Abs', { between: [{ ...relu, op: 'Abs' }, after('Elu')] }],
    ['a bound of -1 after ReLU', { between: [relu, after('Clip', 'r', { inputs: ['below'] })], constants: [below] }],
    ['the larger of -1 after ReLU', { between: [relu, after('Max', 'r', { inputs: ['below'] })], constants: [below] }],
    [
      'a threshold of -1 after ReLU',
      { between: [relu, after('ThresholdedRelu', 'r', { attributes: { alpha: { float: -1 } } })] },
    ],
    [
      'ELU after ReLU, a product and a sum',
      {
        between: [
          relu,
          { op: 'Mul', inputs: ['r', 'two'], outputs: ['m'] },
          { op: 'Add', inputs: ['m', 'r'], outputs: ['s'] },
          after('Elu', 's'),
        ],
        constants: [two],
      },
    ],
  ])('%s', async (_, { between, constants }) => {
    const classifier = await network(between, constants);
    const structure = certifyStructure(classifier);
    expect(structure).toMatchObject({ verdict: 'proved', degree: 1, culprits: [] });
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic.verdict).toBe('scales');
    expect(crossCheck(structure, dynamic).disagreements).toEqual([]);
  });
});

describe('is blamed where numbers are below 0, or may be:', () => {
  test.each<[string, Case]>([
    ['ELU alone', { between: [after('Elu', 'z')] }],
    ['ELU after a leaky ReLU', { between: [{ ...relu, op: 'LeakyRelu' }, after('Elu')] }],
    [
      'ELU after a ReLU turned round',
      { between: [relu, { op: 'Neg', inputs: ['r'], outputs: ['n'] }, after('Elu', 'n')] },
    ],
    [
      'a bound of 1 after ReLU',
      { between: [relu, after('Clip', 'r', { inputs: ['', 'above'] })], constants: [weights('above', [], [1])] },
    ],
    ['the smaller of -1', { between: [after('Min', 'z', { inputs: ['below'] })], constants: [below] }],
    [
      'the larger of 1 after ReLU',
      { between: [relu, after('Max', 'r', { inputs: ['above'] })], constants: [weights('above', [], [1])] },
    ],
  ])('%s', async (_, { between, constants }) => {
    const classifier = await network(between, constants);
    expect(certifyStructure(classifier)).toMatchObject({
      verdict: 'not homogeneous',
      culprits: [{ node: 'unit' }],
    });
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic).toMatchObject({ verdict: 'breaks', reachesScores: true, culprit: { node: 'unit' } });
  });
});

test('ELU after ReLU is linear, and rays follow it', async () => {
  const classifier = await network([relu, after('Selu')]);
  const { graph, scores } = classifier.network!;
  expect(piecesToward(graph, scores).curved).toEqual([]);
  expect((await certifyRay(classifier, pixelsOf([0.9, 0.2, 0.4]))).word).toMatch(/^proved/);
  const curved = await network([after('Selu', 'z')]);
  expect(piecesToward(curved.network!.graph, 'y').curved).toMatchObject([{ name: 'unit' }]);
  expect(await certifyRay(curved, pixelsOf([0.9, 0.2, 0.4]))).toMatchObject({ word: 'undecided' });
});

describe('not homogeneous is said where it is shown', () => {
  test('a bias in a unit that no image brings to life: undecided, and why', async () => {
    const nodes: OnnxNode[] = [
      { op: 'Sub', name: 'shift', inputs: ['z', 'much'], outputs: ['s'] },
      { op: 'Relu', name: 'dead', inputs: ['s'], outputs: ['d'] },
      { op: 'Add', name: 'join', inputs: ['z', 'd'], outputs: ['a'] },
    ];
    // Beyond every multiple that is tried.
    const classifier = await network(nodes, [weights('much', [1], [2 ** 70])]);
    const structure = certifyStructure(classifier);
    expect(structure.verdict).toBe('not homogeneous');
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic).toMatchObject({ verdict: 'breaks', reachesScores: false });
    expect(crossCheck(structure, dynamic).structure).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringMatching(/^shift \(Sub\): a bias.*nothing of it reached the scores of 3 made images at/),
    });
  });

  test('an operation that nobody knows, which the engine shows to break', async () => {
    const unknown = after('Gelu', 'z', { domain: 'com.microsoft' });
    const classifier = await network([unknown]);
    const { network: inner } = classifier;
    const graph = {
      ...inner!.graph,
      nodes: inner!.graph.nodes.map((node) => (node.name === 'unit' ? { ...node, operation: 'mine.Odd' } : node)),
    };
    const structure = certifyStructure({ ...classifier, network: { ...inner!, graph } });
    expect(structure).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('mine.Odd') });
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic).toMatchObject({ reachesScores: true, beyondRounding: true });
    expect(crossCheck(structure, dynamic).structure).toMatchObject({ verdict: 'not homogeneous' });
  });

  test('a bias that a rule proves and the engine shows, however little of it, with an unknown operation behind it', async () => {
    const nodes: OnnxNode[] = [
      { op: 'Add', name: 'shift', inputs: ['z', 'one'], outputs: ['s'] },
      { op: 'Identity', name: 'unit', inputs: ['s'], outputs: ['a'] },
    ];
    const classifier = await network(nodes, [weights('one', [1], [1])]);
    const { network: inner } = classifier;
    const renamed = inner!.graph.nodes.map((node) =>
      node.name === 'unit' ? { ...node, operation: 'mine.Odd' } : node,
    );
    const structure = certifyStructure({
      ...classifier,
      network: { ...inner!, graph: { ...inner!.graph, nodes: renamed } },
    });
    expect(structure.verdict).toBe('undecided');
    const dynamic = { ...(await certifyDynamic(classifier)), beyondRounding: false };
    expect(dynamic).toMatchObject({ culprit: { node: 'shift' }, reachesScores: true });
    expect(crossCheck(structure, dynamic).structure.verdict).toBe('not homogeneous');
    const elsewhere = { ...dynamic, culprit: { ...dynamic.culprit!, node: 'unit' } };
    expect(crossCheck(structure, elsewhere).structure.verdict).toBe('undecided');
  });

  test('what is random shows nothing', async () => {
    const noise: OnnxNode[] = [
      { op: 'RandomNormalLike', name: 'noise', inputs: ['z'], outputs: ['n'] },
      { op: 'Add', name: 'noisy', inputs: ['z', 'n'], outputs: ['a'] },
    ];
    const classifier = await network(noise);
    const structure = certifyStructure(classifier);
    expect(structure).toMatchObject({ verdict: 'undecided', culprits: [{ kind: 'random' }] });
    expect(crossCheck(structure, await certifyDynamic(classifier)).structure.verdict).toBe('undecided');
  });

  test('zeros like the image are zeros', async () => {
    const zeros: OnnxNode[] = [
      { op: 'Shape', name: 'shape', inputs: ['z'], outputs: ['dims'] },
      { op: 'ConstantOfShape', name: 'zeros', inputs: ['dims'], outputs: ['none'] },
      { op: 'Max', name: 'max', inputs: ['z', 'none'], outputs: ['a'] },
    ];
    const classifier = await network(zeros);
    const structure = certifyStructure(classifier);
    expect(structure).toMatchObject({ verdict: 'proved', degree: 1 });
    expect(crossCheck(structure, await certifyDynamic(classifier)).disagreements).toEqual([]);
  });
});
