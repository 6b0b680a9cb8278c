import { errorLength, sumOf, type ErrorLength } from './length.js';
import { tiny, unit } from './rounding.js';

/**
 * A vector of the network along a one-dimensional family of inputs: its values at the breakpoints of a {@link Partition},
 * with straight lines in between, and how far they may be from the truth.
 *
 * What is promised: the true value number j at parameter t is within e(t) of the line between the values at the
 * breakpoints around t, where e too is the line between the errors there: `first[j]` at the first breakpoint, `rest[j]` at
 * all others. (The first is apart since rays start where many values are exactly 0, without any error.)
 */
export interface Course {
  readonly size: number;
  /** Value j at breakpoint i is at `j * breakpoints + i`. */
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly rest: Float64Array;
  /** Of all errors together; undefined where it is not counted. */
  readonly length?: ErrorLength;
}

/** The breakpoints of a family of inputs: parameters in increasing order, and what biases are multiplied by at each. */
export interface Partition {
  readonly times: Float64Array;
  readonly bias: Float64Array;
}

/** Which of the new parameters are kept: in order, each once, and strictly between the old ones. */
export function newTimes(found: Float64Array, times: Float64Array): Float64Array {
  const sorted = found.toSorted();
  const kept = new Float64Array(sorted.length);
  let count = 0;
  let next = 0;
  let last = times[0]!;
  for (const time of sorted) {
    while (next < times.length && times[next]! <= time) last = Math.max(last, times[next++]!);
    // Breakpoints closer than a few roundings are one: what that leaves out is in the error that is measured afterwards.
    const least = 8 * unit * Math.abs(time);
    if (time - last <= least || next >= times.length || times[next]! - time <= least) continue;
    last = kept[count++] = time;
  }
  return kept.subarray(0, count);
}

/** How the breakpoints of a finer partition lie in a coarser one. */
interface Places {
  readonly count: number;
  /** For each new breakpoint the old one at or before it. */
  readonly before: Int32Array;
  /** How far it is on the way to the next: 0 for an old one. */
  readonly share: Float64Array;
}

/** A partition with more breakpoints, and the means to bring courses to it. */
export function refine(
  { times, bias }: Partition,
  added: Float64Array,
): { readonly partition: Partition; readonly carry: (course: Course) => Course } {
  const count = times.length + added.length;
  const finer = { times: new Float64Array(count), bias: new Float64Array(count) };
  const places: Places = { count, before: new Int32Array(count), share: new Float64Array(count) };
  for (let i = 0, old = 0, add = 0; i < count; i++) {
    if (add === added.length || (old < times.length && times[old]! <= added[add]!)) {
      finer.times[i] = times[old]!;
      finer.bias[i] = bias[old]!;
      places.before[i] = old++;
      continue;
    }
    const [time, from, to] = [added[add++]!, times[old - 1]!, times[old]!];
    finer.times[i] = time;
    // A bias is either constant or the parameter itself, so it is exact.
    finer.bias[i] = bias[old - 1] === bias[old] ? bias[old]! : time;
    places.before[i] = old - 1;
    places.share[i] = (time - from) / (to - from);
  }
  return { partition: finer, carry: (course) => carried(course, places, times.length) };
}

function carried({ size, values, first, rest, length }: Course, { count, before, share }: Places, old: number): Course {
  const finer = new Float64Array(size * count);
  const errors = new Float64Array(size);
  const added = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const [from, to] = [j * old, j * count];
    let most = 0;
    for (let i = 0; i < old; i++) most = Math.max(most, Math.abs(values[from + i]!));
    if (most > 0)
      for (let i = 0; i < count; i++) {
        const place = from + before[i]!;
        const here = values[place]!;
        const part = share[i]!;
        finer[to + i] = part === 0 ? here : here + part * (values[place + 1]! - here);
      }
    // The share is off by 3 roundings of itself; difference, product and sum add three, none on more than 2 · most.
    added[j] = most > 0 ? 16 * unit * most + tiny : 0;
    errors[j] = Math.max(first[j]!, rest[j]!) + added[j]!;
  }
  const course = { size, values: finer, first, rest: errors };
  if (length === undefined) return course;
  return {
    ...course,
    length: { first: length.first, rest: sumOf(Math.max(length.first, length.rest), errorLength(added)) },
  };
}

/** The part of a partition before or after one of its breakpoints, which belongs to both, and the means to cut courses to it. */
export function cut(
  { times, bias }: Partition,
  middle: number,
  half: 'before' | 'after',
): { readonly partition: Partition; readonly carry: (course: Course) => Course } {
  const [from, to] = half === 'before' ? [0, middle + 1] : [middle, times.length];
  const count = to - from;
  const carry = ({ size, values, first, rest, length }: Course): Course => {
    const kept = new Float64Array(size * count);
    for (let j = 0; j < size; j++) kept.set(values.subarray(j * times.length + from, j * times.length + to), j * count);
    if (half === 'before') return { size, values: kept, first, rest, ...(length && { length }) };
    // The first of these was one of the others.
    return {
      size,
      values: kept,
      first: rest,
      rest,
      ...(length && { length: { first: length.rest, rest: length.rest } }),
    };
  };
  return { partition: { times: times.slice(from, to), bias: bias.slice(from, to) }, carry };
}
