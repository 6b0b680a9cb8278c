import type { NodeContext } from '../../../network/program/writer.js';
import { gatherMap, MapBuilder } from '../../../network/program/affineMap.js';
import {
  axisOf,
  eachIndex,
  sizeOfDims,
  spreadPlaces,
  stridesOf,
  type Dims,
  type Value,
} from '../../../network/program/values.js';

/** The same numbers in another shape. */
const reshaped = (context: NodeContext, input: Value, dims: Dims): void => {
  if (sizeOfDims(dims) !== sizeOfDims(input.dims) || dims.some((size) => !Number.isInteger(size) || size < 0))
    throw context.obstacle(`a shape [${dims.join(', ')}] that ${sizeOfDims(input.dims)} numbers do not fit into`);
  context.give({ ...input, dims });
};

export const identity = (context: NodeContext): void => context.give(context.value(0));

export function flatten(context: NodeContext): void {
  const input = context.value(0);
  const axis = axisOf(context.number('axis', 1), input.dims.length);
  reshaped(context, input, [sizeOfDims(input.dims.slice(0, axis)), sizeOfDims(input.dims.slice(axis))]);
}

export function reshape(context: NodeContext): void {
  const input = context.value(0);
  const target = context.numbers(1, 'shape') ?? [];
  const keeps = context.number('allowzero', 0) !== 1;
  const sizes = target.map((size, axis) => (size === 0 && keeps ? (input.dims[axis] ?? 0) : size));
  const known = sizes.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  reshaped(
    context,
    input,
    sizes.map((size) => (size === -1 ? sizeOfDims(input.dims) / known : size)),
  );
}

export function squeeze(context: NodeContext): void {
  const input = context.value(0);
  const axes = context.numbers(1, 'axes')?.map((axis) => axisOf(axis, input.dims.length));
  reshaped(
    context,
    input,
    input.dims.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
}

export function unsqueeze(context: NodeContext): void {
  const input = context.value(0);
  const axes = context.numbers(1, 'axes') ?? [];
  const rank = input.dims.length + axes.length;
  const added = axes.map((axis) => axisOf(axis, rank));
  const rest = input.dims[Symbol.iterator]();
  reshaped(
    context,
    input,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : Number(rest.next().value))),
  );
}

export function transpose(context: NodeContext): void {
  const input = context.value(0);
  const order = context.list('perm') ?? input.dims.map((_, axis) => axis).toReversed();
  const strides = stridesOf(input.dims);
  const dims = order.map((axis) => input.dims[axis] ?? 1);
  const places = new Int32Array(sizeOfDims(dims));
  eachIndex(dims, (index, place) => {
    places[place] = order.reduce((at, axis, i) => at + strides[axis]! * index[i]!, 0);
  });
  context.rearrange(input, places, dims);
}

/** Takes from along one axis the given positions. */
function taken(context: NodeContext, input: Value, axis: number, positions: readonly number[], output = 0): void {
  const { dims } = input;
  const strides = stridesOf(dims);
  const result = dims.map((size, i) => (i === axis ? positions.length : size));
  const places = new Int32Array(sizeOfDims(result));
  eachIndex(result, (index, place) => {
    let at = 0;
    for (let i = 0; i < dims.length; i++) at += strides[i]! * (i === axis ? positions[index[i]!]! : index[i]!);
    places[place] = at;
  });
  context.rearrange(input, places, result, output);
}

export function slice(context: NodeContext): void {
  let input = context.value(0);
  const starts = context.numbers(1, 'starts') ?? [];
  const ends = context.numbers(2, 'ends') ?? [];
  const axes = context.numbers(3, 'axes') ?? starts.map((_, i) => i);
  const steps = context.numbers(4, 'steps') ?? starts.map(() => 1);
  axes.forEach((given, i) => {
    const axis = axisOf(given, input.dims.length);
    const size = input.dims[axis] ?? 0;
    const step = steps[i] ?? 1;
    if (step === 0) throw context.obstacle('a slice with step 0');
    const within = (place: number): number => {
      const from = place < 0 ? place + size : place;
      return step > 0 ? Math.min(Math.max(from, 0), size) : Math.min(Math.max(from, -1), size - 1);
    };
    const positions: number[] = [];
    const end = within(ends[i] ?? size);
    for (let place = within(starts[i] ?? 0); step > 0 ? place < end : place > end; place += step) positions.push(place);
    taken(context, input, axis, positions);
    input = context.result();
  });
  if (axes.length === 0) context.give(input);
}

export function gather(context: NodeContext): void {
  const input = context.value(0);
  const indices = context.fixed(1);
  const axis = axisOf(context.number('axis', 0), input.dims.length);
  const size = input.dims[axis] ?? 0;
  const positions = Array.from(indices.values, (index) => axisOf(index, size));
  if (positions.some((place) => !(place >= 0 && place < size))) throw context.obstacle('an index out of range');
  taken(context, input, axis, positions);
  const dims = [...input.dims.slice(0, axis), ...indices.dims, ...input.dims.slice(axis + 1)];
  context.give({ ...context.result(), dims });
}

