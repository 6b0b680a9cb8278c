import type { ElementType } from '../../network/elementTypes.js';

/** How a tensor of one image compares with the same tensor of that image multiplied by a power of two. */
export type Scaling =
  /** Every number is 0 in both. */
  | { readonly kind: 'zero' }
  /** Multiplied by 2^shift, every number, bit by bit. */
  | { readonly kind: 'power'; readonly shift: number }
  /** Too close to the ends of the range of floats to tell. */
  | { readonly kind: 'range'; readonly end: 'underflow' | 'overflow' }
  /** Number `at` does not scale as the largest one does. */
  | { readonly kind: 'broken'; readonly at: number; readonly before: number; readonly after: number };

/** Sizes of numbers between which a type of floats keeps all its digits, on the way to a number as well. */
export interface ExactRange {
  readonly tiny: number;
  readonly huge: number;
}

/**
 * Below 2^-100, sums of products may have parts among the subnormal floats (below 1.2e-38), where digits are lost; above
 * 2^110, they may have parts beyond the largest float.
 */
const singles: ExactRange = { tiny: 2 ** -100, huge: 2 ** 110 };

/** The smallest that is not subnormal, and half the largest power of two. Engines compute sums of halves in float32. */
const halves: ExactRange = { tiny: 2 ** -14, huge: 2 ** 15 };

/** The range of a tensor's type; that of float32 where the type is not known, and for wider ones, which are read as float32. */
export const exactRangeOf = (type: ElementType | undefined): ExactRange =>
  type?.name === 'float16' ? halves : singles;

// Test runners make every look-up of a global slow, and these are asked for each number.
const { abs } = Math;

/** A row of numbers, and the sizes of the smallest that is not 0 and of the largest. */
export interface MeasuredRow {
  readonly numbers: Float32Array;
  readonly smallest: number;
  readonly largest: number;
  /** Where the largest is; -1 if all are 0. */
  readonly at: number;
}

/** Measures a row, once for all that it is compared with. */
export function measured(numbers: Float32Array): MeasuredRow {
  let [smallest, largest, at] = [Infinity, 0, -1];
  for (let i = 0; i < numbers.length; i++) {
    const size = abs(numbers[i]!);
    if (size > largest) [largest, at] = [size, i];
    if (size < smallest && size > 0) smallest = size;
  }
  return { numbers, smallest, largest, at };
}

/**
 * Compares two rows of numbers. Multiplying by a power of two rounds nothing, so there is no tolerance.
 *
 * @param expected the shift that is known from elsewhere: tells a number that has run out of the range of floats from one
 *   that does not scale.
 * @param range where the type of the numbers keeps all digits.
 * @example compareRows(measured(Float32Array.of(1, -3)), measured(Float32Array.of(2, -6))); // { kind: 'power', shift: 1 }
 */
export function compareRows(before: MeasuredRow, after: MeasuredRow, expected = 0, range = singles): Scaling {
  const end = endOf(before, 1, range) ?? endOf(before, 2 ** expected, range) ?? endOf(after, 1, range);
  if (end !== undefined) return { kind: 'range', end };
  const [from, to] = [before.numbers, after.numbers];
  const { at } = before;
  const factor = at === -1 ? 1 : abs(to[at]! / from[at]!);
  const shift = Math.log2(factor);
  const broken = (at: number): Scaling => ({ kind: 'broken', at, before: from[at] ?? 0, after: to[at] ?? 0 });
  if (!Number.isInteger(shift) || 2 ** shift !== factor) return broken(at);
  for (let i = 0; i < from.length; i++) {
    const [a, b] = [from[i]! * factor, to[i]!];
    // Also where neither is a number.
    if (a !== b && (a === a || b === b)) return broken(i);
  }
  return at === -1 ? { kind: 'zero' } : { kind: 'power', shift };
}

/** The end of the range of floats that a number is so close to that digits may have been lost on the way to it. */
function endOf(
  { smallest, largest }: MeasuredRow,
  factor: number,
  { tiny, huge }: ExactRange,
): 'underflow' | 'overflow' | undefined {
  if (smallest * factor < tiny) return 'underflow';
  return largest * factor > huge ? 'overflow' : undefined;
}

/** What many operations that each round, one after the other, may come to: relative to the largest number. */
const rounding = 1e-3;

/** Whether a row is no multiple of another one at all, which rounding cannot explain. */
export function partsFromMultiples(before: MeasuredRow, after: MeasuredRow): boolean {
  const [from, to] = [before.numbers, after.numbers];
  const { at } = before;
  if (at === -1 || after.at === -1) return at !== after.at;
  const factor = to[at]! / from[at]!;
  // No multiple of a positive scalar turns the sign.
  if (!(factor > 0)) return true;
  const most = rounding * Math.max(after.largest, factor * before.largest);
  for (let i = 0; i < from.length; i++) if (!(abs(from[i]! * factor - to[i]!) <= most)) return true;
  return false;
}
