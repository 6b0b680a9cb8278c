import { errorOf, mostReaders, withLength } from '../piecewise/breakpoints.js';
import type { Course } from '../piecewise/partition.js';
import { unit } from '../piecewise/rounding.js';
import type { KinkStep, MaximumStep } from '../../network/program/program.js';
import { Mesh, type MeshCell } from './mesh.js';

// The two steps with kinks, over cells. As along a line, each is cut first, and applied then: and what is applied measures how far the
// mixture of its values at a cell's corners can be from the truth. A line that was missed makes the error larger and never the answer wrong.

/** Nearer to a line than this, relative to the largest value, a corner is on it. */
const near = 2 ** -48;

/** Told how many corners there are by now, it says whether to go on; it may throw where time is up. */
export type Going = (corners: number) => boolean;

/** Cuts cells along the lines where the values of a kink step go through 0. */
export function cutAtKinks({ slopes }: KinkStep, input: Course, mesh: Mesh, going: Going): void {
  const { corners } = mesh;
  for (let j = 0; j < input.size; j++) {
    if ((slopes.length === 1 ? slopes[0]! : slopes[j]!) === 1) continue;
    let [low, high] = [0, 0];
    for (let at = j * corners, end = at + corners; at < end; at++) {
      const value = input.values[at]!;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    const limit = near * Math.max(-low, high);
    if (low >= -limit || high <= limit) continue;
    if (!going(mesh.count)) return;
    mesh.cut(mesh.valuesOf(input, j), limit);
  }
}

/**
 * A kink step over cells. Where a cell has corners above 0, up to q, and below, down to -p, a mixture of what becomes of them is off by
 * at most |1 - slope| times the smaller of p and q.
 */
export function kinkOver({ slopes }: KinkStep, input: Course, { corners, cells }: Mesh): Course {
  const { size, values } = input;
  const result = newCourse(size, corners);
  const added = new Float64Array(size);
  let longest = 1;
  for (let j = 0; j < size; j++) {
    const slope = slopes.length === 1 ? slopes[0]! : slopes[j]!;
    const error = Math.max(input.first[j]!, input.rest[j]!);
    let [low, high] = [Infinity, -Infinity];
    for (let at = j * corners, end = at + corners; at < end; at++) {
      const value = values[at]!;
      if (value < low) low = value;
      if (value > high) high = value;
      result.values[at] = value > 0 ? value : slope === 0 ? 0 : slope * value;
    }
    const stretch = Math.max(1, Math.abs(slope));
    longest = Math.max(longest, stretch);
    // Below 0 for certain a ReLU makes it exactly 0.
    if (slope === 0 && high < -error) continue;
    const gap = low < 0 && high > 0 ? gapAtZero(values.subarray(j * corners, (j + 1) * corners), cells) : 0;
    const rounded = slope === 0 || Math.abs(slope) === 1 ? 0 : 2 * unit * Math.abs(slope) * Math.max(0, -low);
    added[j] = errorOf(Math.abs(1 - slope) * (1 + 4 * unit) * gap, rounded);
    result.rest[j] = errorOf(stretch * error, added[j]!);
  }
  return withLength(result, input, longest, { first: added, rest: added });
}

function gapAtZero(values: Float64Array, cells: readonly MeshCell[]): number {
  let gap = 0;
  for (const cell of cells) {
    let [low, high] = [0, 0];
    for (const corner of cell) {
      const value = values[corner]!;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    if (low < 0 && high > 0) gap = Math.max(gap, Math.min(-low, high));
  }
  return gap;
}

/** Cuts cells along the lines where the winner of a window changes. */
export function cutAtMaxima(step: MaximumStep, input: Course, mesh: Mesh, going: Going): void {
  const { windows, size } = step;
  for (let row = 0; row < windows.length / size; row++) {
    const lines = linesOf(step, row);
    if (lines.length < 2 || oneWins(lines, input, mesh.corners)) continue;
    if (!going(mesh.count)) return;
    cutWindow(lines, input, mesh, going);
  }
}

/** The places of a window; -1 stands for the floor, 0. */
function linesOf({ windows, size, floor }: MaximumStep, row: number): readonly number[] {
  const places = [...windows.subarray(row * size, (row + 1) * size)].filter((place) => place >= 0);
  return floor ? [-1, ...places] : places;
}

const valueAt = ({ values }: Course, corners: number, place: number, corner: number): number =>
  place < 0 ? 0 : values[place * corners + corner]!;

/** Whether one place is the largest at every corner: then it is all over. */
function oneWins(lines: readonly number[], input: Course, corners: number): boolean {
  let winner = lines[0]!;
  for (const place of lines) if (valueAt(input, corners, place, 0) > valueAt(input, corners, winner, 0)) winner = place;
  for (const place of lines) {
    if (place === winner) continue;
    for (let corner = 0; corner < corners; corner++)
      if (valueAt(input, corners, place, corner) > valueAt(input, corners, winner, corner)) return false;
  }
  return true;
}

/** Cuts cells of one window until in each of them one place wins, up to rounding. */
function cutWindow(lines: readonly number[], input: Course, mesh: Mesh, going: Going): void {
  const done = new Set<number>();
  for (;;) {
    const columns = lines.map((place) => (place < 0 ? new Float64Array(mesh.count) : mesh.valuesOf(input, place)));
    let largest = 0;
    for (const column of columns) for (const value of column) largest = Math.max(largest, Math.abs(value));
    const limit = 2 * near * largest;
    const pair = nextPair(columns, mesh.cells, limit, done);
    if (pair === undefined || !going(mesh.count)) return;
    done.add(pair);
    const [one, other] = [columns[Math.floor(pair / lines.length)]!, columns[pair % lines.length]!];
    mesh.cut(
      one.map((value, corner) => value - other[corner]!),
      limit,
    );
  }
}

/** Two places of which one is on top at one corner of a cell and the other at another. */
function nextPair(
  columns: readonly Float64Array[],
  cells: readonly MeshCell[],
  limit: number,
  done: ReadonlySet<number>,
): number | undefined {
  const tops = topsOf(columns);
  for (const cell of cells) {
    const first = tops[cell[0]!]!;
    let isMixed = false;
    for (let i = 1; i < cell.length && !isMixed; i++) isMixed = tops[cell[i]!] !== first;
    const pair = isMixed ? pairIn(cell, tops, columns, limit, done) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

/** Which place is on top at each corner. */
function topsOf(columns: readonly Float64Array[]): Int32Array {
  const [first = new Float64Array(0)] = columns;
  const highest = first.slice();
  const tops = new Int32Array(first.length);
  columns.forEach((column, k) => {
    for (let corner = 0; corner < tops.length; corner++)
      if (column[corner]! > highest[corner]!) {
        highest[corner] = column[corner]!;
        tops[corner] = k;
      }
  });
  return tops;
}

function pairIn(
  cell: MeshCell,
  tops: Int32Array,
  columns: readonly Float64Array[],
  limit: number,
  done: ReadonlySet<number>,
): number | undefined {
  for (const a of cell)
    for (const b of cell) {
      const [one, other] = [tops[a]!, tops[b]!];
      const pair = one * columns.length + other;
      if (one >= other || done.has(pair)) continue;
      const ahead = (corner: number): number => columns[one]![corner]! - columns[other]![corner]!;
      if (ahead(a) > limit && ahead(b) < -limit) return pair;
    }
  return undefined;
}

/** A maximum step over cells. If some place is short of the highest by at most d at every corner of a cell, a mixture is off by at most d. */
export function maximumOver(step: MaximumStep, input: Course, { corners, cells }: Mesh): Course {
  const rows = step.windows.length / step.size;
  const result = newCourse(rows, corners);
  const added = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const lines = linesOf(step, row);
    const top = result.values.subarray(row * corners, (row + 1) * corners).fill(-Infinity);
    let [error, isDead] = [0, step.floor];
    for (const place of lines) {
      let highest = -Infinity;
      for (let corner = 0; corner < corners; corner++) {
        const value = valueAt(input, corners, place, corner);
        if (value > top[corner]!) top[corner] = value;
        if (value > highest) highest = value;
      }
      if (place < 0) continue;
      const own = Math.max(input.first[place]!, input.rest[place]!);
      error = Math.max(error, own);
      isDead &&= highest < -own;
    }
    if (isDead) continue;
    const gap = oneWins(lines, input, corners) ? 0 : gapBelow(lines, input, top, corners, cells);
    added[row] = errorOf(gap);
    result.rest[row] = errorOf(error, gap);
  }
  const stretch = input.length === undefined ? 1 : Math.sqrt(mostReaders(step.windows, input.size));
  return withLength(result, input, stretch, { first: added, rest: added });
}

function gapBelow(
  lines: readonly number[],
  input: Course,
  top: Float64Array,
  corners: number,
  cells: readonly MeshCell[],
): number {
  let gap = 0;
  for (const cell of cells) {
    let least = Infinity;
    for (const place of lines) {
      let short = 0;
      for (const corner of cell) short = Math.max(short, top[corner]! - valueAt(input, corners, place, corner));
      if (short < least) least = short;
      if (least <= gap) break;
    }
    gap = Math.max(gap, least);
  }
  return gap;
}

/** A course with one error for all corners. */
function newCourse(size: number, corners: number): Course {
  const errors = new Float64Array(size);
  return { size, values: new Float64Array(size * corners), first: errors, rest: errors };
}
