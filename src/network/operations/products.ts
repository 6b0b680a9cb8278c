import { anyDegree, isFixed, join, product, type Degree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { biasFlaw, degreesFlaw } from '../degree/flaw.js';
import { eachIndex, sizeOfDims, spreadDims, spreadPlaces, type Dims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type DegreeContext, type Operation } from './operation.js';
import { linearInEach } from './usual.js';

/** Something of a degree, and a bias at a position that must fit it: zeros, unless the degree is 0. */
export function biasedDegree({ node, form }: DegreeContext, product: Degree, position: number): DegreeFinding {
  if (!node.has(position)) return { form: product };
  const bias = form(position);
  const joined = join([product, bias]);
  // Behind a culprit of unknown effect a bias would still be one.
  const fits = joined !== undefined && !(product.kind === 'any' && bias.kind === 'constant');
  if (fits) return { form: joined };
  if (isFixed(bias)) return { form: product, flaw: biasFlaw(node.valuesWithin(position)) };
  return { form: anyDegree, flaw: degreesFlaw('adds a bias of another degree') };
}

/** What a Gemm is told: alpha A' B' + beta C, where A' and B' may be transposed. */
interface GemmDetails {
  readonly alpha: number;
  readonly beta: number;
  readonly turnsFirst: boolean;
  readonly turnsSecond: boolean;
}

const readGemm = (node: NodeView): GemmDetails => ({
  alpha: node.number('alpha', 1),
  beta: node.number('beta', 1),
  turnsFirst: node.flag('transA'),
  turnsSecond: node.flag('transB'),
});

function gemmDegree(context: DegreeContext, { beta }: GemmDetails): DegreeFinding {
  const form = product([context.form(0), context.form(1)]);
  return beta === 0 ? { form } : biasedDegree(context, form, 2);
}

const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(Math.abs(value)));

/** y = scale · x · B, row by row of x; an offset is added to each number. */
function writeProduct(
  context: ProgramContext,
  {
    size: [rows, inner, columns],
    at,
    scale = 1,
    offset,
    offsetUncertainty = 0,
  }: {
    readonly size: readonly [rows: number, inner: number, columns: number];
    /** The weight from a place of a row to a column. */
    readonly at: (place: number, column: number) => number;
    readonly scale?: number;
    readonly offset?: ((row: number, column: number) => number) | undefined;
    readonly offsetUncertainty?: number;
  },
  dims: Dims,
): void {
  const builder = new MapBuilder(context.name);
  const offsets = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      for (let place = 0; place < inner; place++) builder.add(row * inner + place, scale * at(place, column));
      builder.endRow();
      offsets[row * columns + column] = offset?.(row, column) ?? 0;
    }
  // A product with a factor other than a power of two is rounded.
  const uncertainty = Math.max(isPowerOfTwo(scale) ? 0 : 2, offsetUncertainty);
  context.affine([context.live(0)], builder.map(rows * inner, { offsets, uncertainty }), dims);
}

function writeGemm(context: ProgramContext, { alpha, beta, turnsFirst, turnsSecond }: GemmDetails): void {
  const input = context.live(0);
  const matrix = context.fixed(1);
  const [rows = 0, inner = 0] = input.dims;
  if (turnsFirst || input.dims.length !== 2 || matrix.dims.length !== 2)
    throw context.obstacle('gemm of other than rows and a matrix');
  const columns = matrix.dims[turnsSecond ? 0 : 1] ?? 0;
  if (matrix.dims[turnsSecond ? 1 : 0] !== inner) throw context.obstacle('gemm of shapes that do not fit');
  const { values } = matrix;
  const bias = context.optional(2);
  if (bias?.kind === 'live') throw context.obstacle('gemm with a computed bias');
  const places = bias && spreadPlaces(bias.dims, [rows, columns]);
  writeProduct(
    context,
    {
      size: [rows, inner, columns],
      at: turnsSecond
        ? (place, column) => values[column * inner + place]!
        : (place, column) => values[place * columns + column]!,
      scale: alpha,
      offset: bias && places && ((row, column) => beta * bias.values[places[row * columns + column]!]!),
      offsetUncertainty: isPowerOfTwo(beta) ? 0 : 2,
    },
    [rows, columns],
  );
}

