import { MapBuilder, scalingMap } from '../../../network/program/affineMap.js';
import type { NodeContext } from '../../../network/program/writer.js';
import {
  axisOf,
  eachIndex,
  sizeOfDims,
  spreadDims,
  spreadPlaces,
  stridesOf,
  type Dims,
  type Value,
} from '../../../network/program/values.js';

/** Gives numbers computed of fixed ones, which are shapes: others would have been rounded. */
function giveWhole(context: NodeContext, dims: Dims, values: Float64Array): void {
  if (!values.every(Number.isSafeInteger)) throw context.obstacle('weights that the network itself computes');
  context.give({ kind: 'fixed', dims, values });
}

/** Adds tensors, each with a sign, and fixed ones as biases. */
function sum(context: NodeContext, values: readonly Value[], signs: readonly number[], divisor = 1): void {
  let dims: Dims = [];
  for (const value of values) {
    const wider = spreadDims(dims, value.dims);
    if (wider === undefined) throw context.obstacle('an addition of shapes that do not fit');
    dims = wider;
  }
  const size = sizeOfDims(dims);
  const live = values.flatMap((value) => (value.kind === 'live' ? [value] : []));
  const terms = values.map((value, i) => ({ value, sign: signs[i] ?? 1, places: spreadPlaces(value.dims, dims) }));
  if (live.length === 0) {
    const total = Float64Array.from({ length: size }, (_, place) =>
      terms.reduce(
        (all, { value, sign, places }) => all + (value.kind === 'fixed' ? sign * value.values[places[place]!]! : 0),
        0,
      ),
    );
    return giveWhole(
      context,
      dims,
      total.map((value) => value / divisor),
    );
  }
  if (values.length - live.length > 1) throw context.obstacle('several constants added at once');
  const offsets = new Float64Array(size);
  const builder = new MapBuilder(context.name);
  for (let place = 0; place < size; place++) {
    let start = 0;
    for (const { value, sign, places } of terms) {
      if (value.kind === 'fixed') offsets[place]! += (sign * value.values[places[place]!]!) / divisor;
      else {
        builder.add(start + places[place]!, sign);
        start += sizeOfDims(value.dims);
      }
    }
    builder.endRow();
  }
  const columns = live.reduce((all, value) => all + sizeOfDims(value.dims), 0);
  context.affine(
    live,
    builder.map(columns, {
      offsets,
      ...(divisor !== 1 && { divisors: new Float64Array(size).fill(divisor) }),
      uncertainty: divisor === 1 || live.length === values.length ? 0 : 2,
    }),
    dims,
  );
}

export const add = (context: NodeContext): void => sum(context, [context.value(0), context.value(1)], [1, 1]);
export const subtract = (context: NodeContext): void => sum(context, [context.value(0), context.value(1)], [1, -1]);
export const negate = (context: NodeContext): void => sum(context, [context.value(0)], [-1]);
export const addAll = (context: NodeContext): void =>
  sum(
    context,
    context.node.inputs.map((_, i) => context.value(i)),
    [],
  );
export const meanOfAll = (context: NodeContext): void =>
  sum(
    context,
    context.node.inputs.map((_, i) => context.value(i)),
    [],
    context.node.inputs.length,
  );

