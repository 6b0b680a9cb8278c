// Numbers of the fields of ONNX's messages, for whoever writes a file again: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

export const modelFields = { graph: 7, opset: 8, metadata: 14 } as const;

/** Those that are named: each has a name of its own, under which others read it. */
export const graphFields = {
  node: 1,
  initializer: 5,
  input: 11,
  output: 12,
  valueInfo: 13,
  annotation: 14,
  sparse: 15,
} as const;

export const nodeFields = { input: 1, output: 2, attribute: 5 } as const;

/** A graph within a node, and several of them. */
export const attributeFields = { graph: 6, graphs: 11 } as const;

/** Where a tensor's numbers are. */
export const tensorFields = { rawData: 9, externalData: 13, dataLocation: 14 } as const;
