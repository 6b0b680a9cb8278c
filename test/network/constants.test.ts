import { describe, expect, test } from '@jest/globals';
import { GraphView } from '../../src/network/graphView.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { integers, onnxModel, weights, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { node } from '../models/chain.js';

/** What a tensor "y" is found to be that nodes compute from constants. */
function folded(nodes: readonly OnnxNode[], initializers: readonly OnnxTensor[]) {
  const file = onnxModel({
    inputs: [{ name: 'x', shape: ['N', 2] }],
    outputs: [{ name: 'y' }],
    nodes,
    initializers,
  });
  const found = GraphView.of(readOnnx(file, 'm')).numbers('y');
  return found && { dims: found.dims, values: Array.from(found.values), type: found.type?.name };
}

describe('constants are computed', () => {
  const a = weights('a', [2, 3], [1, 2, 3, 4, 5, 6]);
  test.each<[string, OnnxNode, readonly OnnxTensor[], readonly number[], readonly number[]]>([
    [
      'spread over each other',
      node('Add', 'a b', 'y'),
      [weights('b', [3], [10, 20, 30])],
      [2, 3],
      [11, 22, 33, 14, 25, 36],
    ],
    ['turned', node('Transpose', 'a', 'y'), [], [3, 2], [1, 4, 2, 5, 3, 6]],
    ['flattened', node('Flatten', 'a', 'y', { axis: { int: 0 } }), [], [1, 6], [1, 2, 3, 4, 5, 6]],
    [
      'cut',
      node('Slice', 'a b c d', 'y'),
      [integers('b', [1]), integers('c', [3]), integers('d', [1])],
      [2, 2],
      [2, 3, 5, 6],
    ],
    [
      'cut backwards',
      node('Slice', 'a b c d e', 'y'),
      [integers('b', [-1]), integers('c', [-10]), integers('d', [1]), integers('e', [-2])],
      [2, 2],
      [3, 1, 6, 4],
    ],
    ['gathered', node('Gather', 'a b', 'y'), [integers('b', [1])], [1, 3], [4, 5, 6]],
    [
      'side by side',
      node('Concat', 'a a', 'y', { axis: { int: 0 } }),
      [],
      [4, 3],
      [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
    ],
    ['cut off', node('Clip', 'a b c', 'y'), [weights('b', [], [2]), weights('c', [], [5])], [2, 3], [2, 2, 3, 4, 5, 5]],
  ])('%s', (_, one, more, dims, values) => {
    expect(folded([one], [a, ...more])).toEqual({ dims, values, type: 'float32' });
  });

  test('whole numbers are divided without a remainder', () => {
    const nodes = [node('Div', 'a b', 'y')];
    expect(folded(nodes, [integers('a', [7, -7]), integers('b', [2])])?.values).toEqual([3, -3]);
    expect(folded(nodes, [weights('a', [1], [7]), weights('b', [1], [2])])?.values).toEqual([3.5]);
  });

  test('and are not where the type cannot hold what comes', () => {
    const byte = (name: string, value: number): OnnxTensor => ({ name, shape: [1], data: Uint8Array.of(value) });
    expect(folded([node('Add', 'a b', 'y')], [byte('a', 200), byte('b', 100)])).toBeUndefined();
    expect(folded([node('Add', 'a b', 'y')], [byte('a', 20), byte('b', 100)])?.values).toEqual([120]);
  });

  test('but not of a size that a file merely claims', () => {
    const huge = integers('huge', [1e6, 1e6]);
    expect(folded([node('Expand', 'a huge', 'y')], [weights('a', [1], [1]), huge])).toBeUndefined();
    expect(folded([node('ConstantOfShape', 'huge', 'y')], [huge])).toBeUndefined();
    expect(folded([node('Reshape', 'a shape', 'y')], [a, integers('shape', [-2, -3])])).toBeUndefined();
    const doubling = Array.from({ length: 40 }, (_, i) =>
      node('Concat', i === 0 ? 'a a' : `n${i} n${i}`, i === 39 ? 'y' : `n${i + 1}`, { axis: { int: 0 } }),
    );
    expect(folded(doubling, [a])).toBeUndefined();
  });

  test('a chain that is too long is left alone, and not the end of the stack', () => {
    const nodes = Array.from({ length: 5000 }, (_, i) =>
      node('Neg', i === 0 ? 'a' : `n${i}`, i === 4999 ? 'y' : `n${i + 1}`),
    );
    expect(folded(nodes, [a])).toBeUndefined();
  });
});
