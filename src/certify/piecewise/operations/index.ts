import type { NodeContext } from '../nodeContext.js';
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

/** ONNX's numbers for element types that hold at least what a float32 does. */
const wideTypes = new Set([1, 11]);

/** A change of type: of fixed numbers any, of computed ones only where nothing is rounded. */
function cast(context: NodeContext): void {
  if (context.value(0).kind === 'live' && !wideTypes.has(context.number('to', 1)))
    throw context.obstacle('a cast that rounds');
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
