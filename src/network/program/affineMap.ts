import { totalmem } from 'node:os';
import type { Dims } from '../dims.js';
import { Obstacle } from './obstacle.js';

/**
 * y[r] = (sum of weights times x at places) / divisors[r] + b · offsets[r], with sparse rows, where b is 1, or what every
 * bias of the network is multiplied by. Weights, divisors and offsets stand for what float64 says, exactly, unless
 * `uncertainty` says otherwise.
 */
export interface AffineMap {
  readonly rows: number;
  readonly columns: number;
  /** Where each row begins in `places` and `weights`, and where the last one ends. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly weights: Float64Array;
  readonly offsets?: Float64Array;
  readonly divisors?: Float64Array;
  /** Relative error of weights and offsets, in units of 2^-53: above 0 where they were computed (a square root). */
  readonly uncertainty: number;
  /** Where they are off, they can be had closer than float64 says them. */
  readonly closer?: CloserWeights;
  /** The entries of the longest row. */
  readonly longest: number;
  /** The weights that all rows are made of, where the map is a convolution. */
  readonly kernel?: Kernel;
}

/**
 * Weights and offsets that are no floats, to as many bits as are asked for: entry by entry and row by row the whole multiple of 2^-bits that is
 * less than one of them away.
 */
export type CloserWeights = (bits: number) => {
  readonly weights: readonly bigint[];
  readonly offsets: readonly bigint[];
};

/** The weights of a convolution. */
export interface Kernel {
  readonly groups: number;
  /** Filters and channels of each group. */
  readonly filters: number;
  readonly channels: number;
  /** How large a window is along each dimension. */
  readonly dims: Dims;
  /** Filter after filter of all groups: channel after channel of its group, each a window. */
  readonly weights: ArrayLike<number>;
}

/** Entries that one map may have, of 12 bytes each: an eighth of the machine's memory, 16 million at least, and what one array can hold. */
const mostEntries = Math.min(2 ** 28, Math.max(2 ** 24, Math.floor(totalmem() / 8 / 12)));

/** Writes a map row by row. */
export class MapBuilder {
  #places = new Int32Array(1024);
  #weights = new Float64Array(1024);
  #count = 0;
  readonly #starts: number[] = [0];

  constructor(private readonly node: string) {}

  add(place: number, weight: number): void {
    if (weight === 0) return;
    if (!Number.isFinite(weight)) throw new Obstacle(`weights that are not finite at node ${this.node}`);
    if (this.#count === this.#places.length) this.#grow();
    this.#places[this.#count] = place;
    this.#weights[this.#count++] = weight;
  }

  endRow(): void {
    this.#starts.push(this.#count);
  }

  map(
    columns: number,
    more: {
      readonly offsets?: Float64Array;
      readonly divisors?: Float64Array;
      readonly uncertainty?: number;
      readonly kernel?: Kernel;
    } = {},
  ): AffineMap {
    const { offsets, divisors, uncertainty = 0, kernel } = more;
    if (offsets?.every(Number.isFinite) === false)
      throw new Obstacle(`biases that are not finite at node ${this.node}`);
    const starts = Int32Array.from(this.#starts);
    let longest = 0;
    for (let row = 0; row + 1 < starts.length; row++) longest = Math.max(longest, starts[row + 1]! - starts[row]!);
    return {
      rows: starts.length - 1,
      columns,
      starts,
      places: this.#places.slice(0, this.#count),
      weights: this.#weights.slice(0, this.#count),
      ...(offsets?.some((value) => value !== 0) === true && { offsets }),
      ...(divisors?.some((value) => value !== 1) === true && { divisors }),
      uncertainty,
      longest,
      ...(kernel && { kernel }),
    };
  }

  #grow(): void {
    const length = Math.min(this.#places.length * 2, mostEntries);
    if (length === this.#places.length)
      throw new Obstacle(
        `node ${this.node} has more than ${mostEntries} weights or connections, the most that this machine's memory allows; method engine has no such limit`,
      );
    const [places, weights] = [new Int32Array(length), new Float64Array(length)];
    places.set(this.#places);
    weights.set(this.#weights);
    [this.#places, this.#weights] = [places, weights];
  }
}

/** Takes values from places, as they are; none (0) where a place is -1. */
export function gatherMap(node: string, columns: number, places: ArrayLike<number>): AffineMap {
  const builder = new MapBuilder(node);
  for (let row = 0; row < places.length; row++) {
    if (places[row]! >= 0) builder.add(places[row]!, 1);
    builder.endRow();
  }
  return builder.map(columns);
}

/** Multiplies each value by a factor of its own, divides it, and adds an offset. */
export function scalingMap(
  node: string,
  size: number,
  {
    factor = () => 1,
    divisor,
    offset,
  }: {
    readonly factor?: (place: number) => number;
    readonly divisor?: (place: number) => number;
    readonly offset?: (place: number) => number;
  },
  uncertainty = 0,
): AffineMap {
  const builder = new MapBuilder(node);
  for (let row = 0; row < size; row++) {
    builder.add(row, factor(row));
    builder.endRow();
  }
  const each = (of: (place: number) => number): Float64Array => Float64Array.from({ length: size }, (_, i) => of(i));
  return builder.map(size, {
    ...(offset && { offsets: each(offset) }),
    ...(divisor && { divisors: each(divisor) }),
    uncertainty,
  });
}
