import type { Kernel } from '../../network/program/affineMap.js';
import { unit } from './rounding.js';

/** Places along a dimension of a spectrum, for each step from one end of a window to the other. */
const density = 6;

/** Multiplications that looking at all frequencies may take. */
const mostWork = 2 ** 32;

/**
 * A bound of by how much a convolution can lengthen a vector, whatever its strides, dilations, padding and image.
 *
 * Over an endless image a convolution multiplies each frequency by a matrix (channels to filters), so it lengthens by the
 * largest norm of these; one with strides, padding and borders computes some of the same numbers, from images that are 0 outside. The norm
 * is a trigonometric polynomial's, of degree n = (k - 1) / 2 for windows of k. Where such a polynomial has its maximum M, it is at least
 * M cos(n s) at distance s (M. Riesz, 1914): so N even places along a dimension, of which the nearest is no farther than
 * π / N, miss a factor of cos(n π / N) at most.
 *
 * Where that would take too long: a window of k places is multiplied by one matrix, and each place is in k windows at most.
 *
 * @returns Infinity where even that would take too long.
 * @example
 * spectralBound({ groups: 1, filters: 1, channels: 1, dims: [1, 1], weights: [-3] }); // 3, and next to nothing more
 */
export function spectralBound({ groups, filters, channels, dims, weights }: Kernel): number {
  const grid = dims.map((size) => Math.max(1, density * (size - 1)));
  const frequencies = grid.reduce((product, count) => product * count, 1);
  const size = dims.reduce((product, side) => product * side, 1);
  const work = groups * frequencies * Math.min(filters, channels) ** 2 * (Math.min(filters, channels) + channels);
  if (work > mostWork) {
    if (size === 1) return Infinity;
    const whole = { groups, filters, channels: channels * size, dims: [], weights };
    return Math.sqrt(size) * spectralBound(whole) * (1 + 4 * unit);
  }
  const missed = dims.reduce(
    (product, size, axis) => product * Math.cos((Math.ceil((size - 1) / 2) * Math.PI) / grid[axis]!),
    1,
  );
  const matrix = new ComplexMatrix(filters, channels);
  let most = 0;
  for (let group = 0; group < groups; group++) {
    const start = group * filters * channels * size;
    for (let frequency = 0; frequency < frequencies; frequency++) {
      const [turns, isTwin] = turnsAt(frequency, grid, dims);
      // A frequency and its negative have conjugate matrices.
      if (isTwin) continue;
      let absolute = 0;
      for (let at = 0; at < filters * channels; at++) {
        let [re, im, sum] = [0, 0, 0];
        for (let k = 0; k < size; k++) {
          const weight = weights[start + at * size + k]!;
          re += weight * turns.re[k]!;
          im += weight * turns.im[k]!;
          sum += Math.abs(weight);
        }
        matrix.re[at] = re;
        matrix.im[at] = im;
        absolute = Math.max(absolute, sum);
      }
      // Sine and cosine are good to 1e-15, and a sum of k products to k roundings.
      const doubt = (1e-14 + 4 * size * unit) * absolute * Math.sqrt(filters * channels);
      most = Math.max(most, normBound(matrix, most - doubt) + doubt);
    }
  }
  return (most / missed) * (1 + 64 * unit);
}

interface Turns {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What a frequency makes of each place of a window; and whether its negative comes first. */
function turnsAt(frequency: number, grid: readonly number[], dims: readonly number[]): readonly [Turns, boolean] {
  const waves: number[] = [];
  let [rest, twin] = [frequency, 0];
  for (let axis = grid.length - 1, scale = 1; axis >= 0; axis--) {
    const count = grid[axis]!;
    waves[axis] = rest % count;
    twin += ((count - waves[axis]!) % count) * scale;
    rest = Math.floor(rest / count);
    scale *= count;
  }
  const size = dims.reduce((product, side) => product * side, 1);
  const turns = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    let [left, turn] = [k, 0];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      turn += ((waves[axis]! * (left % dims[axis]!)) % grid[axis]!) / grid[axis]!;
      left = Math.floor(left / dims[axis]!);
    }
    turns.re[k] = Math.cos(2 * Math.PI * turn);
    turns.im[k] = Math.sin(2 * Math.PI * turn);
  }
  return [turns, twin < frequency];
}

