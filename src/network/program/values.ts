import type { Dims } from '../dims.js';
import { numbersOf, type Numbers } from '../numbers.js';
import type { Constant } from '../graph.js';

/** A tensor while a program is written: a vector of the program, or numbers that are fixed. */
export type Value = Live | Fixed;

export interface Live {
  readonly kind: 'live';
  /** The number of the vector. */
  readonly vector: number;
  readonly dims: Dims;
}

export interface Fixed extends Numbers {
  readonly kind: 'fixed';
}

/**
 * A constant of the network as a value.
 *
 * @throws InputError if its numbers cannot be read.
 */
export const fixedOf = (constant: Constant): Fixed => ({ kind: 'fixed', ...numbersOf(constant) });
