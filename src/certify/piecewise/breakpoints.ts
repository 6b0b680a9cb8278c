import { envelope } from './envelope.js';
import { closer, errorLength, sumOf } from './length.js';
import type { Course, Partition } from './partition.js';
import { tiny, unit } from './rounding.js';
import type { KinkStep, MaximumStep } from '../../network/program/program.js';

// The two steps with kinks. Each first says where a family crosses them (`…Breakpoints`), and once the partition has
// breakpoints there is applied at each (`apply…`). What is applied measures how far a straight line between two breakpoints
// can be from the truth, so a breakpoint that was missed, or found a rounding away from where it is, makes the error larger
// and never the answer wrong.

/** Parameters found so far. */
export class Times {
  #times = new Float64Array(256);
  #count = 0;

  add(from: number, to: number, share: number): void {
    const time = from + share * (to - from);
    if (!(time > from && time < to)) return;
    if (this.#count === this.#times.length) {
      const times = new Float64Array(this.#times.length * 2);
      times.set(this.#times);
      this.#times = times;
    }
    this.#times[this.#count++] = time;
  }

  get found(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }
}

/** Where the values of a kink step go through 0. */
export function kinkBreakpoints({ slopes }: KinkStep, { values, size }: Course, { times }: Partition): Float64Array {
  const breakpoints = new Times();
  const count = times.length;
  for (let j = 0; j < size; j++) {
    if (slopeAt(slopes, j) === 1) continue;
    let here = values[j * count]!;
    for (let i = 1; i < count; i++) {
      const next = values[j * count + i]!;
      if ((here < 0 && next > 0) || (here > 0 && next < 0))
        breakpoints.add(times[i - 1]!, times[i]!, here / (here - next));
      here = next;
    }
  }
  return breakpoints.found;
}

const slopeAt = (slopes: Float64Array, place: number): number => (slopes.length === 1 ? slopes[0]! : slopes[place]!);

/**
 * A kink step along a family. A line from z < 0 to z' > 0 is off by at most |1 - slope| times the smaller of |z| and z', and
 * by nothing at the end where the other one is: so it can be counted at either end alone.
 */
export function applyKink({ slopes }: KinkStep, input: Course, { times }: Partition): Course {
  const { size, values } = input;
  const count = times.length;
  const result: Course = {
    size,
    values: new Float64Array(values.length),
    first: new Float64Array(size),
    rest: new Float64Array(size),
  };
  const added = noneAdded(size);
  let longest = 1;
  for (let j = 0; j < size; j++) {
    const slope = slopeAt(slopes, j);
    const gap = new Gap();
    let most = 0;
    for (let i = 0, at = j * count; i < count; i++, at++) {
      const here = values[at]!;
      result.values[at] = here > 0 ? here : slope === 0 ? 0 : slope * here;
      if (here < 0) most = Math.max(most, -here);
      if (i === 0) continue;
      const before = values[at - 1]!;
      if ((before < 0 && here > 0) || (before > 0 && here < 0)) gap.between(i, Math.abs(before), Math.abs(here));
    }
    const stretch = Math.max(1, Math.abs(slope));
    const bent = Math.abs(1 - slope) * (1 + 4 * unit);
    const product = slope === 0 || Math.abs(slope) === 1 ? 0 : 2 * unit * Math.abs(slope) * most;
    const dead = slope === 0 ? deadness(input, j, count) : 'no';
    longest = Math.max(longest, stretch);
    if (dead === 'all along') continue;
    const atFirst = dead === 'no' ? stretch * input.first[j]! : 0;
    added.first[j] = errorOf(bent * gap.first, values[j * count] === 0 ? 0 : product);
    added.rest[j] = errorOf(bent * gap.rest, product);
    result.first[j] = errorOf(atFirst, added.first[j]!);
    result.rest[j] = errorOf(stretch * input.rest[j]!, added.rest[j]!);
  }
  return withLength(result, input, longest, added);
}

/** What a step adds to errors, at the first breakpoint and at the others. */
interface AddedErrors {
  readonly first: Float64Array;
  readonly rest: Float64Array;
}

const noneAdded = (size: number): AddedErrors => ({ first: new Float64Array(size), rest: new Float64Array(size) });

/**
 * The errors of a step that moves two inputs apart by at most `stretch`, in the sense of Euclid, as far as their length tells.
 *
 * @param course the step's result, with what is known of single errors.
 */
export function withLength(course: Course, input: Course, stretch: number, added: AddedErrors): Course {
  if (input.length === undefined) return course;
  const { first, rest } = course;
  const length = {
    first: sumOf(stretch * input.length.first, errorLength(added.first)),
    rest: sumOf(stretch * input.length.rest, errorLength(added.rest)),
  };
  for (let j = 0; j < course.size; j++) {
    const own = closer({ first: first[j]!, rest: rest[j]! }, length);
    first[j] = own.first;
    rest[j] = own.rest;
  }
  return { ...course, length: closer(length, { first: errorLength(first), rest: errorLength(rest) }) };
}

/**
 * Whether a value is below 0 for certain, all along or at the first breakpoint; then a ReLU makes it exactly 0 there. At
 * the first one that is enough: z + e is below 0 on the left, so max(0, z + e) is below the line from 0 to where it is at
 * the next breakpoint, and that is what the error there allows.
 */
function deadness({ values, first, rest }: Course, j: number, count: number): Deadness {
  if (!(values[j * count]! < -first[j]!)) return 'no';
  const error = Math.max(first[j]!, rest[j]!);
  for (let i = 0; i < count; i++) if (!(values[j * count + i]! < -error)) return 'at first';
  return 'all along';
}

type Deadness = 'all along' | 'at first' | 'no';

/** A sum of errors, whose own rounding is counted; 0 stays 0. */
export const errorOf = (...parts: readonly number[]): number => {
  const sum = parts.reduce((total, part) => total + part, 0);
  return sum === 0 ? 0 : sum * (1 + 8 * unit) + tiny;
};

/** The largest distances between lines and truth, at the first breakpoint and at the others. */
class Gap {
  first = 0;
  rest = 0;

  /** @param index of the breakpoint on the right. */
  between(index: number, atLeft: number, atRight: number): void {
    if (index === 1 && atLeft < atRight) this.first = Math.max(this.first, atLeft);
    else this.rest = Math.max(this.rest, Math.min(atLeft, atRight));
  }

  /** A distance that may be as large at both ends. */
  atEnds(index: number, atLeft: number, atRight: number): void {
    if (index === 1) this.first = Math.max(this.first, atLeft);
    else this.rest = Math.max(this.rest, atLeft);
    this.rest = Math.max(this.rest, atRight);
  }
}

/** Windows after which the time is looked at. */
const patience = 256;

/**
 * Where the winner of a window changes.
 *
 * @param check called now and then; what it throws ends the work.
 */
export function maximumBreakpoints(
  { windows, size, floor }: MaximumStep,
  { values }: Course,
  { times }: Partition,
  check: () => void = () => undefined,
): Float64Array {
  const breakpoints = new Times();
  const count = times.length;
  const [left, right] = [new Float64Array(size + 1), new Float64Array(size + 1)];
  for (let window = 0; window < windows.length; window += size) {
    if ((window / size) % patience === 0) check();
    // One winner at both ends is the winner all along, so most pieces need no further look.
    for (let i = 0; i + 1 < count; i++) {
      let lines = 0;
      let [top, highest] = [0, -Infinity];
      let [rightTop, rightHighest] = [0, -Infinity];
      const add = (atLeft: number, atRight: number): void => {
        if (atLeft > highest) [top, highest] = [lines, atLeft];
        if (atRight > rightHighest) [rightTop, rightHighest] = [lines, atRight];
        left[lines] = atLeft;
        right[lines++] = atRight;
      };
      for (let k = 0; k < size; k++) {
        const place = windows[window + k]!;
        if (place >= 0) add(values[place * count + i]!, values[place * count + i + 1]!);
      }
      if (floor) add(0, 0);
      if (lines > 1 && top !== rightTop && left[rightTop]! < highest)
        envelope(left, right, lines, (share) => breakpoints.add(times[i]!, times[i + 1]!, share));
    }
  }
  return breakpoints.found;
}

/**
 * A maximum step along a family. If p is on top at the left end of a piece and q at the right one, the truth is at least
 * either of them, so the line from p to q is off by at most min(p - q at the left, q - p at the right). And by no more than
 * what any one of the values is short of the highest at the two ends.
 *
 * @param check called now and then; what it throws ends the work.
 */
export function applyMaximum(
  { windows, size, floor }: MaximumStep,
  input: Course,
  { times }: Partition,
  check: () => void = () => undefined,
): Course {
  const { values } = input;
  const count = times.length;
  const rows = windows.length / size;
  const result: Course = {
    size: rows,
    values: new Float64Array(rows * count),
    first: new Float64Array(rows),
    rest: new Float64Array(rows),
  };
  const added = noneAdded(rows);
  for (let row = 0; row < rows; row++) {
    if (row % patience === 0) check();
    const gap = new Gap();
    let [first, rest] = [0, 0];
    for (let k = 0; k < size; k++) {
      const place = windows[row * size + k]!;
      if (place < 0) continue;
      first = Math.max(first, input.first[place]!);
      rest = Math.max(rest, input.rest[place]!);
    }
    // Place -1 stands for the floor.
    const valueAt = (place: number, i: number): number => (place < 0 ? 0 : values[place * count + i]!);
    let [before, beforeHighest] = [-1, 0];
    for (let i = 0; i < count; i++) {
      let [top, highest] = [-1, floor ? 0 : -Infinity];
      for (let k = 0; k < size; k++) {
        const place = windows[row * size + k]!;
        if (place >= 0 && values[place * count + i]! > highest) [top, highest] = [place, values[place * count + i]!];
      }
      result.values[row * count + i] = highest;
      if (i > 0 && top !== before) {
        const atLeft = beforeHighest - valueAt(top, i - 1);
        const atRight = highest - valueAt(before, i);
        if (atLeft > 0 && atRight > 0) {
          // Where several meet, rounding may name two others at the ends than the one that is on top in between.
          let [nearLeft, nearRight] = [Infinity, Infinity];
          for (let k = floor ? -1 : 0; k < size; k++) {
            const place = k < 0 ? -1 : windows[row * size + k]!;
            if (k >= 0 && place < 0) continue;
            const [left, right] = [beforeHighest - valueAt(place, i - 1), highest - valueAt(place, i)];
            if (Math.max(left, right) < Math.max(nearLeft, nearRight)) [nearLeft, nearRight] = [left, right];
          }
          if (Math.max(nearLeft, nearRight) < Math.min(atLeft, atRight)) gap.atEnds(i, nearLeft, nearRight);
          else gap.between(i, atLeft, atRight);
        }
      }
      [before, beforeHighest] = [top, highest];
    }
    const dead = floor ? windowDeadness(windows.subarray(row * size, (row + 1) * size), input, count) : 'no';
    if (dead === 'all along') continue;
    added.first[row] = errorOf(gap.first);
    added.rest[row] = errorOf(gap.rest);
    result.first[row] = errorOf(dead === 'no' ? first : 0, gap.first);
    result.rest[row] = errorOf(rest, gap.rest);
  }
  return withLength(result, input, input.length === undefined ? 1 : Math.sqrt(mostReaders(windows, input.size)), added);
}

/** Of all values how many windows the most read one is in: by the root of that a maximum can lengthen a difference. */
export function mostReaders(windows: Int32Array, size: number): number {
  const readers = new Int32Array(size);
  let most = 1;
  for (const place of windows) if (place >= 0) most = Math.max(most, ++readers[place]!);
  return most;
}

/** Whether all values of a window are below 0 for certain. */
function windowDeadness(window: Int32Array, input: Course, count: number): Deadness {
  let result: Deadness = 'all along';
  for (const place of window) {
    if (place < 0) continue;
    const dead = deadness(input, place, count);
    if (dead === 'no') return 'no';
    if (dead === 'at first') result = 'at first';
  }
  return result;
}
