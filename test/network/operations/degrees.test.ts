import { describe, expect, test } from '@jest/globals';
import { walk } from '../../../src/certify/structure/walk.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode } from '../../models/onnxFile.js';

// Degrees of operations that no program is written of. The node suite (bench/nodeSuite.ts) holds them against the engine.

/** What is said of "y", computed from an image x, its signs and constants. */
function said(node: Pick<OnnxNode, 'op' | 'inputs' | 'attributes' | 'domain'>, output = 0): number | string {
  const outputs = ['y', 'second', 'third', 'fourth'].slice(0, output + 1);
  const graph = readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: [1, 4, 4, 4] }],
      outputs: [{ name: 'y' }],
      nodes: [
        { op: 'Sign', name: 'sign', inputs: ['x'], outputs: ['level'] },
        { ...node, name: 'node', outputs },
      ],
      initializers: [weights('w', [1], [0.5]), weights('zero', [1], [0])],
      opset: 23,
    }),
    'model.onnx',
  );
  const name = outputs[output] ?? '';
  const walked = walk(graph, name);
  const { form, clean } = walked.of(name);
  if (!clean) return walked.culpritsBehind(name).at(-1)?.kind ?? 'nothing';
  return form.kind === 'degree' ? form.degree.approximate : form.kind;
}

describe('a deformable convolution', () => {
  test.each<[string, readonly string[], number | string]>([
    ['with places that are told', ['x', 'w', 'w'], 1],
    ['with places that brightness does not change, and a bias of 0', ['x', 'w', 'level', 'zero'], 1],
    ['with a bias', ['x', 'w', 'w', 'w'], 'bias'],
    ['with a mask of the image', ['x', 'w', 'w', '', 'x'], 2],
    ['with places of the image', ['x', 'w', 'x'], 'indices'],
  ])('%s', (_, inputs, expected) => {
    expect(said({ op: 'DeformConv', inputs })).toBe(expected);
  });
});

describe('attention', () => {
  test.each<[string, readonly string[], number | string]>([
    ['to fixed places, of values of the image', ['w', 'w', 'x'], 1],
    ['to places that brightness does not change', ['level', 'level', 'x'], 1],
    ['with a mask of the image', ['w', 'w', 'x', 'x'], 'undecided'],
    ['of the image to itself', ['x', 'x', 'x'], 'undecided'],
    ['of values to which others were kept', ['w', 'w', 'x', '', 'w', 'w'], 'undecided'],
  ])('%s', (_, inputs, expected) => {
    expect(said({ op: 'Attention', inputs })).toBe(expected);
  });

  test('gives its keys and values on, and weights', () => {
    const node = { op: 'Attention', inputs: ['level', 'level', 'x'] };
    expect([1, 2, 3].map((output) => said(node, output))).toEqual([0, 1, 0]);
  });
});

describe('what is linear in its first input', () => {
  test.each<[string, readonly string[], number | string]>([
    ['RotaryEmbedding', ['x', 'w', 'w'], 1],
    ['RotaryEmbedding', ['x', 'level', 'level'], 1],
    ['RotaryEmbedding', ['x', 'x', 'w'], 'indices'],
    ['RotaryEmbedding', ['w', 'level', 'level'], 0],
    ['DFT', ['x'], 1],
    ['AffineGrid', ['x', 'w'], 1],
    ['CenterCropPad', ['x', 'w'], 1],
    ['CastLike', ['x', 'w'], 1],
  ])('%s of %s', (op, inputs, expected) => {
    expect(said({ op, inputs })).toBe(expected);
  });
});

test('a padding is filled with numbers of one degree', () => {
  expect(said({ op: 'Pad', inputs: ['x', 'w', 'zero'] })).toBe(1);
  expect(said({ op: 'Pad', inputs: ['w', 'w', 'x'] })).toBe('degrees');
  expect(said({ op: 'Pad', inputs: ['level', 'w', 'x'] })).toBe('degrees');
  expect(said({ op: 'Pad', inputs: ['level', 'w', 'w'] })).toBe(0);
});