function writeMatMul(context: ProgramContext): void {
  const [left, right] = [context.value(0), context.value(1)];
  if (left.dims.length < 2 || right.dims.length < 2) throw context.obstacle('matmul with a single row or column');
  const [rows = 0, inner = 0] = left.dims.slice(-2);
  const [height, columns = 0] = right.dims.slice(-2);
  const several = spreadDims(left.dims.slice(0, -2), right.dims.slice(0, -2));
  if (inner !== height || several === undefined) throw context.obstacle('matmul of shapes that do not fit');
  const dims = [...several, rows, columns];
  if (left.kind === 'live' && right.kind === 'fixed' && right.dims.length === 2) {
    const { values } = right;
    const size = [sizeOfDims(left.dims.slice(0, -1)), inner, columns] as const;
    writeProduct(context, { size, at: (place, column) => values[place * columns + column]! }, dims);
    return;
  }
  if (left.kind === right.kind) throw context.obstacle('matmul of two images');
  const at = left.kind === 'live' ? 0 : 1;
  const weights = context.fixed(1 - at).values;
  const [lefts, rights] = [left, right].map((one) => spreadPlaces(one.dims.slice(0, -2), several));
  const builder = new MapBuilder(context.name);
  for (let one = 0; one < sizeOfDims(several); one++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        for (let place = 0; place < inner; place++) {
          const mine = (lefts![one]! * rows + row) * inner + place;
          const theirs = (rights![one]! * inner + place) * columns + column;
          builder.add(at === 0 ? mine : theirs, weights[at === 0 ? theirs : mine]!);
        }
        builder.endRow();
      }
  const live = context.live(at);
  context.affine([live], builder.map(sizeOfDims(live.dims)), dims);
}

type Letters = readonly string[];

/** Letters of an Einsum's dimensions: those of its inputs, and of what comes out. */
function lettersOf(equation: string): { readonly inputs: readonly Letters[]; readonly output: Letters } | undefined {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  if (!/^[A-Za-z,]*$/.test(left) || (right !== undefined && !/^[A-Za-z]*$/.test(right))) return undefined;
  const inputs = left.split(',').map((names) => Array.from(names));
  const all = inputs.flat();
  // Left out, these are the letters that are there once, in the order of the alphabet.
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).toSorted();
  return { inputs, output: right === undefined ? once : Array.from(right) };
}

/** A sum of products of a computed tensor's numbers and those of a fixed one. */
function writeEinsum(context: ProgramContext, equation: string): void {
  const letters = lettersOf(equation);
  const values = context.all();
  if (letters === undefined || letters.inputs.length !== values.length || values.length > 2)
    throw context.obstacle('an einsum of other than one or two tensors, with letters');
  const { inputs, output } = letters;
  const at = Math.max(
    0,
    values.findIndex(({ kind }) => kind === 'live'),
  );
  const live = context.live(at);
  const other = values[1 - at];
  const sizes = new Map<string, number>();
  inputs.forEach((names, i) => names.forEach((letter, axis) => sizes.set(letter, values[i]!.dims[axis] ?? 1)));
  const fits = inputs.every(
    (names, i) =>
      names.length === values[i]!.dims.length &&
      names.every((letter, axis) => values[i]!.dims[axis] === sizes.get(letter)),
  );
  if (!fits || other?.kind === 'live') throw context.obstacle('an einsum of shapes that do not fit, or of two images');
  const dimsOf = (names: Letters): Dims => names.map((letter) => sizes.get(letter) ?? 1);
  const place = new Map<string, number>();
  const placeIn = (names: Letters, dims: Dims): number =>
    names.reduce((sum, letter, axis) => sum * dims[axis]! + (place.get(letter) ?? 0), 0);
  const inner = [...sizes.keys()].filter((letter) => !output.includes(letter));
  const [mine = [], theirs = []] = [inputs[at], inputs[1 - at]];
  const result = dimsOf(output);
  const builder = new MapBuilder(context.name);
  eachIndex(result, (index) => {
    output.forEach((letter, axis) => place.set(letter, index[axis]!));
    eachIndex(dimsOf(inner), (within) => {
      inner.forEach((letter, axis) => place.set(letter, within[axis]!));
      const weight = other === undefined ? 1 : other.values[placeIn(theirs, other.dims)]!;
      builder.add(placeIn(mine, live.dims), weight);
    });
    builder.endRow();
  });
  context.affine([live], builder.map(sizeOfDims(live.dims)), result);
}

/** Products of matrices. */
export const products: readonly Operation[] = [
  operation({
    names: 'Gemm',
    read: readGemm,
    degree: { said: 'sum of degrees, if the bias is 0', of: gemmDegree },
    pieces: linearInEach,
    follow: writeGemm,
    dims: (node, { turnsSecond }) => [undefined, node.dims(1)?.[turnsSecond ? 0 : 1]],
  }),
  plainOperation({
    names: 'MatMul',
    degree: { said: 'sum of degrees', of: ({ forms }) => ({ form: product(forms()) }) },
    pieces: linearInEach,
    follow: writeMatMul,
    dims: (node) => {
      const [rows, matrix] = [node.dims(0), node.dims(1)];
      return rows !== undefined && matrix?.length === 2 ? [...rows.slice(0, -1), matrix[1]] : undefined;
    },
  }),
  operation({
    names: 'Einsum',
    read: (node) => node.text('equation') ?? '',
    degree: { said: 'sum of degrees', of: ({ forms }) => ({ form: product(forms()) }) },
    pieces: linearInEach,
    follow: writeEinsum,
  }),
  plainOperation({
    names: 'com.microsoft.FusedMatMul tfjs.Multiply tfjs.Dot',
    degree: { said: 'sum of degrees', of: ({ forms }) => ({ form: product(forms()) }) },
  }),
];
