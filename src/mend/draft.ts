/** What of some numbers is taken together. */
export type Reduction = 'max' | 'mean' | 'norm';

/**
 * Nodes and constants to be added to a network, in the order of computation: a way of writing for each format, and one of saying
 * what is to be written. Tensors go by their names.
 */
export interface Draft {
  /** A constant of the type that is computed with. */
  floats(dims: readonly number[], values: Iterable<number>): string;
  magnitude(tensor: string): string;
  divide(tensor: string, by: string): string;
  multiply(tensor: string, by: string): string;
  subtract(tensor: string, what: string): string;
  larger(tensor: string, other: string): string;
  smaller(tensor: string, other: string): string;
  isAbove0(tensor: string): string;
  /** One or the other, where a condition holds and where not. @param name of the result; default: one of its own. */
  choose(condition: string, where: string, otherwise: string, name?: string): string;
  /** One number for all that differ along these axes only; the axes stay, with size 1. */
  reduce(reduction: Reduction, tensor: string, axes: readonly number[]): string;
  /** -1 for the size that follows from the others. */
  reshape(tensor: string, dims: readonly number[]): string;
  /** The numbers at these places along an axis. */
  pick(tensor: string, places: readonly number[], axis: number): string;
  /** The `count` largest numbers of each row, in falling order. */
  largest(rows: string, count: number): string;
  /** A name that nothing has yet. */
  name(what: string): string;
}
