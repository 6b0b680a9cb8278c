import type { AffineMap } from '../../network/program/affineMap.js';
import { columnsOf, type MapColumns } from './columns.js';
import { closer, errorLength, sumOf, type ErrorLength } from './length.js';
import { panelsOf, type Panel } from './panels.js';
import type { Course, Partition } from './partition.js';
import { tiny, unit } from './rounding.js';
import { addFourRows, addRow } from './products.js';
import { stretched, stretchOf } from './stretch.js';

/**
 * An affine map along a family of inputs: applied at every breakpoint.
 *
 * The error of a sum of n products, in any order, is at most n u / (1 - n u) times the sum of their absolute values (Higham,
 * Accuracy and Stability of Numerical Algorithms, 3.1). What goes in is off by e and at most m large, so what comes out is
 * off by |W| (e + g (m + e)) + g |bias|; and, where e is at most λ long, by ‖W‖ λ + g (|W| m + |bias|).
 *
 * @param inputs one after the other they are what the map is applied to.
 * @param check called now and then; what it throws ends the work.
 */
export function applyAffine(
  map: AffineMap,
  inputs: readonly Course[],
  partition: Partition,
  check: () => void = () => undefined,
): Course {
  return new AffineWork(map, inputs, partition).done(check);
}

/** A bound that was itself computed with rounding, as one that holds; 0 stays 0, since nothing was rounded there. */
const padded = (bound: number, relative: number): number =>
  bound === 0 ? 0 : bound * (1 + 2 * relative + 8 * unit) + tiny;

/** Multiplications after which the time is looked at. */
const patience = 2 ** 24;

class AffineWork {
  readonly #columns: MapColumns;
  readonly #values: Float64Array;
  readonly #first: Float64Array;
  readonly #rest: Float64Array;
  /** What of a row's error comes of rounding here and now; empty where lengths are not counted. */
  readonly #local: Float64Array;
  readonly #count: number;
  readonly #largestBias: number;
  readonly #places: Int32Array;
  readonly #factors: Float64Array;

  constructor(
    private readonly map: AffineMap,
    private readonly inputs: readonly Course[],
    private readonly partition: Partition,
  ) {
    const { rows, longest } = map;
    const { bias } = partition;
    this.#count = bias.length;
    this.#columns = columnsOf(inputs, map, bias.length);
    this.#values = new Float64Array(rows * bias.length);
    this.#first = new Float64Array(rows);
    this.#rest = new Float64Array(rows);
    this.#local = new Float64Array(this.#columns.local.length === 0 ? 0 : rows);
    this.#largestBias = bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.#places = new Int32Array(longest);
    this.#factors = new Float64Array(longest);
  }

