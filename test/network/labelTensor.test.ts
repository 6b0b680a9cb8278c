import { expect, test } from '@jest/globals';
import { GraphView } from '../../src/network/graphView.js';
import { piecesOfLabels, piecesToward } from '../../src/network/kinks.js';
import { labelTensor } from '../../src/network/labelTensor.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode } from '../models/onnxFile.js';

// As skl2onnx writes an MLPClassifier: what comes behind the number that decides does not count.

const hidden: readonly OnnxNode[] = [
  { op: 'MatMul', inputs: ['x', 'w'], outputs: ['sums'] },
  { op: 'Relu', name: 'relu', inputs: ['sums'], outputs: ['h'] },
  { op: 'MatMul', inputs: ['h', 'v'], outputs: ['z'] },
];
/** The label beside the probabilities: read by nobody who looks at scores. */
const label: readonly OnnxNode[] = [
  { op: 'ArgMax', name: 'argmax', inputs: ['p'], outputs: ['best'], attributes: { axis: { int: 1 } } },
  { op: 'Cast', name: 'cast', inputs: ['best'], outputs: ['label'], attributes: { to: { int: 7 } } },
];
const graphOf = (nodes: readonly OnnxNode[]) =>
  readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: ['N', 3] }],
      outputs: [
        { name: 'label', shape: ['N'], type: 'int64' },
        { name: 'p', shape: ['N', 2] },
      ],
      nodes: [...hidden, ...nodes, ...label],
      initializers: [
        weights(
          'w',
          [3, 4],
          Array.from({ length: 12 }, (_, i) => i - 6),
        ),
        weights('v', [4, 1], [1, -1, 2, 1]),
        weights('unity', [], [1]),
      ],
    }),
    'mlp.onnx',
  );

const sigmoid: OnnxNode = { op: 'Sigmoid', name: 'sigmoid', inputs: ['z'], outputs: ['s'] };
const rest: OnnxNode = { op: 'Sub', name: 'rest', inputs: ['unity', 's'], outputs: ['r'] };
const concat = (a: string, b: string): OnnxNode => ({
  op: 'Concat',
  name: 'both',
  inputs: [a, b],
  outputs: ['p'],
  attributes: { axis: { int: 1 } },
});

test.each<[string, readonly OnnxNode[], string]>([
  ['a sigmoid and what is left of 1', [sigmoid, rest, concat('r', 's')], 'z'],
  ['the other way round', [sigmoid, rest, concat('s', 'r')], 'z'],
  ['a sigmoid of each number', [{ ...sigmoid, outputs: ['p'] }], 'z'],
  ['twice the same', [sigmoid, concat('s', 's')], 'p'],
  ['a number beside its sigmoid: which is larger changes more than once', [sigmoid, concat('z', 's')], 'p'],
  ['a function that falls and rises', [{ ...sigmoid, op: 'Gelu' }, rest, concat('r', 's')], 's'],
])('%s', (_, nodes, expected) => {
  const graph = graphOf(nodes);
  expect(labelTensor(GraphView.of(graph), 'p')).toBe(expected);
  const { curved, kinks } = piecesOfLabels(graph, 'p');
  expect(kinks.map(({ node }) => node.name)).toEqual(['relu']);
  expect(curved.length > 0).toBe(expected !== 'z');
  // Whoever follows the numbers themselves is told of the function.
  expect(piecesToward(graph, 'p').curved.map(({ name }) => name)).toContain('sigmoid');
});