/** Mul and Div by numbers that are fixed. */
const scaled =
  (divides: boolean) =>
  (context: NodeContext): void => {
    const [a, b] = [context.value(0), context.value(1)];
    const live = a.kind === 'live' ? a : b;
    const fixed = a.kind === 'live' ? b : a;
    const dims = spreadDims(a.dims, b.dims);
    if (dims === undefined) throw context.obstacle('shapes that do not fit');
    const apply = (x: number, y: number): number => (divides ? x / y : x * y);
    const [mine, theirs] = [spreadPlaces(live.dims, dims), spreadPlaces(fixed.dims, dims)];
    if (fixed.kind === 'live' || (divides && live === b && live.kind === 'live'))
      throw context.obstacle(`${context.node.operation.toLowerCase()} of computed tensors`);
    const { values } = fixed;
    if (live.kind === 'fixed') {
      const result = Float64Array.from(mine, (place, i) =>
        live === a ? apply(live.values[place]!, values[theirs[i]!]!) : apply(values[theirs[i]!]!, live.values[place]!),
      );
      return giveWhole(context, dims, result);
    }
    const builder = new MapBuilder(context.name);
    const divisors = new Float64Array(mine.length).fill(1);
    for (let i = 0; i < mine.length; i++) {
      const factor = values[theirs[i]!]!;
      if (divides && factor === 0) throw context.obstacle('a division by 0');
      if (divides) divisors[i] = factor;
      builder.add(mine[i]!, divides ? 1 : factor);
      builder.endRow();
    }
    context.affine([live], builder.map(sizeOfDims(live.dims), { divisors }), dims);
  };
export const multiply = scaled(false);
export const divide = scaled(true);

/** Batch normalisation as it is used: with fixed mean and variance. Its square root is rounded, so its weights are too. */
export function batchNormalization(context: NodeContext): void {
  if (context.number('training_mode', 0) === 1) throw context.obstacle('batchnormalization in training mode');
  const input = context.live(0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((position) => context.fixed(position).values);
  const epsilon = context.number('epsilon', 1e-5);
  const area = sizeOfDims(input.dims.slice(2));
  const channels = input.dims[1] ?? 1;
  const channelOf = (place: number): number => Math.floor(place / area) % channels;
  const factorOf = (channel: number): number => scale![channel]! / Math.sqrt(variance![channel]! + epsilon);
  const size = sizeOfDims(input.dims);
  // bias - mean · factor may cancel: then its error is relative to what was subtracted, which is what `uncertainty` covers.
  let cancelled = 1;
  for (let channel = 0; channel < channels; channel++) {
    const shift = mean![channel]! * factorOf(channel);
    const offset = bias![channel]! - shift;
    if (offset !== 0) cancelled = Math.max(cancelled, (Math.abs(bias![channel]!) + Math.abs(shift)) / Math.abs(offset));
    else if (shift !== 0) throw context.obstacle('a mean and a bias that cancel to the last digit');
  }
  const map = scalingMap(
    context.name,
    size,
    {
      factor: (place) => factorOf(channelOf(place)),
      offset: (place) => bias![channelOf(place)]! - mean![channelOf(place)]! * factorOf(channelOf(place)),
    },
    8 * cancelled,
  );
  context.affine([input], map, input.dims);
}

/** Means or sums over some dimensions. */
const reduced =
  (mean: boolean) =>
  (context: NodeContext): void => {
    const input = context.live(0);
    const { dims } = input;
    const given = context.numbers(1, 'axes')?.map((axis) => axisOf(axis, dims.length));
    const axes = given === undefined || given.length === 0 ? dims.map((_, axis) => axis) : given;
    const keeps = context.number('keepdims', 1) === 1;
    const result = dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const inner = dims.map((size, axis) => (axes.includes(axis) ? size : 1));
    const strides = stridesOf(dims);
    const place = (index: readonly number[]): number => index.reduce((at, i, axis) => at + strides[axis]! * i, 0);
    const steps: number[] = [];
    eachIndex(inner, (index) => steps.push(place(index)));
    const builder = new MapBuilder(context.name);
    eachIndex(result, (index) => {
      const start = place(index);
      for (const step of steps) builder.add(start + step, 1);
      builder.endRow();
    });
    const divisors = new Float64Array(sizeOfDims(result)).fill(mean ? steps.length : 1);
    const map = builder.map(sizeOfDims(dims), { divisors });
    context.affine([input], map, keeps ? result : result.filter((_, axis) => !axes.includes(axis)));
  };
export const reduceMean = reduced(true);
export const reduceSum = reduced(false);
