import { anyDegree, isLevel, levelled, power } from '../degree/degree.js';
import { indicesFlaw, unreadableFlaw } from '../degree/flaw.js';
import { axisOf, eachIndex, isClosed, sizeOfDims, stridesOf, type Dims, type OpenDims } from '../dims.js';
import { elementTypeNamed } from '../elementTypes.js';
import { MapBuilder, scalingMap } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { Live } from '../program/values.js';
import { rational } from '../rational.js';
import type { NodeView, ToldNumbers } from './node.js';
import { operation, plainOperation, type Columns, type Operation } from './operation.js';
import { keepsSign, neverNegative } from './signs.js';
import { curvedFinding, linear, movedDegree, movesNumbers } from './usual.js';

/** What a reduction is told. */
interface Reduction {
  /** Along which dimensions: an attribute in old definitions, an input in newer ones. */
  readonly axes: ToldNumbers;
  /** Whether dimensions stay, with a size of 1. */
  readonly keepsDims: boolean;
  /** Whether no axes mean none, and not all. */
  readonly emptyIsNone: boolean;
}

const readReduction = (node: NodeView): Reduction => ({
  axes: node.told(1, 'axes'),
  keepsDims: node.flag('keepdims', true),
  emptyIsNone: node.flag('noop_with_empty_axes'),
});