export function split(context: NodeContext): void {
  const input = context.value(0);
  const axis = axisOf(context.number('axis', 0), input.dims.length);
  const size = input.dims[axis] ?? 0;
  const parts = context.node.outputs.length;
  const each = Math.ceil(size / parts);
  const sizes = context.numbers(1, 'split') ?? Array.from({ length: parts }, (_, i) => Math.min(each, size - each * i));
  let from = 0;
  sizes.forEach((length, output) => {
    const start = from;
    taken(
      context,
      input,
      axis,
      Array.from({ length }, (_, i) => start + i),
      output,
    );
    from += length;
  });
}

export function expand(context: NodeContext): void {
  const input = context.value(0);
  const target = context.numbers(1, 'shape') ?? [];
  const rank = Math.max(target.length, input.dims.length);
  const dims = Array.from({ length: rank }, (_, axis) =>
    Math.max(target[target.length - rank + axis] ?? 1, input.dims[input.dims.length - rank + axis] ?? 1),
  );
  context.rearrange(input, spreadPlaces(input.dims, dims), dims);
}

/** Reads one value beyond the border where the mode says so. */
const beyond: Readonly<Record<string, (place: number, size: number) => number>> = {
  constant: (place, size) => (place >= 0 && place < size ? place : -1),
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  reflect: (place, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const around = ((place % period) + period) % period;
    return around < size ? around : period - around;
  },
  wrap: (place, size) => ((place % size) + size) % size,
};

export function pad(context: NodeContext): void {
  const input = context.value(0);
  const { dims } = input;
  const given = context.numbers(1, 'pads') ?? [];
  const axes = (context.numbers(3, '') ?? dims.map((_, axis) => axis)).map((axis) => axisOf(axis, dims.length));
  const [before, after] = [dims.map(() => 0), dims.map(() => 0)];
  axes.forEach((axis, i) => {
    before[axis] = given[i] ?? 0;
    after[axis] = given[i + axes.length] ?? 0;
  });
  const filling =
    (context.node.inputs[2] ?? '') === '' ? context.number('value', 0) : (context.fixed(2).values[0] ?? 0);
  const from = beyond[context.text('mode') ?? 'constant'];
  if (from === undefined) throw context.obstacle(`padding by ${context.text('mode')}`);
  const strides = stridesOf(dims);
  const result = dims.map((size, axis) => size + before[axis]! + after[axis]!);
  const places = new Int32Array(sizeOfDims(result));
  eachIndex(result, (index, place) => {
    let at = 0;
    for (let axis = 0; axis < dims.length && at >= 0; axis++) {
      const inside = from(index[axis]! - before[axis]!, dims[axis]!);
      at = inside < 0 ? -1 : at + strides[axis]! * inside;
    }
    places[place] = at;
  });
  if (filling === 0) return context.rearrange(input, places, result);
  const live = context.live(0);
  const map = gatherMap(context.name, sizeOfDims(dims), places);
  context.affine([live], { ...map, offsets: Float64Array.from(places, (place) => (place < 0 ? filling : 0)) }, result);
}

export function concat(context: NodeContext): void {
  const values = context.node.inputs.map((_, position) => context.value(position));
  const [head] = values;
  if (head === undefined) throw context.obstacle('concat of nothing');
  const axis = axisOf(context.number('axis', 0), head.dims.length);
  const dims = head.dims.map((size, i) =>
    i === axis ? values.reduce((sum, value) => sum + (value.dims[i] ?? 0), 0) : size,
  );
  if (values.some((value) => value.dims.some((size, i) => i !== axis && size !== dims[i])))
    throw context.obstacle('concat of shapes that do not fit');
  // Where each number comes from: which value, and where in it.
  const inner = sizeOfDims(dims.slice(axis + 1));
  const outer = sizeOfDims(dims.slice(0, axis));
  const order: (readonly [value: number, place: number])[] = [];
  for (let block = 0; block < outer; block++)
    values.forEach((value, which) => {
      const length = value.dims[axis]! * inner;
      for (let i = 0; i < length; i++) order.push([which, block * length + i]);
    });
  if (values.every((value) => value.kind === 'fixed')) {
    const joined = Float64Array.from(order, ([which, place]) => values[which]!.values[place]!);
    return context.give({ kind: 'fixed', dims, values: joined });
  }
  const live = values.map((_, position) => context.live(position));
  const starts: number[] = [];
  let columns = 0;
  for (const { dims: size } of live) {
    starts.push(columns);
    columns += sizeOfDims(size);
  }
  const builder = new MapBuilder(context.name);
  for (const [which, place] of order) {
    builder.add(starts[which]! + place, 1);
    builder.endRow();
  }
  context.affine(live, builder.map(columns), dims);
}

/** The sizes of a tensor, as numbers. */
export function shape(context: NodeContext): void {
  const { dims } = context.value(0);
  const part = dims.slice(
    context.number('start', 0),
    context.node.attributes.has('end') ? context.number('end', 0) : undefined,
  );
  context.give({ kind: 'fixed', dims: [part.length], values: Float64Array.from(part) });
}
