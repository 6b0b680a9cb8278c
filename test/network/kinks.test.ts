import { describe, expect, test } from '@jest/globals';
import type { NetworkGraph } from '../../src/network/graph.js';
import { piecesToward } from '../../src/network/kinks.js';
import { chain, node } from '../models/chain.js';
import { networkOf } from '../models/networkOf.js';

const pieces = (graph: NetworkGraph, tensor = networkOf(graph).scores) => piecesToward(graph, tensor);
const curved = (...asked: Parameters<typeof pieces>) => pieces(...asked).curved.map(({ name }) => name);

describe('curved operations', () => {
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
    expect(curved(graph)).toEqual([]);
    expect(curved(graph, 'y')).toEqual(['Softmax_9']);
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
    expect(curved(graph)).toEqual([
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
  expect(pieces(graph).kinks).toMatchObject([
    { kind: 'clip', tensor: 'x', low: 1, high: 6 },
    { kind: 'clip', tensor: 'a', low: -Infinity, high: 2 },
    { kind: 'sign', tensor: 'b' },
    { kind: 'maximum', tensor: 'b', rectified: true },
    { kind: 'sign', tensor: 'd' },
  ]);
});
