import { expect, jest, test } from '@jest/globals';
import { onnxModel, weights, type OnnxNode } from '../../models/onnxFile.js';

// The recipe of CONTRIBUTING: a new operation is a file (halved.ts) and a line in operations/index.ts, which is put in here.
jest.mock('../../../src/network/operations/index.js', () => {
  const index = jest.requireActual<typeof import('../../../src/network/operations/index.js')>(
    '../../../src/network/operations/index.js',
  );
  const { halved } = jest.requireActual<typeof import('./halved.js')>('./halved.js');
  return {
    ...index,
    operationOf: (node: Parameters<typeof index.operationOf>[0]) =>
      halved.find(({ names }) => names.includes(node.operation)) ?? index.operationOf(node),
  };
});

const halving = (input: string, output: string, side: number): OnnxNode => ({
  op: 'Halved',
  domain: 'mine',
  name: output,
  inputs: [input],
  outputs: [output],
  attributes: { side: { int: side } },
});

const file = onnxModel({
  inputs: [{ name: 'x', shape: [1, 2] }],
  outputs: [{ name: 'y', shape: [1, 2] }],
  nodes: [
    halving('x', 'a', 1),
    halving('c', 'd', -1),
    { op: 'Mul', inputs: ['a', 'd'], outputs: ['b'] },
    halving('b', 'y', -1),
  ],
  initializers: [weights('c', [2], [4, -8])],
});

test('a new operation is known to every view', async () => {
  // Only what is imported after the line is put in has it.
  const { follow } = await import('../../../src/certify/piecewise/follow.js');
  const { walk } = await import('../../../src/certify/structure/walk.js');
  const { GraphView } = await import('../../../src/network/graphView.js');
  const { piecesToward } = await import('../../../src/network/kinks.js');
  const { readOnnx } = await import('../../../src/network/onnx/readOnnx.js');
  const { ProgramWriter } = await import('../../../src/network/program/writer.js');
  const { writeNetwork } = await import('../../../src/network/programs.js');
  const graph = readOnnx(file, 'm');

  const { form, clean } = walk(graph, 'y').of('y');
  expect([form, clean]).toMatchObject([{ kind: 'degree', degree: { approximate: 1 } }, true]);
  expect(piecesToward(graph, 'y')).toMatchObject({
    curved: [],
    kinks: [
      { kind: 'sign', tensor: 'x' },
      { kind: 'sign', tensor: 'b' },
    ],
  });
  const view = GraphView.of(graph);
  expect(Array.from(view.numbers('d')?.values ?? [], (value) => value + 0)).toEqual([0, -4]);
  expect(view.dims('y')).toEqual([1, 2]);

  const writer = new ProgramWriter(2);
  const scores = writeNetwork(writer, graph, { kind: 'live', vector: 0, dims: [1, 2] }, 'y');
  const [followed] = follow(writer.finish(scores), {
    from: 0,
    to: 1,
    start: Float64Array.of(-1, -1),
    end: Float64Array.of(3, 3),
    bias: 'one',
  });
  const { logits } = followed!;
  // Where x is 3: half of it, times -4, and half of that.
  const count = logits.values.length / 2;
  expect([logits.values[count], logits.values.at(-1)]).toEqual([0, -3]);
});