  done(check: () => void): Course {
    const { map, inputs } = this;
    const { panels, others } = panelsOf(map);
    let left = patience;
    const worked = (entries: number): void => {
      left -= entries * this.#count;
      if (left > 0) return;
      check();
      left = patience;
    };
    if (inputs.length === 1) for (const panel of panels) this.#panel(panel, worked);
    const alone = inputs.length === 1 ? [others] : [others, ...panels.map(({ rows }) => rows)];
    for (const rows of alone)
      for (const row of rows) {
        this.#row(row);
        worked(map.starts[row + 1]! - map.starts[row]!);
      }

    const course: Course = { size: map.rows, values: this.#values, first: this.#first, rest: this.#rest };
    const lengths = inputs.map(({ length }) => length);
    return lengths.every((length) => length !== undefined) ? this.#withLength(course, lengths) : course;
  }

  #panel({ rows, places, weights }: Panel, worked: (entries: number) => void): void {
    const { dead, first, rest, local, offset, values } = this.#columns;
    const width = places.length;
    const alive = this.#places;
    let used = 0;
    for (let k = 0; k < width; k++) if (dead[places[k]!] === 0) alive[used++] = k;
    const source = values[0]!;
    const count = this.#count;
    for (let at = 0; at < rows.length; at += 4) {
      worked(4 * width);
      if (at + 3 < rows.length)
        addFourRows(this.#values, rows, at, count, weights, width, source, places, offset, alive, used);
      for (let i = at, end = Math.min(at + 4, rows.length); i < end; i++) {
        const row = rows[i]!;
        const start = i * width;
        let [ownFirst, ownRest, own] = [0, 0, 0];
        for (let k = 0; k < used; k++) {
          const place = places[alive[k]!]!;
          const size = Math.abs(weights[start + alive[k]!]!);
          ownFirst += size * first[place]!;
          ownRest += size * rest[place]!;
        }
        if (local.length > 0)
          for (let k = 0; k < used; k++) own += Math.abs(weights[start + alive[k]!]!) * local[places[alive[k]!]!]!;
        if (at + 3 >= rows.length) {
          for (let k = 0; k < used; k++) this.#factors[k] = weights[start + alive[k]!]!;
          for (let k = 0; k < used; k++) alive[k] = places[alive[k]!]!;
          addRow(this.#values, row * count, this.#columns, alive, this.#factors, used, count);
          for (let k = 0, next = 0; k < width; k++) if (dead[places[k]!] === 0) alive[next++] = k;
        }
        this.#finish(row, ownFirst, ownRest, own);
      }
    }
  }

  #row(row: number): void {
    const { starts, places, weights } = this.map;
    const { dead, first, rest, local } = this.#columns;
    const [alive, factors] = [this.#places, this.#factors];
    let [ownFirst, ownRest, own, used] = [0, 0, 0, 0];
    for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++) {
      const place = places[entry]!;
      if (dead[place] === 1) continue;
      const weight = weights[entry]!;
      const size = Math.abs(weight);
      alive[used] = place;
      factors[used++] = weight;
      ownFirst += size * first[place]!;
      ownRest += size * rest[place]!;
      if (local.length > 0) own += size * local[place]!;
    }
    addRow(this.#values, row * this.#count, this.#columns, alive, factors, used, this.#count);
    this.#finish(row, ownFirst, ownRest, own);
  }

  /** Divisor, bias and errors of a row whose products are added up. */
  #finish(row: number, sumFirst: number, sumRest: number, sumLocal: number): void {
    const { divisors, offsets } = this.map;
    const { relative } = this.#columns;
    const { bias } = this.partition;
    const values = this.#values;
    const to = row * this.#count;
    let [first, rest, local] = [sumFirst, sumRest, sumLocal];
    const divisor = divisors?.[row] ?? 1;
    if (divisor !== 1) {
      for (let i = 0; i < bias.length; i++) values[to + i]! /= divisor;
      const size = Math.abs(divisor);
      [first, rest, local] = [first / size, rest / size, local / size];
    }
    const offset = offsets?.[row] ?? 0;
    if (offset !== 0) {
      for (let i = 0; i < bias.length; i++) values[to + i]! += bias[i]! * offset;
      first += relative * Math.abs(offset) * Math.abs(bias[0]!);
      rest += relative * Math.abs(offset) * this.#largestBias;
      local += relative * Math.abs(offset) * this.#largestBias;
    }
    this.#first[row] = padded(first, relative);
    this.#rest[row] = padded(rest, relative);
    if (this.#local.length > 0) this.#local[row] = padded(local, relative);
  }

  /** What lengths know of the errors: how long they are together, and so how large each can be. */
  #withLength(course: Course, lengths: readonly ErrorLength[]): Course {
    const { map, inputs, partition } = this;
    const stretch = stretchOf(
      map,
      inputs.map(({ size }) => size),
    );
    const own = errorLength(this.#local);
    const isNothing =
      lengths.every(({ first }) => first === 0) &&
      inputs.every(({ values, size }) => isZeroAtFirst(values, size, this.#count)) &&
      (map.offsets === undefined || partition.bias[0] === 0);
    const before = (end: 'first' | 'rest'): number =>
      stretched(
        stretch,
        lengths.map((length) => length[end]),
      );
    const length = {
      first: isNothing ? 0 : sumOf(before('first'), own),
      rest: sumOf(before('rest'), own),
    };
    const joined = {
      first: Math.hypot(...lengths.map(({ first }) => first)) * (1 + 8 * unit),
      rest: Math.hypot(...lengths.map(({ rest }) => rest)) * (1 + 8 * unit),
    };
    const { first, rest } = course;
    for (let row = 0; row < map.rows; row++) {
      const single = {
        first: isNothing ? 0 : sumOf(stretch.rows[row]! * joined.first, this.#local[row]!),
        rest: sumOf(stretch.rows[row]! * joined.rest, this.#local[row]!),
      };
      const own = closer({ first: first[row]!, rest: rest[row]! }, single);
      first[row] = own.first;
      rest[row] = own.rest;
    }
    return { ...course, length: closer(length, { first: errorLength(first), rest: errorLength(rest) }) };
  }
}

const isZeroAtFirst = (values: Float64Array, size: number, count: number): boolean => {
  for (let j = 0; j < size; j++) if (values[j * count] !== 0) return false;
  return true;
};
