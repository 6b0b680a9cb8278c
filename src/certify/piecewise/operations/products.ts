import { MapBuilder } from '../../../network/program/affineMap.js';
import type { NodeContext } from '../../../network/program/writer.js';
import { sizeOfDims, spreadPlaces, type Dims } from '../../../network/program/values.js';

/** y = x · B, row by row of x; `bias` is added to each row. */
function product(
  context: NodeContext,
  {
    dims: [rows, inner, columns],
    at,
    scale = 1,
    offset,
    offsetUncertainty = 0,
  }: {
    readonly dims: readonly [number, number, number];
    /** The weight from a place of a row to a column. */
    readonly at: (place: number, column: number) => number;
    readonly scale?: number;
    readonly offset?: (row: number, column: number) => number;
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

const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(Math.abs(value)));

export function gemm(context: NodeContext): void {
  const input = context.live(0);
  const matrix = context.fixed(1);
  const alpha = context.number('alpha', 1);
  const beta = context.number('beta', 1);
  const [rows = 0, inner = 0] = input.dims;
  const turned = context.number('transB', 0) === 1;
  if (context.number('transA', 0) === 1 || input.dims.length !== 2 || matrix.dims.length !== 2)
    throw context.obstacle('gemm of other than rows and a matrix');
  const columns = matrix.dims[turned ? 0 : 1] ?? 0;
  if (matrix.dims[turned ? 1 : 0] !== inner) throw context.obstacle('gemm of shapes that do not fit');
  const { values } = matrix;
  const bias = context.optional(2);
  if (bias?.kind === 'live') throw context.obstacle('gemm with a computed bias');
  const places = bias === undefined ? undefined : spreadPlaces(bias.dims, [rows, columns]);
  product(
    context,
    {
      dims: [rows, inner, columns],
      at: turned
        ? (place, column) => values[column * inner + place]!
        : (place, column) => values[place * columns + column]!,
      scale: alpha,
      ...(bias !== undefined &&
        places !== undefined && {
          offset: (row: number, column: number) => beta * bias.values[places[row * columns + column]!]!,
        }),
      offsetUncertainty: isPowerOfTwo(beta) ? 0 : 2,
    },
    [rows, columns],
  );
}

export function matMul(context: NodeContext): void {
  const input = context.value(0);
  const matrix = context.value(1);
  if (input.kind === 'fixed' && matrix.kind === 'live') throw context.obstacle('a matrix on the left of matmul');
  const { dims, values } = context.fixed(1);
  if (dims.length !== 2) throw context.obstacle('matmul with other than a matrix');
  const [inner = 0, columns = 0] = dims;
  if (input.dims.at(-1) !== inner) throw context.obstacle('matmul of shapes that do not fit');
  const rows = sizeOfDims(input.dims.slice(0, -1));
  product(context, { dims: [rows, inner, columns], at: (place, column) => values[place * columns + column]! }, [
    ...input.dims.slice(0, -1),
    columns,
  ]);
}
