import { sumOf, errorLength } from '../piecewise/length.js';
import type { Course } from '../piecewise/partition.js';
import { tiny, unit } from '../piecewise/rounding.js';

/** A convex polygon: its corners, counterclockwise, by their numbers. */
export type MeshCell = readonly number[];

/** Which of two cells a corner belongs to; 0: both. */
export type LineSide = -1 | 0 | 1;

/**
 * Convex cells that share corners, and are cut along straight lines. A new corner is a mixture of two that are there: exactly this mixture,
 * so that whatever is affine in the plane is known at it as well.
 */
export class Mesh {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #share: number[] = [];
  readonly #depth: number[] = [];
  #deepest = 0;
  #cells: readonly MeshCell[];

  /** @param corners how many there are to begin with. */
  constructor(
    readonly corners: number,
    cells: readonly MeshCell[],
  ) {
    this.#cells = cells;
  }

  get cells(): readonly MeshCell[] {
    return this.#cells;
  }

  /** All corners by now. */
  get count(): number {
    return this.corners + this.#share.length;
  }

  /** A new corner: (1 - share) of one, and share of another. */
  mix(from: number, to: number, share: number): number {
    const depth = 1 + Math.max(this.#depthOf(from), this.#depthOf(to));
    this.#deepest = Math.max(this.#deepest, depth);
    this.#from.push(from);
    this.#to.push(to);
    this.#share.push(share);
    this.#depth.push(depth);
    return this.count - 1;
  }

  /**
   * Cuts all cells along the line where a number is 0.
   *
   * @param values the number at every corner.
   * @param limit nearer to 0 than this, a corner is on the line. What that leaves out has to be measured afterwards.
   * @returns whether anything was cut.
   */
  cut(values: Float64Array, limit: number): boolean {
    const crossings = new Map<number, number>();
    const corners = this.count;
    const cells: MeshCell[] = [];
    for (const cell of this.#cells) {
      const parts = this.#parts(cell, values, limit, corners, crossings);
      if (parts === undefined) cells.push(cell);
      else cells.push(...parts);
    }
    if (cells.length === this.#cells.length) return false;
    this.#cells = cells;
    return true;
  }

  /** A cell on the two sides of a line; undefined where it is all on one side. */
  #parts(
    cell: MeshCell,
    values: Float64Array,
    limit: number,
    corners: number,
    crossings: Map<number, number>,
  ): readonly [MeshCell, MeshCell] | undefined {
    let [above, below] = [false, false];
    for (const corner of cell) {
      const value = values[corner]!;
      if (value > limit) above = true;
      else if (value < -limit) below = true;
    }
    if (!above || !below) return undefined;
    const [upper, lower]: [number[], number[]] = [[], []];
    let changes = 0;
    let last: LineSide = sideOf(values[cell.at(-1)!]!, limit);
    for (let i = cell.length - 2; last === 0; i--) last = sideOf(values[cell[i]!]!, limit);
    for (let i = 0; i < cell.length; i++) {
      const [here, before] = [cell[i]!, cell[(i + cell.length - 1) % cell.length]!];
      const [side, previous] = [sideOf(values[here]!, limit), sideOf(values[before]!, limit)];
      if (side !== 0 && side !== last) {
        changes++;
        last = side;
      }
      if (side * previous === -1) {
        const crossing = this.#crossing(before, here, values, corners, crossings);
        upper.push(crossing);
        lower.push(crossing);
      }
      if (side >= 0) upper.push(here);
      if (side <= 0) lower.push(here);
    }
    // More than two changes are rounding: then it stays whole, and what that leaves out is measured.
    return changes === 2 && upper.length > 2 && lower.length > 2 ? [upper, lower] : undefined;
  }

  /** The same corner for both cells of an edge. */
  #crossing(one: number, other: number, values: Float64Array, corners: number, crossings: Map<number, number>): number {
    const [from, to] = one < other ? [one, other] : [other, one];
    const edge = from * corners + to;
    const before = crossings.get(edge);
    if (before !== undefined) return before;
    const made = this.mix(from, to, values[from]! / (values[from]! - values[to]!));
    crossings.set(edge, made);
    return made;
  }

  /** One number of a course at every corner, the new ones included. */
  valuesOf({ values }: Course, place: number): Float64Array {
    const { corners } = this;
    const all = new Float64Array(this.count);
    this.#fill(values.subarray(place * corners, (place + 1) * corners), all, 0);
    return all;
  }

  /** A course of the corners that there were to begin with, at all corners. */
  carry({ size, values, first, rest, length }: Course): Course {
    const { corners, count } = this;
    const all = new Float64Array(size * count);
    const errors = new Float64Array(size);
    const added = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      const given = values.subarray(j * corners, (j + 1) * corners);
      let most = 0;
      for (let i = 0; i < corners; i++) most = Math.max(most, Math.abs(given[i]!));
      if (most > 0) this.#fill(given, all, j * count);
      // Difference, product and sum of one mixture add three roundings, none on more than 2 · most.
      added[j] = most > 0 ? 8 * unit * this.#deepest * most * (1 + 1e-6) + tiny : 0;
      errors[j] = Math.max(first[j]!, rest[j]!) + (this.#deepest > 0 ? added[j]! : 0);
    }
    const course: Course = { size, values: all, first: errors, rest: errors };
    if (length === undefined) return course;
    const longest = Math.max(length.first, length.rest);
    const whole = this.#deepest > 0 ? sumOf(longest, errorLength(added)) : longest;
    return { ...course, length: { first: whole, rest: whole } };
  }

  #fill(given: Float64Array, into: Float64Array, start: number): void {
    into.set(given, start);
    const [from, to, share] = [this.#from, this.#to, this.#share];
    for (let i = 0, at = start + given.length; i < share.length; i++, at++) {
      const here = into[start + from[i]!]!;
      into[at] = here + share[i]! * (into[start + to[i]!]! - here);
    }
  }

  #depthOf(corner: number): number {
    return corner < this.corners ? 0 : this.#depth[corner - this.corners]!;
  }
}

const sideOf = (value: number, limit: number): LineSide => (value > limit ? 1 : value < -limit ? -1 : 0);
