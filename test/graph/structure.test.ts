import { describe, expect, test } from '@jest/globals';
import { closeNames } from '../../src/closeNames.js';
import { kinksOf, smoothOperations } from '../../src/graph/kinks.js';
import { endingOf } from '../../src/graph/logits.js';
import { readOnnx } from '../../src/graph/onnx.js';
import { onnxModel, weights, type OnnxNode } from '../models/onnxFile.js';

const chain = (...nodes: readonly OnnxNode[]) =>
  readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: ['N', 3, 8, 8] }],
      outputs: [{ name: nodes.at(-1)?.outputs[0] ?? '', shape: ['N', 4] }],
      nodes,
      initializers: [weights('w', [1], [1]), weights('six', [], [6])],
    }),
    'm.onnx',
  );

const node = (op: string, inputs: string, output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  op,
  inputs: inputs.split(' '),
  outputs: [output],
  attributes,
});

describe('the ending', () => {
  test.each([
    ['Softmax', [node('Softmax', 'a', 'y')], 'a'],
    ['LogSoftmax', [node('LogSoftmax', 'a', 'y', { axis: { int: -1 } })], 'a'],
    ['Softmax and Identity', [node('Softmax', 'a', 's'), node('Identity', 's', 'y')], 'a'],
    ['Softmax and Flatten', [node('Softmax', 'a', 's'), node('Flatten', 's', 'f'), node('Squeeze', 'f', 'y')], 'a'],
    ['Softmax over images', [node('Softmax', 'a', 'y', { axis: { int: 0 } })], 'y'],
    ['Softmax and Mul', [node('Softmax', 'a', 's'), node('Mul', 's w', 'y')], 'y'],
    ['nothing', [node('Identity', 'a', 'y')], 'y'],
  ])('%s', (_, ending, logits) => {
    expect(endingOf(chain(node('Gemm', 'x w', 'a'), ...ending), 'y').logits).toBe(logits);
  });
});

describe('smooth operations', () => {
  test('are none in a piecewise-linear network, whatever comes after the logits', () => {
    const graph = chain(
      node('Conv', 'x w', 'a'),
      node('BatchNormalization', 'a w w w w', 'b'),
      node('Clip', 'b  six', 'c'),
      node('MaxPool', 'c', 'd', { kernel_shape: { ints: [2, 2] } }),
      node('Add', 'd b', 'e'),
      node('Shape', 'e', 'size'),
      node('Gather', 'size w', 'batch'),
      node('Reshape', 'e batch', 'f'),
      node('Mul', 'f w', 'g'),
      node('Softmax', 'g', 'y'),
    );
    expect(smoothOperations(graph)).toEqual([]);
    expect(smoothOperations(graph, ['y'])).toEqual(['Softmax_9']);
  });

  test('are named', () => {
    const graph = chain(
      node('Sigmoid', 'x', 'a'),
      node('Mul', 'a x', 'b'),
      node('Softmax', 'b', 'c'),
      node('MatMul', 'c b', 'd'),
      node('MaxPool', 'd', 'e', { kernel_shape: { ints: [2] } }),
      node('Cast', 'e', 'f', { to: { int: 6 } }),
      node('Clip', 'f w x', 'g'),
      node('Div', 'w g', 'y'),
      node('Tanh', 'x', 'unused'),
      node('Identity', 'y', 'z'),
    );
    expect(smoothOperations(graph)).toEqual([
      'Sigmoid_0',
      'Mul_1',
      'Softmax_2',
      'MatMul_3',
      'MaxPool_4',
      'Cast_5',
      'Clip_6',
      'Div_7',
    ]);
  });
});

test('kinks have the bounds of a Clip from inputs or from attributes', () => {
  const graph = chain(
    node('Clip', 'x w six', 'a'),
    node('Clip', 'a', 'b', { max: { float: 2 } }),
    node('Relu', 'b', 'c'),
    node('MaxPool', 'c', 'd', { kernel_shape: { ints: [2, 2] } }),
    node('Abs', 'd', 'y'),
  );
  expect(kinksOf(graph)).toMatchObject([
    { kind: 'clip', tensor: 'x', low: 1, high: 6 },
    { kind: 'clip', tensor: 'a', low: -Infinity, high: 2 },
    { kind: 'sign', tensor: 'b' },
    { kind: 'maximum', tensor: 'b', rectified: true },
    { kind: 'sign', tensor: 'd' },
  ]);
});

test.each([
  ['relu1', ['relu_1']],
  ['Logit', ['logits']],
  ['lgoits', ['logits']],
  ['/model/conv1/Relu_output', ['conv1']],
  ['something', []],
])('names close to %s', (name, expected) => {
  expect(closeNames(name, ['relu_1', 'conv1', 'logits'])).toEqual(expected);
});
