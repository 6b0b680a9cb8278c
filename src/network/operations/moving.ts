import { axisOf, eachIndex, isTooLarge, sizeOfDims, spreadPlaces, stridesOf, type Dims } from '../dims.js';
import { taken } from './folding.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type Columns, type Operation } from './operation.js';
import { keepsSign } from './signs.js';
import { linear, linearInFirst, movesNumbers } from './usual.js';

/** Where each number of an output comes from in the first input. */
interface Moved {
  readonly places: Int32Array;
  readonly dims: Dims;
}

/**
 * An operation that takes numbers from its first input, and nothing else.
 *
 * @param move for each output; or what is in the way, in words.
 */
const movingOperation = <Details>(
  columns: Pick<Columns<Details>, 'names' | 'read' | 'pieces' | 'dims' | 'repeats'>,
  move: (dims: Dims, details: Details) => readonly Moved[] | string,
): Operation =>
  operation({
    ...columns,
    degree: movesNumbers,
    sign: keepsSign,
    follow: (context, details) => {
      const input = context.live();
      const moved = move(input.dims, details);
      if (typeof moved === 'string') throw context.obstacle(moved);
      moved.forEach(({ places, dims }, output) => context.rearrange(input, places, dims, output));
    },
    fold: ([input], details) => {
      const moved = input && move(input.dims, details);
      if (input === undefined || moved === undefined || typeof moved === 'string') return undefined;
      return moved.map(({ places, dims }) => taken(input, places, dims));
    },
  });

/** Takes, along each axis, the numbers at some positions (-1: 0). */
function positionsTaken(dims: Dims, positions: readonly (readonly number[])[]): Moved {
  const strides = stridesOf(dims);
  const result = positions.map(({ length }) => length);
  const places = new Int32Array(sizeOfDims(result));
  eachIndex(result, (index, place) => {
    let at = 0;
    for (let axis = 0; axis < dims.length && at >= 0; axis++) {
      const position = positions[axis]![index[axis]!]!;
      at = position < 0 ? -1 : at + strides[axis]! * position;
    }
    places[place] = at;
  });
  return { places, dims: result };
}

/** The numbers with their dimensions in another order. */
function transposed(dims: Dims, order: readonly number[]): Moved {
  const strides = stridesOf(dims);
  const result = order.map((axis) => dims[axis] ?? 1);
  const places = new Int32Array(sizeOfDims(result));
  eachIndex(result, (index, place) => {
    places[place] = order.reduce((at, axis, i) => at + strides[axis]! * index[i]!, 0);
  });
  return { places, dims: result };
}

const upTo = (size: number): readonly number[] => Array.from({ length: size }, (_, i) => i);

const tooLarge = 'more numbers than are followed';

const notReadable = 'indices, sizes or amounts that cannot be read';

function slicedPositions(size: number, start: number, end: number, step: number): readonly number[] {
  const within = (place: number): number => {
    const from = place < 0 ? place + size : place;
    return step > 0 ? Math.min(Math.max(from, 0), size) : Math.min(Math.max(from, -1), size - 1);
  };
  const [first, last] = [within(start), within(end)];
  const count = Math.max(0, Math.ceil((last - first) / step));
  return Array.from({ length: count }, (_, i) => first + i * step);
}

const readSlice = (node: NodeView) => ({
  starts: node.told(1, 'starts'),
  ends: node.told(2, 'ends'),
  axes: node.told(3, 'axes'),
  steps: node.told(4, 'steps'),
});

const readBlocks = (node: NodeView) => ({ block: node.number('blocksize', 1), crd: node.text('mode') === 'CRD' });

const readCentred = (node: NodeView) => ({ sizes: node.told(1, ''), axes: node.list('axes') });

/** How often along each dimension; operator sets before 6 tell one dimension. */
const readTile = (node: NodeView): readonly number[] | undefined => {
  const repeats = node.values(1);
  return node.opset < 6 || repeats === undefined ? undefined : Array.from(repeats);
};

/** Reads one value beyond the border where the mode says so. */
export const beyondBorder: Readonly<Record<string, (place: number, size: number) => number>> = {
  constant: (place, size) => (place >= 0 && place < size ? place : -1),
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  reflect: (place, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const around = ((place % period) + period) % period;
    return around < size ? around : period - around;
  },
  wrap: (place, size) => ((place % size) + size) % size,
};

/** In which order axes are taken: without a word, the last first. */
const orderOf = (dims: readonly unknown[], perm: readonly number[] | undefined): readonly number[] =>
  perm ?? dims.map((_, axis) => axis).toReversed();

