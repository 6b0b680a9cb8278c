import { describe, expect, test } from '@jest/globals';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { networkOf } from '../models/networkOf.js';

// An added constant is many things: each is told as what it is, with the fix for that.

const two = weights('two', [4], [1, 2, 3, 4]);
const matrix = weights(
  'm',
  [4, 4],
  Array.from({ length: 16 }, (_, i) => i - 7),
);
const layer: OnnxNode = { op: 'MatMul', name: 'layer', inputs: ['x', 'm'], outputs: ['a'] };
const add = (from: string, constant: string, to = 'y', name = 'added'): OnnxNode => ({
  op: 'Add',
  name,
  inputs: [from, constant],
  outputs: [to],
});

function told(
  nodes: readonly OnnxNode[],
  constants: readonly OnnxTensor[],
  shape: readonly (number | string)[] = ['N', 4],
): readonly string[] {
  const file = onnxModel({
    inputs: [{ name: 'x', shape }],
    outputs: [{ name: 'end', shape: ['N', 4] }],
    // So that what is added last is not the last thing of all.
    nodes: [...nodes, { op: 'Relu', inputs: ['y'], outputs: ['end'] }],
    initializers: [two, matrix, ...constants],
  });
  const { culprits } = certifyStructure({
    network: networkOf(readOnnx(file, 'm.onnx')),
    spec: { id: 'm', steps: [] },
  });
  const { what = '', remedy = '' } = culprits.find(({ node }) => node.includes('added')) ?? {};
  return [what, remedy];
}

describe('an added constant is told as', () => {
  test('a bias, after a layer', () => {
    expect(told([layer, add('a', 'two')], [])).toEqual([
      'a bias: 4 of 4 are not 0, the largest 4',
      'Train that layer with use_bias=false.',
    ]);
  });

  test('a batch normalisation that was folded, where names say so', () => {
    const [what, remedy] = told([layer, add('a', 'two', 'y', 'added/batch_normalization_3')], []);
    expect(what).toMatch(/^a bias: .* \(a batch normalisation folded into the layer, as its name says\)$/);
    expect(remedy).toMatch(/^Train it without centring/);
    const gemm = (name: string): OnnxNode => ({ op: 'Gemm', name, inputs: ['x', 'm', 'two'], outputs: ['y'] });
    for (const name of ['added/FusedBatchNormV3', 'block1/bn2/added', 'added_bn'])
      expect(told([gemm(name)], [])[0]).toMatch(/folded/);
    for (const name of ['added', 'subnet/added', 'added/bnet'])
      expect(told([gemm(name)], [])).toEqual([
        'a bias: 4 of 4 are not 0, the largest 4',
        'Train that layer with use_bias=false.',
      ]);
  });

  test('the 3 of a hard swish', () => {
    const gate: OnnxNode[] = [
      layer,
      add('a', 'three', 'b'),
      { op: 'Clip', name: 'clip', inputs: ['b', 'zero', 'six'], outputs: ['c'] },
      { op: 'Mul', inputs: ['a', 'c'], outputs: ['y'] },
    ];
    const number = (name: string, value: number): OnnxTensor => weights(name, [], [value]);
    expect(told(gate, [number('three', 3), number('zero', 0), number('six', 6)])).toEqual([
      'adds 3 before cutting off, as a hard swish or a hard sigmoid does',
      'Use ReLU instead of the hard swish or hard sigmoid.',
    ]);
  });

  test('an epsilon, under a root', () => {
    const norm: OnnxNode[] = [
      layer,
      { op: 'Mul', inputs: ['a', 'a'], outputs: ['squares'] },
      add('squares', 'small', 'b'),
      { op: 'Sqrt', inputs: ['b'], outputs: ['root'] },
      { op: 'Div', inputs: ['a', 'root'], outputs: ['y'] },
    ];
    const [what, remedy] = told(norm, [weights('small', [], [1e-5])]);
    expect(what).toBe('adds 0.00001 under a root or below a division (an epsilon)');
    expect(remedy).toMatch(/^Set epsilon to 0/);
  });

  test('a mean, where it is subtracted from the image, which may be scaled', () => {
    const scaled: OnnxNode = { op: 'Div', inputs: ['x', 'white'], outputs: ['s'] };
    const mean: OnnxNode = { op: 'Sub', name: 'added', inputs: ['s', 'mean'], outputs: ['y'] };
    const [what, remedy] = told([scaled, mean], [weights('white', [], [255]), weights('mean', [], [0.5])]);
    expect(what).toBe('subtracts a mean from the image: 1 of 1 is not 0, the largest 0.5');
    expect(remedy).toBe('Divide by the standard deviation only, and train with that.');
  });

  test('a positional embedding, with a number for each place', () => {
    const nodes: OnnxNode[] = [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      add('r', 'places', 'p'),
      { op: 'ReduceSum', inputs: ['p', 'axes'], outputs: ['y'], attributes: { keepdims: { int: 0 } } },
    ];
    const axes: OnnxTensor = { name: 'axes', shape: [1], data: BigInt64Array.of(1n) };
    const places = weights(
      'places',
      [1, 3, 4],
      Array.from({ length: 12 }, (_, i) => i),
    );
    expect(told(nodes, [places, axes], ['N', 3, 4])).toEqual([
      'a number for each place (a positional embedding): 11 of 12 are not 0, the largest 11',
      'Leave the positional embedding out.',
    ]);
  });

  test('a shift, after a scale', () => {
    const nodes: OnnxNode[] = [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      { op: 'Mul', inputs: ['r', 'two'], outputs: ['s'] },
      add('s', 'two'),
    ];
    expect(told(nodes, [])[0]).toBe('a shift after a scale, as normalisations have: 4 of 4 are not 0, the largest 4');
  });

  test('what it is, where nothing tells more', () => {
    expect(told([{ op: 'Relu', inputs: ['x'], outputs: ['r'] }, add('r', 'two')], [])).toEqual([
      'adds a constant: 4 of 4 are not 0, the largest 4',
      'Leave it out.',
    ]);
  });
});
