import { integers, onnxGraph, onnxModel, weights, type OnnxModel, type OnnxNode, type OnnxTensor } from './onnxFile.js';

/** Numbers in [-1, 1) from a small generator: the same ones every time. */
export function* someNumbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    yield state / 0x40000000 - 1;
  }
}

export const take = (count: number, numbers: Iterator<number>): Float32Array =>
  Float32Array.from({ length: count }, () => Number(numbers.next().value));

/** 2 x 2 grey images; scores [a + b, c + d] of pixels a, b, c, d. */
export const sumsWeights = weights('w', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]);

/** Sums of the upper and lower half of a 2 x 2 image, with a node or more after them. */
export const sums = (change: Partial<OnnxModel> = {}): Uint8Array =>
  onnxModel({
    inputs: [{ name: 'image', shape: ['N', 1, 2, 2] }],
    outputs: [{ name: 'sums', shape: ['N', 2] }],
    nodes: [
      { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
      { op: 'MatMul', name: 'dense', inputs: ['flat', 'w'], outputs: ['sums'] },
    ],
    initializers: [sumsWeights],
    ...change,
  });

/** `sums` followed by nodes whose last output, of shape [N, 2] unless said, is the only output. */
export const sumsThen = (
  nodes: readonly OnnxNode[],
  initializers: readonly OnnxTensor[] = [],
  shape: readonly (number | string)[] = ['N', 2],
): Uint8Array =>
  sums({
    nodes: [
      { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
      { op: 'MatMul', name: 'dense', inputs: ['flat', 'w'], outputs: ['sums'] },
      ...nodes,
    ],
    initializers: [sumsWeights, ...initializers],
    outputs: [{ name: nodes.at(-1)?.outputs[0] ?? 'sums', shape }],
  });

/** Fails if the first image's first pixel is 1 or more: it is the index into a list of one. */
export const failsOnWhite = (): Uint8Array =>
  sumsThen(
    [
      { op: 'Gather', inputs: ['flat', 'zero'], outputs: ['pixel'], attributes: { axis: { int: 1 } } },
      { op: 'Cast', inputs: ['pixel'], outputs: ['index'], attributes: { to: { int: 7 } } },
      { op: 'Gather', inputs: ['list', 'index'], outputs: ['found'] },
      { op: 'Add', inputs: ['sums', 'found'], outputs: ['scores'] },
    ],
    [integers('zero', [0]), weights('list', [1], [0])],
  );

/** Adds the same to the scores, turn after turn. */
export const looping = (turns: bigint): Uint8Array => {
  const body = onnxGraph({
    inputs: [{ name: 'i', shape: [], type: 'int64' }, { name: 'go', shape: [], type: 'bool' }, { name: 'before' }],
    outputs: [{ name: 'on', shape: [], type: 'bool' }, { name: 'after' }],
    nodes: [
      { op: 'Identity', inputs: ['go'], outputs: ['on'] },
      { op: 'Add', inputs: ['before', 'before'], outputs: ['after'] },
    ],
  });
  const count: OnnxTensor = { name: 'turns', shape: [], data: BigInt64Array.of(turns) };
  return sumsThen(
    [{ op: 'Loop', inputs: ['turns', '', 'sums'], outputs: ['scores'], attributes: { body: { graph: body } } }],
    [count],
  );
};

/** The smallest whole number divided by -1 is none: on x64, the processor ends onnxruntime there. */
export const crashesAnEngine = process.arch === 'x64';

/** Crashes onnxruntime on x64 if the sum of an image's upper or lower half is from 1 up to 2. */
export const crashesOnGrey = (): Uint8Array => {
  const whole = (name: string, value: bigint): OnnxTensor => ({ name, shape: [1], data: BigInt64Array.of(value) });
  return sumsThen(
    [
      { op: 'Cast', inputs: ['sums'], outputs: ['whole'], attributes: { to: { int: 7 } } },
      { op: 'Mul', inputs: ['whole', 'two'], outputs: ['doubled'] },
      { op: 'Sub', inputs: ['doubled', 'three'], outputs: ['divisor'] },
      { op: 'Div', inputs: ['least', 'divisor'], outputs: ['quotient'] },
      { op: 'Cast', inputs: ['quotient'], outputs: ['large'], attributes: { to: { int: 1 } } },
      { op: 'Mul', inputs: ['large', 'nothing'], outputs: ['zeros'] },
      { op: 'Add', inputs: ['sums', 'zeros'], outputs: ['scores'] },
    ],
    [whole('two', 2n), whole('three', 3n), whole('least', -(2n ** 63n)), weights('nothing', [1], [0])],
  );
};
