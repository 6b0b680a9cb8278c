import type { NodeContext } from '../../../network/program/writer.js';
import { absolute, clip, largest, leakyRelu, parametricRelu, relu, smallest } from './bending.js';
import {
  add,
  addAll,
  batchNormalization,
  divide,
  meanOfAll,
  multiply,
  negate,
  reduceMean,
  reduceSum,
  subtract,
} from './linear.js';
import { gemm, matMul } from './products.js';
import {
  concat,
  expand,
  flatten,
  gather,
  identity,
  pad,
  reshape,
  shape,
  slice,
  split,
  squeeze,
  transpose,
  unsqueeze,
} from './rearranging.js';
import { averagePool, convolution, maxPool } from './sliding.js';

/** Which numbers each element type of ONNX holds as they are, as far as networks are written with them. */
const holds: Readonly<Record<number, ((value: number) => boolean) | undefined>> = {
  1: (value) => value === Math.fround(value),
  6: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31,
  7: Number.isSafeInteger,
  11: () => true,
};

/** A change of type, where it changes no number. Computed ones are told in real arithmetic, which any float is to stand for. */
function cast(context: NodeContext): void {
  const value = context.value(0);
  const to = context.number('to', 1);
  const same = value.kind === 'live' ? to === 1 || to === 11 : value.values.every(holds[to] ?? (() => false));
  if (!same) throw context.obstacle('a cast that rounds');
  identity(context);
}

/** How each operation is written into a program. A new one is a line here. */
export const operations: Readonly<Record<string, ((context: NodeContext) => void) | undefined>> = {
  Identity: identity,
  Dropout: identity,
  Cast: cast,
  Flatten: flatten,
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Slice: slice,
  Gather: gather,
  Split: split,
  Expand: expand,
  Pad: pad,
  Concat: concat,
  Shape: shape,
  Gemm: gemm,
  MatMul: matMul,
  Add: add,
  Sub: subtract,
  Neg: negate,
  Sum: addAll,
  Mean: meanOfAll,
  Mul: multiply,
  Div: divide,
  BatchNormalization: batchNormalization,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  Conv: convolution,
  AveragePool: averagePool,
  GlobalAveragePool: averagePool,
  Relu: relu,
  LeakyRelu: leakyRelu,
  PRelu: parametricRelu,
  Abs: absolute,
  Clip: clip,
  Max: largest,
  Min: smallest,
  MaxPool: (context) => maxPool(context),
  GlobalMaxPool: (context) => maxPool(context),
};
