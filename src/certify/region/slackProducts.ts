import type { SlackRows } from './looseForms.js';

// Slacks times dense weights: most of what bounds of a small simplex cost is in here.

/** The same by slack: of each the values that have it. A value may be there twice. */
export function bySlack({ starts, slacks, factors, count }: SlackRows, slackCount: number) {
  const begins = new Int32Array(slackCount + 1);
  for (let at = 0; at < count; at++) begins[slacks[at]! + 1]!++;
  for (let slack = 0; slack < slackCount; slack++) begins[slack + 1]! += begins[slack]!;
  const next = begins.slice();
  const [values, by] = [new Int32Array(count), new Float64Array(count)];
  for (let j = 0; j + 1 < starts.length; j++)
    for (let at = starts[j]!; at < starts[j + 1]!; at++) {
      const place = next[slacks[at]!]!++;
      values[place] = j;
      by[place] = factors[at]!;
    }
  return { starts: begins, slacks: values, factors: by };
}

/** Adds columns, with a factor each, four at a time. */
export function addColumns(
  sums: Float64Array,
  to: number,
  width: number,
  packed: Float64Array,
  read: Int32Array,
  by: Float64Array,
  used: number,
): void {
  let at = 0;
  for (; at + 3 < used; at += 4)
    addFour(
      sums,
      to,
      width,
      packed,
      read[at]!,
      read[at + 1]!,
      read[at + 2]!,
      read[at + 3]!,
      by[at]!,
      by[at + 1]!,
      by[at + 2]!,
      by[at + 3]!,
    );
  for (; at < used; at++) {
    const [from, factor] = [read[at]!, by[at]!];
    for (let r = 0; r < width; r++) sums[to + r]! += factor * packed[from + r]!;
  }
}

function addFour(
  sums: Float64Array,
  to: number,
  width: number,
  packed: Float64Array,
  a: number,
  b: number,
  c: number,
  d: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
): void {
  for (let r = 0; r < width; r++)
    sums[to + r]! += wa * packed[a + r]! + wb * packed[b + r]! + (wc * packed[c + r]! + wd * packed[d + r]!);
}