/** Rows of complex numbers. */
class ComplexMatrix {
  readonly re: Float64Array;
  readonly im: Float64Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.re = new Float64Array(rows * columns);
    this.im = new Float64Array(rows * columns);
  }

  /** The sum of all squares. */
  get squares(): number {
    let sum = 0;
    for (let i = 0; i < this.re.length; i++) sum += this.re[i]! ** 2 + this.im[i]! ** 2;
    return sum * (1 + (2 * this.re.length + 4) * unit);
  }
}

const mostSquarings = 6;

/**
 * A bound of a matrix' norm. With B = A A* the norm is at most the root of order 2^(k + 1) of ‖B^(2^k)‖_F, and the larger k, the
 * closer. Each product is rounded, C = B B + E with ‖E‖_F at most δ ‖B‖_F², so ‖B‖² is at most ‖C‖ + δ ‖B‖_F²: that is
 * counted back from the last product to the first. (Gram iteration; Delattre et al., ICML 2023, without the rounding.)
 *
 * @param enough a bound this low need not be made any closer.
 */
function normBound(matrix: ComplexMatrix, enough: number): number {
  const factors: Scaled[] = [scaled(matrix.rows <= matrix.columns ? matrix : transposed(matrix))];
  for (let squarings = 0; ; squarings++) {
    const last = factors.at(-1)!;
    if (last.squares === 0) return 0;
    if (!Number.isFinite(last.squares)) return Infinity;
    let bound = Math.sqrt(last.squares) * last.scale;
    for (const { matrix: factor, squares, scale } of factors.slice(0, -1).toReversed())
      bound = Math.sqrt(bound + roundingOf(factor) * squares) * scale * (1 + 8 * unit);
    if (squarings > mostSquarings || last.matrix.rows ** 3 * squarings > mostWork / 2 || bound <= enough) return bound;
    factors.push(scaled(timesAdjoint(last.matrix)));
  }
}

/** A matrix over a power of two that brings the sum of its squares near 1, so that no power leaves the range of floats. */
interface Scaled {
  readonly matrix: ComplexMatrix;
  readonly scale: number;
  readonly squares: number;
}

function scaled(matrix: ComplexMatrix): Scaled {
  let largest = 0;
  for (let i = 0; i < matrix.re.length; i++)
    largest = Math.max(largest, Math.abs(matrix.re[i]!), Math.abs(matrix.im[i]!));
  if (!(largest > 1e-280 && largest < 1e280)) return { matrix, scale: 1, squares: largest === 0 ? 0 : Infinity };
  const scale = 2 ** Math.round(Math.log2(largest));
  for (let i = 0; i < matrix.re.length; i++) {
    matrix.re[i]! /= scale;
    matrix.im[i]! /= scale;
  }
  return { matrix, scale, squares: matrix.squares };
}

/** The relative error of a sum of so many complex products, with something to spare. */
const roundingOf = ({ columns }: ComplexMatrix): number => 4 * (columns + 4) * unit;

/** A A*, which is Hermitian to the last digit. */
function timesAdjoint({ rows, columns, re, im }: ComplexMatrix): ComplexMatrix {
  const result = new ComplexMatrix(rows, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      let [real, imaginary] = [0, 0];
      for (let k = 0, a = i * columns, b = j * columns; k < columns; k++, a++, b++) {
        real += re[a]! * re[b]! + im[a]! * im[b]!;
        imaginary += im[a]! * re[b]! - re[a]! * im[b]!;
      }
      result.re[i * rows + j] = result.re[j * rows + i] = real;
      if (i === j) continue;
      result.im[i * rows + j] = imaginary;
      result.im[j * rows + i] = -imaginary;
    }
  return result;
}

function transposed({ rows, columns, re, im }: ComplexMatrix): ComplexMatrix {
  const result = new ComplexMatrix(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      result.re[j * rows + i] = re[i * columns + j]!;
      result.im[j * rows + i] = im[i * columns + j]!;
    }
  return result;
}
