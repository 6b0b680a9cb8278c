import { isClosed, sizeOfDims, axisOf, type OpenDims } from '../dims.js';
import type { NodeView, ToldNumbers } from './node.js';
import { operation, type Operation } from './operation.js';
import { keepsSign } from './signs.js';
import { linear, movesNumbers } from './usual.js';

/** What a node makes of a shape; undefined where that cannot be told. */
interface Reshaping {
  readonly dimsOf: (dims: OpenDims) => OpenDims | undefined;
  /** The numbers of one image certainly stay those of one image. */
  readonly keepsImages: boolean;
}

/** An operation that gives its first input's numbers in their order, in another shape. */
const reshapingOperation = (names: string, read: (node: NodeView) => Reshaping): Operation =>
  operation({
    names,
    read,
    degree: movesNumbers,
    pieces: linear,
    follow: (context, { dimsOf }) => {
      const input = context.live();
      const dims = dimsOf(input.dims);
      if (dims === undefined) throw context.obstacle(`${context.node.operation.toLowerCase()} of two computed tensors`);
      if (!isClosed(dims) || sizeOfDims(dims) !== sizeOfDims(input.dims) || !dims.every(isSize))
        throw context.obstacle(`a shape [${dims.join(', ')}] that ${sizeOfDims(input.dims)} numbers do not fit into`);
      context.give({ ...input, dims });
    },
    fold: ([input], { dimsOf }) => {
      const dims = input && dimsOf(input.dims);
      if (dims === undefined || !isClosed(dims) || !dims.every(isSize)) return undefined;
      if (sizeOfDims(dims) !== input?.values.length) return undefined;
      return [{ ...input, dims }];
    },
    order: (_, { keepsImages }) => ({ kind: 'same numbers', images: keepsImages }),
    repeats: true,
    sign: keepsSign,
    dims: (node, { dimsOf }) => {
      const dims = node.dims(0);
      return dims && dimsOf(dims);
    },
  });

const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0;

const productOf = (dims: OpenDims): number | undefined => (isClosed(dims) ? sizeOfDims(dims) : undefined);

function readReshape(node: NodeView): Reshaping {
  const target = node.told(1, 'shape');
  const keepsZeros = node.flag('allowzero');
  if (target === 'not readable' || target === undefined) return { dimsOf: () => undefined, keepsImages: false };
  const dimsOf = (dims: OpenDims): OpenDims => {
    const sizes = target.map((size, axis) => (size === 0 && !keepsZeros ? dims[axis] : size));
    if (!sizes.includes(-1)) return sizes;
    const [all, rest] = [productOf(dims), productOf(sizes.filter((size) => size !== -1))];
    const last = all === undefined || rest === undefined ? undefined : all / rest;
    return sizes.map((size) => (size === -1 ? last : size));
  };
  // A batch of 0 is that of the input; -1 would make images of what is left over.
  return { dimsOf, keepsImages: (target[0] === 0 && !keepsZeros) || target[0] === 1 };
}

function readFlatten(node: NodeView): Reshaping {
  const axis = node.number('axis', 1);
  const dimsOf = (dims: OpenDims): OpenDims => {
    const at = axisOf(axis, dims.length);
    return [productOf(dims.slice(0, at)), productOf(dims.slice(at))];
  };
  return { dimsOf, keepsImages: axis === 1 };
}

const axesOr = (axes: ToldNumbers, dimsOf: (axes: readonly number[] | undefined) => Reshaping['dimsOf']) =>
  axes === 'not readable' ? () => undefined : dimsOf(axes);

function readSqueeze(node: NodeView): Reshaping {
  const axes = node.told(1, 'axes');
  const dimsOf = axesOr(axes, (given) => (dims) => {
    const dropped = given?.map((axis) => axisOf(axis, dims.length));
    if (dropped !== undefined) return dims.filter((_, axis) => !dropped.includes(axis));
    return isClosed(dims) ? dims.filter((size) => size !== 1) : undefined;
  });
  // Only dimensions of 1 go.
  return { dimsOf, keepsImages: true };
}

function readUnsqueeze(node: NodeView): Reshaping {
  const axes = node.told(1, 'axes');
  const dimsOf = axesOr(axes, (given = []) => (dims) => {
    const rank = dims.length + given.length;
    const added = given.map((axis) => axisOf(axis, rank));
    const rest = dims[Symbol.iterator]();
    return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.next().value));
  });
  return { dimsOf, keepsImages: axes !== 'not readable' && axes?.every((axis) => axis > 0) === true };
}

/** The same numbers in another shape. */
export const reshaping: readonly Operation[] = [
  reshapingOperation('Reshape', readReshape),
  reshapingOperation('Flatten', readFlatten),
  reshapingOperation('Squeeze', readSqueeze),
  reshapingOperation('Unsqueeze', readUnsqueeze),
  reshapingOperation('Identity', () => ({ dimsOf: (dims) => dims, keepsImages: true })),
];
