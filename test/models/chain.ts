import type { NetworkGraph } from '../../src/network/graph.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode } from './onnxFile.js';

/** A network of some nodes, from x [N, 3, 8, 8] to the last node's output [N, 4]. */
export const chain = (...nodes: readonly OnnxNode[]): NetworkGraph =>
  readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: ['N', 3, 8, 8] }],
      outputs: [{ name: nodes.at(-1)?.outputs[0] ?? '', shape: ['N', 4] }],
      nodes,
      initializers: [weights('w', [1], [1]), weights('six', [], [6])],
    }),
    'm.onnx',
  );

/** A node with its inputs in one text. */
export const node = (
  op: string,
  inputs: string,
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({
  op,
  inputs: inputs.split(' '),
  outputs: [output],
  attributes,
});