/** Numbers taken from other places. */
export const moving: readonly Operation[] = [
  movingOperation(
    {
      names: 'Transpose',
      pieces: linear,
      repeats: true,
      read: (node) => node.list('perm'),
      dims: (node, perm) => {
        const dims = node.dims(0);
        return dims && orderOf(dims, perm).map((axis) => dims[axis]);
      },
    },
    (dims, perm) => [transposed(dims, orderOf(dims, perm))],
  ),
  movingOperation({ names: 'Slice', pieces: linearInFirst, read: readSlice }, (dims, { starts, ends, axes, steps }) => {
    if ([starts, ends, axes, steps].includes('not readable')) return notReadable;
    const from = starts === 'not readable' ? [] : (starts ?? []);
    const positions = dims.map(upTo);
    for (const [i, start] of from.entries()) {
      const axis = axisOf((axes === 'not readable' ? undefined : axes?.[i]) ?? i, dims.length);
      const size = dims[axis] ?? 0;
      const step = (steps === 'not readable' ? undefined : steps?.[i]) ?? 1;
      if (step === 0) return 'a slice with step 0';
      const end = (ends === 'not readable' ? undefined : ends?.[i]) ?? size;
      positions[axis] = slicedPositions(size, start, end, step);
    }
    return [positionsTaken(dims, positions)];
  }),
  movingOperation(
    {
      names: 'Gather',
      pieces: linearInFirst,
      read: (node) => ({ axis: node.number('axis', 0), indices: node.numbers(1) }),
      dims: (node, { axis, indices }) => {
        const dims = node.dims(0);
        if (dims === undefined || indices === undefined) return undefined;
        const along = axisOf(axis, dims.length);
        return [...dims.slice(0, along), ...indices.dims, ...dims.slice(along + 1)];
      },
    },
    (dims, { axis, indices }) => {
      if (indices === undefined) return notReadable;
      const along = axisOf(axis, dims.length);
      const size = dims[along] ?? 0;
      const chosen = Array.from(indices.values, (index) => axisOf(index, size));
      if (chosen.some((place) => !(place >= 0 && place < size))) return 'an index out of range';
      const result = [...dims.slice(0, along), ...indices.dims, ...dims.slice(along + 1)];
      if (isTooLarge(result)) return tooLarge;
      const { places } = positionsTaken(
        dims,
        dims.map((length, i) => (i === along ? chosen : upTo(length))),
      );
      return [{ places, dims: result }];
    },
  ),
  movingOperation(
    {
      names: 'Split',
      pieces: linear,
      read: (node) => ({
        axis: node.number('axis', 0),
        sizes: node.told(1, 'split'),
        outputs: node.written.outputs.length,
      }),
    },
    (dims, { axis, sizes, outputs }) => {
      if (sizes === 'not readable') return notReadable;
      const along = axisOf(axis, dims.length);
      const size = dims[along] ?? 0;
      const each = Math.ceil(size / outputs);
      const lengths = sizes ?? Array.from({ length: outputs }, (_, i) => Math.min(each, size - each * i));
      let from = 0;
      return lengths.map((length) => {
        const start = from;
        from += length;
        const positions = Array.from({ length }, (_, i) => start + i);
        return positionsTaken(
          dims,
          dims.map((side, i) => (i === along ? positions : upTo(side))),
        );
      });
    },
  ),
  movingOperation(
    { names: 'Expand', pieces: linearInFirst, repeats: true, read: (node) => node.told(1, 'shape') },
    (dims, target) => {
      if (target === 'not readable' || target === undefined) return notReadable;
      const rank = Math.max(target.length, dims.length);
      const result = Array.from({ length: rank }, (_, axis) =>
        Math.max(target[target.length - rank + axis] ?? 1, dims[dims.length - rank + axis] ?? 1),
      );
      return isTooLarge(result) ? tooLarge : [{ places: spreadPlaces(dims, result), dims: result }];
    },
  ),
  movingOperation({ names: 'Tile', pieces: linearInFirst, read: readTile }, (dims, repeats) => {
    if (repeats === undefined || repeats.length !== dims.length) return notReadable;
    const result = dims.map((size, axis) => size * repeats[axis]!);
    if (isTooLarge(result)) return tooLarge;
    const around = (size: number, axis: number): readonly number[] => upTo(size * repeats[axis]!).map((i) => i % size);
    return [positionsTaken(dims, dims.map(around))];
  }),
  movingOperation({ names: 'DepthToSpace', pieces: linear, read: readBlocks }, (dims, { block, crd }) => {
    const [images = 1, channels = 1, height = 1, width = 1] = dims;
    const depth = channels / block ** 2;
    if (dims.length !== 4 || !Number.isInteger(depth)) return 'a depth that does not make blocks';
    // [depth, block, block] of channels, or the blocks first.
    const split = crd ? [images, depth, block, block, height, width] : [images, block, block, depth, height, width];
    const order = crd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    return [{ ...transposed(split, order), dims: [images, depth, height * block, width * block] }];
  }),
  movingOperation({ names: 'SpaceToDepth', pieces: linear, read: readBlocks }, (dims, { block }) => {
    const [images = 1, channels = 1, height = 1, width = 1] = dims;
    const [rows, columns] = [height / block, width / block];
    if (dims.length !== 4 || !Number.isInteger(rows) || !Number.isInteger(columns)) return 'sides that are no blocks';
    const split = [images, channels, rows, block, columns, block];
    return [{ ...transposed(split, [0, 3, 5, 1, 2, 4]), dims: [images, channels * block ** 2, rows, columns] }];
  }),
  movingOperation({ names: 'CenterCropPad', pieces: linearInFirst, read: readCentred }, (dims, { sizes, axes }) => {
    if (sizes === 'not readable' || sizes === undefined) return notReadable;
    const wanted = [...dims];
    sizes.forEach((size, i) => (wanted[axisOf(axes?.[i] ?? i, dims.length)] = size));
    if (isTooLarge(wanted)) return tooLarge;
    const positions = dims.map((size, axis) => {
      const more = wanted[axis]! - size;
      const before = more >= 0 ? Math.floor(more / 2) : -Math.floor(-more / 2);
      return upTo(wanted[axis]!).map((i) => (i - before >= 0 && i - before < size ? i - before : -1));
    });
    return [positionsTaken(dims, positions)];
  }),
  plainOperation({
    names: 'GatherElements GatherND Upsample',
    degree: movesNumbers,
    sign: keepsSign,
    pieces: linearInFirst,
  }),
  plainOperation({ names: 'CumSum ReverseSequence Trilu Col2Im', degree: movesNumbers }),
];