/** The dimensions that go; undefined where they cannot be told. */
function axesOf({ axes, emptyIsNone }: Reduction, rank: number): readonly number[] | undefined {
  if (axes === 'not readable') return undefined;
  if (axes !== undefined && axes.length > 0) return axes.map((axis) => axisOf(axis, rank));
  return emptyIsNone ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

function reducedDims(node: NodeView, details: Reduction): OpenDims | undefined {
  const dims = node.dims(0);
  const axes = dims && axesOf(details, dims.length);
  if (dims === undefined || axes === undefined) return undefined;
  return details.keepsDims
    ? dims.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : dims.filter((_, axis) => !axes.includes(axis));
}

/** Which numbers become one: those at `steps` from each of `starts`. */
function reducedPlaces(context: ProgramContext, details: Reduction, dims: Dims) {
  const axes = axesOf(details, dims.length);
  if (axes === undefined) throw context.obstacle('a reduction along dimensions that cannot be read');
  const result = dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const inner = dims.map((size, axis) => (axes.includes(axis) ? size : 1));
  const strides = stridesOf(dims);
  const place = (index: readonly number[]): number => index.reduce((at, i, axis) => at + strides[axis]! * i, 0);
  const steps: number[] = [];
  eachIndex(inner, (index) => steps.push(place(index)));
  const starts: number[] = [];
  eachIndex(result, (index) => starts.push(place(index)));
  if (steps.length === 0) throw context.obstacle('a reduction of no numbers');
  return { starts, steps, dims: details.keepsDims ? result : result.filter((_, axis) => !axes.includes(axis)) };
}

/** Over everything there is, the batch included: as scales are found that are computed for a whole tensor. */
function reducesAll(node: NodeView, details: Reduction): boolean {
  const dims = node.dims(0);
  const axes = dims && axesOf(details, dims.length);
  return dims?.[0] === undefined && axes !== undefined && axes.length === dims?.length;
}

/** Means or sums over some dimensions. */
function writeReduced(context: ProgramContext, details: Reduction, mean: boolean, input = context.live(0)): void {
  const { starts, steps, dims } = reducedPlaces(context, details, input.dims);
  const builder = new MapBuilder(context.name);
  for (const start of starts) {
    for (const step of steps) builder.add(start + step, 1);
    builder.endRow();
  }
  const divisors = new Float64Array(starts.length).fill(mean ? steps.length : 1);
  context.affine([input], builder.map(sizeOfDims(input.dims), { divisors }), dims);
}

/** The largest (or smallest) number over some dimensions. */
function writeLargest(context: ProgramContext, details: Reduction, sign: 1 | -1): void {
  const { writer, name } = context;
  const input = context.live(0);
  const { starts, steps, dims } = reducedPlaces(context, details, input.dims);
  const turned = (value: Live): Live =>
    sign === 1
      ? value
      : writer.affine(name, [value], scalingMap(name, sizeOfDims(value.dims), { factor: () => -1 }), value.dims);
  const windows = Int32Array.from(starts.flatMap((start) => steps.map((step) => start + step)));
  context.give(turned(writer.maximum(name, turned(input), windows, steps.length, false, dims)));
}

/** Whether a dimension that goes has no numbers: the largest of none is -infinity, and their mean no number. */
function isOfNone(node: NodeView, details: Reduction): boolean {
  const dims = node.dims(0);
  return dims !== undefined && axesOf(details, dims.length)?.some((axis) => dims[axis] === 0) === true;
}

const reducing = ({ degree, ...columns }: Omit<Columns<Reduction>, 'read' | 'dims'>): Operation =>
  operation<Reduction>({
    ...columns,
    read: readReduction,
    dims: reducedDims,
    mixesImages: reducesAll,
    ...(degree && {
      degree: {
        said: degree.said,
        of: (context, details) => {
          const found = degree.of(context, details);
          return isOfNone(context.node, details) ? { ...found, partial: true } : found;
        },
      },
    }),
  });

/** Several numbers become one. */
export const reduction: readonly Operation[] = [
  reducing({
    names: 'ReduceSum',
    degree: movesNumbers,
    pieces: linear,
    follow: (context, details) => writeReduced(context, details, false),
    sign: keepsSign,
  }),
  reducing({
    names: 'ReduceMean',
    degree: movesNumbers,
    pieces: linear,
    follow: (context, details) => writeReduced(context, details, true),
    sign: keepsSign,
  }),
  ...([1, -1] as const).map((sign) =>
    reducing({
      names: sign === 1 ? 'ReduceMax' : 'ReduceMin',
      degree: movesNumbers,
      sign: keepsSign,
      // Patterns are read from windows over height and width.
      pieces: { said: 'kinks where another number is ahead', of: () => 'curved' },
      follow: (context, details) => writeLargest(context, details, sign),
    }),
  ),
  reducing({
    names: 'ReduceL1',
    degree: movesNumbers,
    sign: neverNegative,
    pieces: { said: 'kinks at 0', of: () => 'curved' },
    follow: (context, details) => {
      const light = context.writer.kink(context.name, context.live(0), Float64Array.of(-1));
      writeReduced(context, details, false, light);
    },
  }),
  reducing({
    names: 'ReduceL2',
    degree: { said: 'd', of: (context) => ({ ...movedDegree(context), squares: true }) },
    sign: neverNegative,
  }),
  reducing({
    names: 'ReduceSumSquare',
    degree: {
      said: '2d',
      of: (context) => ({ ...movedDegree(context), form: power(context.form(0), rational(2n)) }),
    },
  }),
  reducing({
    names: 'ReduceProd',
    degree: {
      said: 'n times d, for n numbers',
      of: ({ node, form }, details) => {
        const dims = node.dims(0);
        const axes = dims && axesOf(details, dims.length);
        const factors = axes?.map((axis) => dims?.[axis]);
        if (factors === undefined || factors.length === 0 || !isClosed(factors))
          return {
            form: anyDegree,
            flaw: unreadableFlaw('a product of a number of values that is not plain from the file'),
          };
        return { form: power(form(0), rational(BigInt(sizeOfDims(factors)))) };
      },
    },
  }),
  reducing({
    names: 'ReduceLogSum ReduceLogSumExp',
    degree: {
      said: 'none, unless d is 0',
      of: (context) => curvedFinding(context, 'a domain', 'Use ReduceSum or ReduceMax instead.'),
    },
  }),
  plainOperation({
    names: 'TopK',
    degree: {
      said: 'd, and 0 for where they were',
      of: ({ form }) => ({
        form: [form(0), levelled(form(0))],
        ties: true,
        ...(isLevel(form(1)) ? {} : { flaw: indicesFlaw }),
      }),
    },
    dims: (node) => {
      const dims = node.dims(0);
      const axis = axisOf(node.number('axis', -1), dims?.length ?? 0);
      // Before version 10 the count is an attribute.
      const count = node.opset < 10 ? node.number('k', 1) : node.values(1)?.[0];
      return dims && dims.map((size, i) => (i === axis ? count : size));
    },
    type: (node, _, output) => (output === 1 ? elementTypeNamed('int64') : node.elementType(0)),
  }),
];
