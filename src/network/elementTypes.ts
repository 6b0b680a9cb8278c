/** ONNX's element types by number, under the names that onnxruntime uses. */
const names: readonly (string | undefined)[] = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];

/** The name of an element type: `float32` for 1. Types that came after ONNX 1.4 and have no use here keep their number. */
export const elementTypeName = (type: number): string => names[type] ?? `type ${type}`;
