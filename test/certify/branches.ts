import { integers, weights, type OnnxAttribute, type OnnxNode, type OnnxTensor } from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';

/** An operation on its own, in a network of which it is one branch. */
export interface Branch {
  /** What is special about it; unique. */
  readonly name: string;
  readonly op: string;
  readonly domain?: string;
  /** Names from {@link common}, or of `constants`. */
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly constants?: readonly OnnxTensor[];
  /** How many outputs it has. Default 1. */
  readonly outputs?: number;
  /**
   * What the certificate should say of each output: a degree, `zero`, or the kind of its flaw. `constant` is not looked at
   * by the engine.
   */
  readonly expected: readonly (number | string)[];
  /** Of degree 0 or 1 by its rule and yet rounded by the engine: the difference is not looked at. */
  readonly rounds?: boolean;
  /** ONNX defines it with an epsilon that the engine leaves out: it is not looked at. */
  readonly unlikeTheEngine?: boolean;
}

const numbers = someNumbers(7);

/** Constants that branches share. */
export const commonConstants: readonly OnnxTensor[] = [
  weights('one', [1], [1]),
  weights('half', [1], [0.5]),
  weights('minus', [1], [-2]),
  weights('two', [], [2]),
  weights('three', [], [3]),
  weights('point5', [], [0.5]),
  weights('none', [1], [0]),
  weights('zero', [], [0]),
  weights('six', [], [6]),
  weights('infinite', [], [Infinity]),
  weights('largest', [], [3.4028234663852886e38]),
  weights('mixed', [16], [1, ...Array<number>(15).fill(0)]),
  weights('zeros16', [16], Array<number>(16).fill(0)),
  weights('some16', [16], take(16, numbers)),
  weights('w', [16, 3], take(48, numbers)),
  weights('wzero', [16, 3], Array<number>(48).fill(0)),
  weights('b3', [3], [0, 0.001, 0]),
  weights('z3', [3], [0, -0, 0]),
  weights('k', [2, 1, 3, 3], take(18, numbers)),
  weights('kt', [1, 2, 3, 3], take(18, numbers)),
  weights('b2', [2], [0, 0.25]),
  weights('z2', [2], [0, 0]),
  weights('gamma', [1], [1.5]),
  weights('variance', [1], [0.7]),
  weights('slope', [1, 4, 4], take(16, numbers)),
  integers('shape44', [0, 4, 4]),
  integers('shapeflat', [0, -1]),
  integers('first', [0]),
  integers('last', [3]),
  integers('axis1', [1]),
  integers('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
  integers('repeats', [1, 2]),
  integers('spread', [1, 3, 4, 4]),
  weights('scales', [4], [1, 1, 2, 2]),
  weights('qscale', [], [0.25]),
  { name: 'qzero', shape: [], data: Uint8Array.of(3) },
  weights('tokens', [1, 16], take(16, numbers)),
  weights('zerotokens', [1, 16], Array<number>(16).fill(0)),
];

/** What branches start from: x [N, 1, 4, 4] of both signs; p above 0; r a row of x; square x²; sign of degree 0. */
export const commonNodes: readonly OnnxNode[] = [
  { op: 'Abs', name: 'p', inputs: ['x'], outputs: ['p'] },
  { op: 'Flatten', name: 'r', inputs: ['x'], outputs: ['r'] },
  { op: 'Flatten', name: 'pr', inputs: ['p'], outputs: ['pr'] },
  { op: 'Reshape', name: 'm', inputs: ['x', 'shape44'], outputs: ['m'] },
  { op: 'Mul', name: 'square', inputs: ['r', 'r'], outputs: ['square'] },
  { op: 'Sign', name: 'sign', inputs: ['r'], outputs: ['sign'] },
  { op: 'Mul', name: 'nothing', inputs: ['r', 'none'], outputs: ['nothing'] },
  { op: 'Greater', name: 'positive', inputs: ['r', 'zero'], outputs: ['positive'] },
  { op: 'Add', name: 'biased', inputs: ['r', 'half'], outputs: ['biased'] },
  { op: 'Greater', name: 'bright', inputs: ['r', 'half'], outputs: ['bright'] },
  { op: 'ConstantOfShape', name: 'computedZero', inputs: ['axis1'], outputs: ['computedZero'] },
  { op: 'Neg', name: 'computedZero2', inputs: ['computedZero'], outputs: ['computedZero2'] },
  { op: 'Identity', name: 'sharedBias', inputs: ['b3'], outputs: ['sharedBias'] },
];

const int = (value: number) => ({ int: value });
const float = (value: number) => ({ float: value });
const ints = (...values: number[]) => ({ ints: values });
const string = (value: string) => ({ string: value });

const simple = (op: string, expected: number | string, inputs: readonly string[] = ['r']): Branch => ({
  name: `${op} of ${inputs.join(', ')}`,
  op,
  inputs,
  expected: [expected],
});

const batchNorm = (name: string, beta: number, mean: number, gamma: number, expected: number | string): Branch => ({
  name: `BatchNormalization ${name}`,
  op: 'BatchNormalization',
  inputs: ['x', `${name}/gamma`, `${name}/beta`, `${name}/mean`, 'variance'],
  constants: [
    weights(`${name}/gamma`, [1], [gamma]),
    weights(`${name}/beta`, [1], [beta]),
    weights(`${name}/mean`, [1], [mean]),
  ],
  expected: [expected],
});

/** Every rule, and what is next to it that breaks it. Opset 17. */
export const branches: readonly Branch[] = [
  // arrangement
  simple('Identity', 1),
  simple('Flatten', 1, ['x']),
  { name: 'Transpose', op: 'Transpose', inputs: ['x'], attributes: { perm: ints(0, 2, 3, 1) }, expected: [1] },
  simple('Reshape', 1, ['x', 'shapeflat']),
  simple('Squeeze', 1, ['x', 'axis1']),
  simple('Unsqueeze', 1, ['r', 'axis1']),
  { name: 'Slice', op: 'Slice', inputs: ['r', 'first', 'last', 'axis1'], expected: [1] },
  { name: 'Gather', op: 'Gather', inputs: ['r', 'last'], attributes: { axis: int(1) }, expected: [1] },
  { name: 'Split', op: 'Split', inputs: ['r'], attributes: { axis: int(1) }, outputs: 2, expected: [1, 1] },
  simple('Tile', 1, ['r', 'repeats']),
  simple('Expand', 1, ['x', 'spread']),
  { name: 'SpaceToDepth', op: 'SpaceToDepth', inputs: ['x'], attributes: { blocksize: int(2) }, expected: [1] },
  simple('CumSum', 1, ['r', 'axis1']),
  simple('Dropout', 1),
  { name: 'Pad', op: 'Pad', inputs: ['x', 'pads'], expected: [1] },
  { name: 'Pad with 0', op: 'Pad', inputs: ['x', 'pads', 'zero'], expected: [1] },
  { name: 'Pad with 1/2', op: 'Pad', inputs: ['x', 'pads', 'point5'], expected: ['padding'] },
  {
    name: 'Pad by reflection',
    op: 'Pad',
    inputs: ['x', 'pads', 'point5'],
    attributes: { mode: string('reflect') },
    expected: [1],
  },
  { name: 'Pad by the edge', op: 'Pad', inputs: ['x', 'pads'], attributes: { mode: string('edge') }, expected: [1] },
  { name: 'Resize nearest', op: 'Resize', inputs: ['x', '', 'scales'], expected: [1] },
  {
    name: 'Resize linear',
    op: 'Resize',
    inputs: ['x', '', 'scales'],
    attributes: { mode: string('linear') },
    expected: [1],
  },
  {
    name: 'Resize cubic',
    op: 'Resize',
    inputs: ['x', '', 'scales'],
    attributes: { mode: string('cubic') },
    expected: [1],
  },
  // pointwise
  ...['Neg', 'Relu', 'LeakyRelu', 'Abs'].map((op) => simple(op, 1)),
  simple('PRelu', 1, ['x', 'slope']),
  { name: 'PRelu with a slope of degree 0', op: 'PRelu', inputs: ['r', 'sign'], expected: [1] },
  { name: 'PRelu with a slope of degree 1', op: 'PRelu', inputs: ['r', 'pr'], expected: ['indices'] },
  simple('Sign', 0),
  { name: 'Hardmax', op: 'Hardmax', inputs: ['r'], expected: [0] },
  { name: 'ArgMax', op: 'ArgMax', inputs: ['r'], attributes: { axis: int(1) }, expected: [0] },
  { name: 'Clip to 6', op: 'Clip', inputs: ['r', 'zero', 'six'], expected: ['clip'] },
  { name: 'Clip at 0 below', op: 'Clip', inputs: ['r', 'zero'], expected: [1] },
  { name: 'Clip at 0 above', op: 'Clip', inputs: ['r', '', 'zero'], expected: [1] },
  { name: 'Clip nowhere', op: 'Clip', inputs: ['r'], expected: [1] },
  { name: 'Clip at infinity', op: 'Clip', inputs: ['r', 'zero', 'infinite'], expected: [1] },
  { name: 'Clip at the largest float', op: 'Clip', inputs: ['r', 'zero', 'largest'], expected: [1] },
  { name: 'ThresholdedRelu 1', op: 'ThresholdedRelu', inputs: ['r'], expected: ['threshold'] },
  { name: 'ThresholdedRelu 0', op: 'ThresholdedRelu', inputs: ['r'], attributes: { alpha: float(0) }, expected: [1] },
  { name: 'Shrink', op: 'Shrink', inputs: ['r'], expected: ['threshold'] },
  { name: 'Shrink 0', op: 'Shrink', inputs: ['r'], attributes: { lambd: float(0) }, expected: [1] },
  {
    name: 'Shrink 0 with bias',
    op: 'Shrink',
    inputs: ['r'],
    attributes: { lambd: float(0), bias: float(0.5) },
    expected: ['threshold'],
  },
  ...['Exp', 'Erf', 'Sigmoid', 'Tanh', 'Elu', 'Selu', 'Celu', 'Softplus', 'Softsign', 'HardSigmoid', 'HardSwish'].map(
    (op) => simple(op, 'activation'),
  ),
  simple('Log', 'activation', ['pr']),
  ...['Sin', 'Cos', 'Atan'].map((op) => simple(op, 'activation')),
  simple('Softmax', 'activation'),
  simple('LogSoftmax', 'activation'),
  { name: 'Softmax of degree 0', op: 'Softmax', inputs: ['sign'], expected: [0] },
  { name: 'Sigmoid of degree 0', op: 'Sigmoid', inputs: ['sign'], expected: [0] },
  { name: 'Add to degree 0', op: 'Add', inputs: ['sign', 'half'], expected: [0] },
  { name: 'Cast to float64', op: 'Cast', inputs: ['r'], attributes: { to: int(11) }, expected: [1] },
  { name: 'Cast to int32', op: 'Cast', inputs: ['r'], attributes: { to: int(6) }, expected: ['quantisation'] },
  { name: 'Cast to float16', op: 'Cast', inputs: ['r'], attributes: { to: int(10) }, expected: ['quantisation'] },
  { name: 'Cast to bool', op: 'Cast', inputs: ['r'], attributes: { to: int(9) }, expected: [0] },
  ...['Round', 'Floor', 'Ceil'].map((op) => simple(op, 'quantisation')),
  // affine
  { name: 'Conv', op: 'Conv', inputs: ['x', 'k'], expected: [1] },
  { name: 'Conv with bias', op: 'Conv', inputs: ['x', 'k', 'b2'], expected: ['bias'] },
  { name: 'Conv with a bias of zeros', op: 'Conv', inputs: ['x', 'k', 'z2'], expected: [1] },
  {
    name: 'Conv, dilated and padded',
    op: 'Conv',
    inputs: ['x', 'k'],
    attributes: { dilations: ints(2, 2), pads: ints(2, 2, 2, 2) },
    expected: [1],
  },
  { name: 'ConvTranspose', op: 'ConvTranspose', inputs: ['x', 'kt'], expected: [1] },
  { name: 'ConvTranspose with bias', op: 'ConvTranspose', inputs: ['x', 'kt', 'b2'], expected: ['bias'] },
  { name: 'MatMul', op: 'MatMul', inputs: ['r', 'w'], expected: [1] },
  { name: 'MatMul of two', op: 'MatMul', inputs: ['m', 'm'], expected: [2] },
  { name: 'MatMul with zeros', op: 'MatMul', inputs: ['r', 'wzero'], expected: ['zero'] },
  { name: 'Gemm', op: 'Gemm', inputs: ['r', 'w', 'z3'], expected: [1] },
  { name: 'Gemm with bias', op: 'Gemm', inputs: ['r', 'w', 'b3'], expected: ['bias'] },
  { name: 'Gemm with a bias by another name', op: 'Gemm', inputs: ['r', 'w', 'sharedBias'], expected: ['bias'] },
  { name: 'Gemm with a computed zero', op: 'Gemm', inputs: ['r', 'w', 'computedZero2'], expected: [1] },
  { name: 'Gemm with beta 0', op: 'Gemm', inputs: ['r', 'w', 'b3'], attributes: { beta: float(0) }, expected: [1] },
  { name: 'Gemm of degree 0 with bias', op: 'Gemm', inputs: ['sign', 'w', 'b3'], expected: [0] },
  {
    name: 'Einsum',
    op: 'Einsum',
    inputs: ['m', 'm'],
    attributes: { equation: string('nij,nkj->nik') },
    expected: [2],
  },
  // arithmetic
  simple('Add', 1, ['r', 'pr']),
  simple('Add', 'offset', ['r', 'half']),
  simple('Add', 'offset', ['r', 'mixed']),
  simple('Add', 1, ['r', 'zeros16']),
  simple('Add', 'degrees', ['r', 'square']),
  simple('Add', 1, ['r', 'nothing']),
  simple('Sub', 'offset', ['r', 'half']),
  simple('Sub', 'offset', ['half', 'r']),
  simple('Sub', 1, ['r', 'pr']),
  simple('Sum', 1, ['r', 'pr', 'zeros16']),
  simple('Mean', 1, ['r', 'pr', 'zeros16']),
  simple('Mean', 'offset', ['r', 'pr', 'some16']),
  { name: 'Concat', op: 'Concat', inputs: ['r', 'pr'], attributes: { axis: int(1) }, expected: [1] },
  {
    name: 'Concat of degrees',
    op: 'Concat',
    inputs: ['r', 'square'],
    attributes: { axis: int(1) },
    expected: ['degrees'],
  },
  simple('Where', 1, ['positive', 'r', 'pr']),
  simple('Where', 1, ['positive', 'r', 'zeros16']),
  simple('Where', 'offset', ['positive', 'r', 'half']),
  simple('Where', 'threshold', ['bright', 'zeros16', 'r']),
  simple('Max', 1, ['r', 'pr']),
  simple('Max', 1, ['r', 'zero']),
  simple('Max', 'clip', ['r', 'half']),
  simple('Min', 1, ['r', 'zero']),
  simple('Min', 'clip', ['r', 'half']),
  simple('Mul', 2, ['r', 'pr']),
  simple('Mul', 1, ['r', 'minus']),
  simple('Mul', 'zero', ['r', 'none']),
  simple('Mul', 'zero', ['biased', 'none']),
  simple('Div', 0, ['r', 'pr']),
  simple('Div', 1, ['r', 'two']),
  simple('Div', -1, ['two', 'pr']),
  simple('Div', 1, ['square', 'r']),
  simple('Reciprocal', -1, ['pr']),
  simple('Sqrt', 0.5, ['pr']),
  { name: 'Pow 2', op: 'Pow', inputs: ['r', 'two'], expected: [2] },
  { name: 'Pow 3', op: 'Pow', inputs: ['r', 'three'], expected: [3] },
  { name: 'Pow 1/2', op: 'Pow', inputs: ['pr', 'point5'], expected: [0.5], rounds: true },
  { name: 'Pow 0', op: 'Pow', inputs: ['pr', 'zero'], expected: [0] },
  { name: 'Pow of a constant', op: 'Pow', inputs: ['two', 'r'], expected: ['unreadable'] },
  simple('Greater', 0, ['r', 'zero']),
  simple('Greater', 0, ['r', 'pr']),
  simple('Greater', 'threshold', ['r', 'half']),
  simple('Less', 'threshold', ['r', 'square']),
  simple('Equal', 0, ['r', 'pr']),
  // reduction
  ...['ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2'].map((op): Branch => ({
    name: op,
    op,
    inputs: ['r'],
    attributes: { axes: ints(1) },
    expected: [1],
  })),
  { name: 'ReduceSum', op: 'ReduceSum', inputs: ['r', 'axis1'], expected: [1] },
  { name: 'ReduceSumSquare', op: 'ReduceSumSquare', inputs: ['r'], attributes: { axes: ints(1) }, expected: [2] },
  { name: 'ReduceProd of 4', op: 'ReduceProd', inputs: ['m'], attributes: { axes: ints(-1) }, expected: [4] },
  { name: 'ReduceProd of the image', op: 'ReduceProd', inputs: ['x'], attributes: { axes: ints(3) }, expected: [4] },
  {
    name: 'ReduceLogSumExp',
    op: 'ReduceLogSumExp',
    inputs: ['r'],
    attributes: { axes: ints(1) },
    expected: ['activation'],
  },
  { name: 'ReduceLogSum', op: 'ReduceLogSum', inputs: ['pr'], attributes: { axes: ints(1) }, expected: ['activation'] },
  { name: 'TopK', op: 'TopK', inputs: ['r', 'last'], outputs: 2, expected: [1, 0] },
  // pooling
  {
    name: 'MaxPool',
    op: 'MaxPool',
    inputs: ['x'],
    attributes: { kernel_shape: ints(2, 2) },
    outputs: 2,
    expected: [1, 0],
  },
  {
    name: 'MaxPool, padded',
    op: 'MaxPool',
    inputs: ['x'],
    attributes: { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1), strides: ints(2, 2) },
    expected: [1],
  },
  {
    name: 'MaxPool, padded and rounded up',
    op: 'MaxPool',
    inputs: ['x'],
    attributes: { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1), strides: ints(2, 2), ceil_mode: int(1) },
    expected: [1],
  },
  {
    name: 'AveragePool, padding counted',
    op: 'AveragePool',
    inputs: ['x'],
    attributes: { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1), count_include_pad: int(1) },
    expected: [1],
  },
  { name: 'LpPool', op: 'LpPool', inputs: ['x'], attributes: { kernel_shape: ints(2, 2), p: int(2) }, expected: [1] },
  simple('GlobalMaxPool', 1, ['x']),
  simple('GlobalAveragePool', 1, ['x']),
  { name: 'GlobalLpPool', op: 'GlobalLpPool', inputs: ['x'], attributes: { p: int(2) }, expected: [1] },
  // normalisation
  batchNorm('plain', 0, 0, 1.5, 1),
  batchNorm('beta', 0.01, 0, 1.5, 'shift'),
  batchNorm('mean', 0, 0.3, 1.5, 'shift'),
  batchNorm('mean behind a gamma of 0', 0, 0.3, 0, 1),
  {
    name: 'LayerNormalization',
    op: 'LayerNormalization',
    inputs: ['r', 'some16', 'mixed'],
    expected: ['epsilon'],
  },
  {
    name: 'LayerNormalization, epsilon 0',
    op: 'LayerNormalization',
    inputs: ['r', 'some16', 'mixed'],
    attributes: { epsilon: float(0) },
    expected: [0],
  },
  { name: 'InstanceNormalization', op: 'InstanceNormalization', inputs: ['x', 'gamma', 'none'], expected: ['epsilon'] },
  {
    name: 'InstanceNormalization, epsilon 0',
    op: 'InstanceNormalization',
    inputs: ['x', 'gamma', 'half'],
    attributes: { epsilon: float(0) },
    expected: [0],
  },
  { name: 'LpNormalization', op: 'LpNormalization', inputs: ['r'], expected: [0] },
  { name: 'LRN', op: 'LRN', inputs: ['x'], attributes: { size: int(3) }, expected: ['epsilon'] },
  {
    name: 'LRN without bias',
    op: 'LRN',
    inputs: ['x'],
    attributes: { size: int(3), bias: float(0), beta: float(0.5), alpha: float(1) },
    expected: [0],
    rounds: true,
  },
  {
    name: 'MeanVarianceNormalization',
    op: 'MeanVarianceNormalization',
    inputs: ['x'],
    attributes: { axes: ints(2, 3) },
    expected: ['undecided'],
    unlikeTheEngine: true,
  },
  // quantisation
  {
    name: 'QuantizeLinear',
    op: 'QuantizeLinear',
    inputs: ['r', 'qscale', 'qzero'],
    expected: ['quantisation'],
  },
  { name: 'DynamicQuantizeLinear', op: 'DynamicQuantizeLinear', inputs: ['r'], outputs: 3, expected: [0, 1, 0] },
  // control
  { name: 'RandomNormalLike', op: 'RandomNormalLike', inputs: ['r'], expected: ['random'] },
  { name: 'RandomUniformLike', op: 'RandomUniformLike', inputs: ['r'], expected: ['random'] },
];
