import { describe, expect, test } from '@jest/globals';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { integers, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { sumsThen } from '../models/smallModels.js';
import { networkOf } from '../models/networkOf.js';

const node = (op: string, inputs: string, output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  op,
  name: output,
  inputs: inputs.split(' '),
  outputs: [output],
  attributes,
});

/** x / |x|: of degree 0, and undefined on black. */
const relative = [
  node('ReduceL1', 'sums', 'size', { axes: { ints: [1] }, keepdims: { int: 1 } }),
  node('Div', 'sums size', 'relative'),
];
const zero = weights('zero', [1], [0]);

const provedOf = (nodes: readonly OnnxNode[], constants: readonly OnnxTensor[]): readonly string[] => {
  const network = networkOf(readOnnx(sumsThen(nodes, constants), 'm.onnx'));
  const { verdict, follows } = certifyStructure({ network, spec: { id: 'm', steps: [] } });
  expect(verdict).toBe('proved');
  return follows.map(({ name }) => name).filter((name) => name.startsWith('zero-image'));
};

describe('a network that treats black in its own way', () => {
  const lit = node('Greater', 'size zero', 'lit');

  test('uniform where the branch that is taken on black is one number', () => {
    expect(provedOf([...relative, lit, node('Where', 'lit relative zero', 'y')], [zero])).toEqual([
      'zero-image-uniformity',
      'zero-image-uniformity:zero',
    ]);
    const third = weights('third', [1], [1 / 3]);
    const offset = [...relative, lit, node('Where', 'lit relative third', 'y')];
    expect(provedOf(offset, [zero, third])).toEqual(['zero-image-uniformity']);
  });

  test('the same, said the other way round, and rearranged on the way', () => {
    const dark = [node('LessOrEqual', 'size zero', 'dark'), node('Where', 'dark zero relative', 'y')];
    expect(provedOf([...relative, ...dark], [zero])).toContain('zero-image-uniformity');
    const not = [lit, node('Not', 'lit', 'dark'), node('Where', 'dark zero relative', 'y')];
    expect(provedOf([...relative, ...not], [zero])).toContain('zero-image-uniformity');
    const moved = [node('Reshape', 'size shape', 'column'), node('Greater', 'column zero', 'lit')];
    const chosen = [...moved, node('Where', 'lit relative zero', 'w'), node('Identity', 'w', 'y')];
    expect(provedOf([...relative, ...chosen], [zero, integers('shape', [-1, 1])])).toContain('zero-image-uniformity');
  });

  test('a softmax over the classes keeps it, one over something else does not', () => {
    const guarded = [...relative, lit, node('Where', 'lit relative zero', 'w')];
    const softmax = (axis: number) => node('Softmax', 'w', 'y', { axis: { int: axis } });
    expect(provedOf([...guarded, softmax(1)], [zero])).toContain('zero-image-uniformity');
    expect(provedOf([...guarded, softmax(0)], [zero])).toEqual([]);
  });

  test('nothing is said without a guard', () => {
    expect(provedOf(relative, [])).toEqual([]);
  });

  test('nor where the guard takes the branch that is not uniform', () => {
    const wrong = [...relative, lit, node('Where', 'lit zero relative', 'y')];
    expect(provedOf(wrong, [zero])).toEqual([]);
    const atLeast = [...relative, node('GreaterOrEqual', 'size zero', 'lit'), node('Where', 'lit relative zero', 'y')];
    expect(provedOf(atLeast, [zero])).toEqual([]);
  });

  test('nor where labels get different numbers', () => {
    const uneven = weights('uneven', [2], [0, 1]);
    const chosen = [...relative, lit, node('Where', 'lit relative uneven', 'y')];
    expect(provedOf(chosen, [zero, uneven])).toEqual([]);
  });

  test('nor where the condition is undefined on black itself', () => {
    const uneven = weights('uneven', [2], [0, 1]);
    const other = [node('Greater', 'relative zero', 'lit'), node('Where', 'lit zero uneven', 'y')];
    expect(provedOf([...relative, ...other], [zero, uneven])).toEqual([]);
  });
});
