import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from '@jest/globals';
import { sliceToward } from '../../../src/classifier/onnx/sliceToward.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxModel, type OnnxNode } from '../../models/onnxFile.js';

// A file cut down to what some tensors are computed from.

const relu = (from: string, to: string): OnnxNode => ({ op: 'Relu', name: to, inputs: [from], outputs: [to] });
const model: OnnxModel = {
  inputs: [
    { name: 'x', shape: ['N', 2] },
    // As files of old list constants.
    { name: 'late', shape: [2, 2] },
  ],
  outputs: [{ name: 'y', shape: ['N', 2] }],
  nodes: [
    { op: 'MatMul', name: 'first', inputs: ['x', 'early'], outputs: ['a'] },
    relu('a', 'b'),
    { op: 'MatMul', name: 'second', inputs: ['b', 'late'], outputs: ['y'] },
    { op: 'TopK', name: 'aside', inputs: ['a', 'k'], outputs: ['values', 'places'] },
  ],
  initializers: [
    weights('early', [2, 2], [1, 2, 3, 4]),
    weights('late', [2, 2], [5, 6, 7, 8]),
    { name: 'k', shape: [1], data: BigInt64Array.of(1n) },
  ],
};
const sliced = (file: Uint8Array, ...names: readonly string[]) => readOnnx(sliceToward(file, names), 'slice.onnx');

test.each([
  [['b'], ['first', 'b'], ['early'], ['x']],
  [['a', 'b'], ['first', 'b'], ['early'], ['x']],
  [['y'], ['first', 'b', 'second'], ['early', 'late'], ['x']],
  [['places'], ['first', 'aside'], ['early', 'k'], ['x']],
  [['x'], [], [], ['x']],
])('toward %j there are only the nodes and constants that lead there', (names, nodes, constants, inputs) => {
  const graph = sliced(onnxModel(model), ...names);
  expect(graph.nodes.map(({ name }) => name)).toEqual(nodes);
  expect([...graph.constants.keys()]).toEqual(constants);
  expect(graph.inputs.map(({ name }) => name)).toEqual(inputs);
  expect(graph.outputs.map(({ name }) => name)).toEqual(names);
  expect(graph.opset).toBe(17);
});

test('is in memory of its own, also of a file in shared memory', () => {
  const file = onnxModel(model);
  const shared = new Uint8Array(new SharedArrayBuffer(file.length));
  shared.set(file);
  const slice = sliceToward(shared, ['b']);
  expect(slice.buffer).toBeInstanceOf(ArrayBuffer);
  expect(slice.length).toBeLessThan(file.length);
});

test('a graph within a node may read anything: the file is left whole, with the tensors as outputs', () => {
  const body = new BinaryWriter().tag(2, WireType.LengthDelimited).string('body').finish();
  const branch: OnnxNode = {
    op: 'If',
    name: 'branch',
    inputs: ['condition'],
    outputs: ['chosen'],
    attributes: { then_branch: { graph: body } },
  };
  const graph = sliced(onnxModel({ ...model, nodes: [...model.nodes, branch] }), 'b', 'y');
  expect(graph.nodes).toHaveLength(5);
  expect(graph.outputs.map(({ name }) => name)).toEqual(['y', 'b']);
});
