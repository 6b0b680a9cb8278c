import { unit } from './rounding.js';

/**
 * How long the vector of all errors of a course is, in the sense of Euclid: at parameter t at most what is on the line between `first`, at the
 * first breakpoint, and `rest`, at all others. Through a deep network such a length grows far less than bounds of single errors do, since
 * signs cancel: docs/certificates.md says how.
 */
export interface ErrorLength {
  readonly first: number;
  readonly rest: number;
}

/** Squares of numbers smaller than this may be lost. */
const lost = 1e-150;

/** A bound of the length of a vector, whose own rounding is counted. */
export function errorLength(errors: Float64Array): number {
  let squares = 0;
  for (let j = 0; j < errors.length; j++) squares += errors[j]! * errors[j]!;
  const length = Math.sqrt(squares) * (1 + (errors.length + 4) * unit);
  return squares === 0 && errors.every((error) => error === 0) ? 0 : length + lost * Math.sqrt(errors.length);
}

/** A sum of bounds, whose own rounding is counted. */
export const sumOf = (...bounds: readonly number[]): number =>
  bounds.reduce((sum, bound) => sum + bound, 0) * (1 + 8 * unit);

/**
 * The closer of two bounds that both hold. Between the first breakpoint and the next each is a line, and a mixture of two lines would be no
 * bound: so one of them is taken as it is. What overflowed is no bound.
 */
export const closer = (a: ErrorLength, b: ErrorLength): ErrorLength =>
  b.rest < a.rest || Number.isNaN(a.rest) ? b : a;
