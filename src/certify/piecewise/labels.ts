import { Times } from './breakpoints.js';
import { envelope } from './envelope.js';
import type { Followed } from './follow.js';
import { newTimes, refine, type Course } from './partition.js';
import { unit } from './rounding.js';

/** A stretch of a family, both ends included unless they are the open ends of the family, on which one label is proved. */
export interface LineStretch {
  readonly from: number;
  readonly to: number;
  readonly label: number;
}

/** A part of a family of which no label is proved: what was computed, and how far that may be off. */
export interface OpenStretch {
  readonly from: number;
  readonly to: number;
  /** By how much the label is ahead of the next, in the middle. */
  readonly lead: number;
  /** By how much that may be wrong. */
  readonly doubt: number;
  /** The largest logit, without its sign. */
  readonly size: number;
}

/** What is known of the labels along a family: stretches in order. What lies between them is not decided. */
export interface Labels {
  readonly stretches: readonly LineStretch[];
  /** Pieces that are not decided, or not all of them. */
  readonly open: readonly OpenStretch[];
  /** How many breakpoints the logits have. */
  readonly breakpoints: number;
}

/**
 * On which parts of a family which label is proved: its logit is above every other by more than the errors of both.
 *
 * @param openStart whether the first parameter itself does not count: at 0 a network without biases has no label.
 */
export function labelsAlong(followed: Followed, openStart: boolean): Labels {
  const { partition, logits, tops } = withLabelBreakpoints(followed);
  const { times } = partition;
  const stretches: LineStretch[] = [];
  const open: OpenStretch[] = [];
  for (let i = 0; i + 1 < times.length; i++) {
    const label = tops[i]!;
    const proved = provedOn(logits, times, i, label, openStart && i === 0);
    if (proved?.from !== times[i] || proved?.to !== times[i + 1]) open.push(openStretch(logits, times, i, label));
    if (proved === undefined) continue;
    const last = stretches.at(-1);
    if (last?.label === label && last.to === proved.from) stretches[stretches.length - 1] = { ...last, to: proved.to };
    else stretches.push({ ...proved, label });
  }
  return { stretches, open, breakpoints: followed.partition.times.length };
}

/** The partition with the breakpoints of the label as well, and who is on top in each piece. */
function withLabelBreakpoints({ partition, logits }: Followed) {
  const { times } = partition;
  const breakpoints = new Times();
  const [left, right] = [new Float64Array(logits.size), new Float64Array(logits.size)];
  for (let i = 0; i + 1 < times.length; i++) {
    takeEnds(logits, times.length, i, left, right);
    envelope(left, right, logits.size, (share) => breakpoints.add(times[i]!, times[i + 1]!, share));
  }
  const added = newTimes(breakpoints.found, times);
  const refined = added.length === 0 ? { partition, carry: (course: Course) => course } : refine(partition, added);
  const carried = refined.carry(logits);
  const count = refined.partition.times.length;
  const tops = Int32Array.from({ length: count - 1 }, (_, i) => {
    takeEnds(carried, count, i, left, right);
    // Whoever is on top in the middle: at the ends, which may be breakpoints, several are, up to rounding.
    let top = 0;
    for (let k = 1; k < logits.size; k++) if (left[k]! + right[k]! > left[top]! + right[top]!) top = k;
    return top;
  });
  return { partition: refined.partition, logits: carried, tops };
}

function takeEnds({ size, values }: Course, count: number, i: number, left: Float64Array, right: Float64Array): void {
  for (let k = 0; k < size; k++) {
    left[k] = values[k * count + i]!;
    right[k] = values[k * count + i + 1]!;
  }
}

function openStretch({ values, rest, size }: Course, times: Float64Array, i: number, label: number): OpenStretch {
  const count = times.length;
  const valueOf = (k: number): number => (values[k * count + i]! + values[k * count + i + 1]!) / 2;
  let [next, largest] = [label === 0 ? 1 : 0, 0];
  for (let k = 0; k < size; k++) {
    if (k !== label && valueOf(k) > valueOf(next)) next = k;
    largest = Math.max(largest, Math.abs(valueOf(k)));
  }
  const doubt = rest[label]! + (rest[next] ?? 0);
  return { from: times[i]!, to: times[i + 1]!, lead: valueOf(label) - valueOf(next), doubt, size: largest };
}

/** The part of piece i on which a label is ahead of all others by more than the errors. */
function provedOn(
  logits: Course,
  times: Float64Array,
  i: number,
  label: number,
  openStart: boolean,
): { from: number; to: number } | undefined {
  const count = times.length;
  const [from, to] = [times[i]!, times[i + 1]!];
  const rivals = Array.from({ length: logits.size }, (_, k) => k).filter((k) => k !== label);
  const leads = rivals.map(
    (k) => [leadAt(logits, count, i, label, k), leadAt(logits, count, i + 1, label, k)] as const,
  );
  let [lowest, highest] = [0, 1];
  for (const [left, right] of leads) {
    if (!(left > 0 || right > 0)) return undefined;
    if (left < 0 || (left === 0 && !openStart)) lowest = Math.max(lowest, left / (left - right));
    if (right <= 0) highest = Math.min(highest, left / (left - right));
  }
  if (leads.every(([left, right]) => left >= 0 && right > 0 && (left > 0 || openStart))) return { from, to };
  // Where a line between two leads is above 0 is rounded; so the place is moved inward until the lead there is for certain.
  const isClear = (time: number): boolean => {
    const share = (time - from) / (to - from);
    return leads.every(([left, right]) => {
      const lead = left + share * (right - left);
      return lead > 16 * unit * Math.max(Math.abs(left), Math.abs(right));
    });
  };
  const inward = (edge: number, direction: number, far: number): number | undefined => {
    const step = Math.max(Math.abs(edge) * 2 * unit, (to - from) * 2 * unit);
    for (let tries = 0, move = 0; tries < 12; tries++, move = move === 0 ? step : move * 4) {
      const time = edge + direction * move;
      if (direction * (far - time) < 0) return undefined;
      if (time >= from && time <= to && isClear(time)) return time;
    }
    return undefined;
  };
  const clearFrom = leads.every(([left]) => left > 0 || (left === 0 && openStart));
  const clearTo = leads.every(([, right]) => right > 0);
  const [low, high] = [from + lowest * (to - from), from + highest * (to - from)];
  const start = clearFrom ? from : inward(low, 1, high);
  const end = clearTo ? to : inward(high, -1, low);
  return start === undefined || end === undefined || start > end ? undefined : { from: start, to: end };
}

/** By how much a label is certainly ahead of another at a breakpoint; below 0 if it may not be. */
function leadAt({ values, first, rest }: Course, count: number, i: number, label: number, other: number): number {
  const errors = i === 0 ? first : rest;
  const [mine, theirs] = [values[label * count + i]!, values[other * count + i]!];
  const doubt = errors[label]! + errors[other]!;
  const lead = mine - theirs - doubt;
  if (mine === theirs && doubt === 0) return 0;
  return lead - 8 * unit * (Math.abs(mine) + Math.abs(theirs) + doubt);
}
