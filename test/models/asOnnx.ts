import type { NetworkGraph } from '../../src/network/graph.js';
import { isConstant } from '../../src/network/graph.js';
import { onnxModel, type OnnxAttribute, type OnnxTensor } from './onnxFile.js';

/** Attributes that ONNX has as floats also where they are whole. */
const floats = new Set(['alpha', 'beta', 'epsilon']);

/** A network as an ONNX file: whatever reads networks of other formats can be checked with onnxruntime. */
export function asOnnx(graph: NetworkGraph): Uint8Array {
  return onnxModel({
    inputs: graph.inputs.map(({ name, dims }) => ({ name, shape: dims.map((size, i) => size ?? `d${i}`) })),
    outputs: graph.outputs.map(({ name }) => ({ name, shape: ['N', 'classes'] })),
    nodes: graph.nodes.map(({ name, operation, inputs, outputs, attributes }) => ({
      op: operation,
      name,
      inputs,
      outputs,
      attributes: Object.fromEntries(
        [...attributes].map(([key, value]): [string, OnnxAttribute] => {
          if (typeof value === 'number') return [key, floats.has(key) ? { float: value } : { int: value }];
          if (typeof value === 'string') return [key, { string: value }];
          if (isConstant(value)) throw new Error(`${name}: ${key} is a tensor`);
          return [key, { ints: value.map(Number) }];
        }),
      ),
    })),
    initializers: [...graph.constants].map(([name, { dims, values }]): OnnxTensor => {
      const data = values();
      return { name, shape: dims, data: data instanceof Int8Array ? Int32Array.from(data) : data };
    }),
    opset: 17,
  });
}
