import type { MapColumns } from './columns.js';

// Weights times columns, four at a time: most of what an exact ray costs is in here. A product goes through one rounding of its own,
// three within its four, and one for each four that are added to the row.

/** Breakpoints that are done at once: what they read of all columns stays near the processor. */
const block = 128;

/**
 * Adds to four rows at once, which read the same columns: each number that is read is used four times.
 *
 * @param at the first of the four among `rows`; row `i` has its weights at `i * width`.
 * @param alive which of the panel's `places` are read, the first `used` of them.
 */
export function addFourRows(
  into: Float64Array,
  rows: Int32Array,
  at: number,
  count: number,
  weights: Float64Array,
  width: number,
  source: Float64Array,
  places: Int32Array,
  offset: Int32Array,
  alive: Int32Array,
  used: number,
): void {
  const [wa, wb, wc, wd] = [at * width, (at + 1) * width, (at + 2) * width, (at + 3) * width];
  for (let from = 0; from < count; from += block) {
    const length = Math.min(block, count - from);
    const ta = rows[at]! * count + from;
    const tb = rows[at + 1]! * count + from;
    const tc = rows[at + 2]! * count + from;
    const td = rows[at + 3]! * count + from;
    for (let k = 0; k < used; k += 4) {
      const p0 = alive[k]!;
      // What is missing of the last four is a column with weights of 0.
      const p1 = k + 1 < used ? alive[k + 1]! : p0;
      const p2 = k + 2 < used ? alive[k + 2]! : p0;
      const p3 = k + 3 < used ? alive[k + 3]! : p0;
      const f1 = k + 1 < used ? 1 : 0;
      const f2 = k + 2 < used ? 1 : 0;
      const f3 = k + 3 < used ? 1 : 0;
      four(
        into,
        ta,
        tb,
        tc,
        td,
        source,
        offset[places[p0]!]! + from,
        offset[places[p1]!]! + from,
        offset[places[p2]!]! + from,
        offset[places[p3]!]! + from,
        weights[wa + p0]!,
        f1 * weights[wa + p1]!,
        f2 * weights[wa + p2]!,
        f3 * weights[wa + p3]!,
        weights[wb + p0]!,
        f1 * weights[wb + p1]!,
        f2 * weights[wb + p2]!,
        f3 * weights[wb + p3]!,
        weights[wc + p0]!,
        f1 * weights[wc + p1]!,
        f2 * weights[wc + p2]!,
        f3 * weights[wc + p3]!,
        weights[wd + p0]!,
        f1 * weights[wd + p1]!,
        f2 * weights[wd + p2]!,
        f3 * weights[wd + p3]!,
        length,
      );
    }
  }
}

/** Four rows times four columns. */
function four(
  into: Float64Array,
  ta: number,
  tb: number,
  tc: number,
  td: number,
  source: Float64Array,
  o0: number,
  o1: number,
  o2: number,
  o3: number,
  a0: number,
  a1: number,
  a2: number,
  a3: number,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  d0: number,
  d1: number,
  d2: number,
  d3: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    const x0 = source[o0 + i]!;
    const x1 = source[o1 + i]!;
    const x2 = source[o2 + i]!;
    const x3 = source[o3 + i]!;
    into[ta + i]! += a0 * x0 + a1 * x1 + (a2 * x2 + a3 * x3);
    into[tb + i]! += b0 * x0 + b1 * x1 + (b2 * x2 + b3 * x3);
    into[tc + i]! += c0 * x0 + c1 * x1 + (c2 * x2 + c3 * x3);
    into[td + i]! += d0 * x0 + d1 * x1 + (d2 * x2 + d3 * x3);
  }
}

/** Adds columns to one row, with a factor each; the first `used` of `alive` and `factors` count. */
export function addRow(
  row: Float64Array,
  to: number,
  { values, input, offset }: MapColumns,
  alive: Int32Array,
  factors: Float64Array,
  used: number,
  count: number,
): void {
  let at = 0;
  if (count === 2 && values.length === 1) return addEnds(row, to, values[0]!, offset, alive, factors, used);
  for (; at + 3 < used; at += 4) {
    const pa = alive[at]!;
    const pb = alive[at + 1]!;
    const pc = alive[at + 2]!;
    const pd = alive[at + 3]!;
    addFour(
      row,
      to,
      values[input[pa]!]!,
      values[input[pb]!]!,
      values[input[pc]!]!,
      values[input[pd]!]!,
      offset[pa]!,
      offset[pb]!,
      offset[pc]!,
      offset[pd]!,
      factors[at]!,
      factors[at + 1]!,
      factors[at + 2]!,
      factors[at + 3]!,
      count,
    );
  }
  for (; at < used; at++) {
    const place = alive[at]!;
    const column = values[input[place]!]!;
    const start = offset[place]!;
    const factor = factors[at]!;
    for (let i = 0; i < count; i++) row[to + i]! += factor * column[start + i]!;
  }
}

function addFour(
  row: Float64Array,
  to: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  oa: number,
  ob: number,
  oc: number,
  od: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
  count: number,
): void {
  for (let i = 0; i < count; i++)
    row[to + i]! += wa * a[oa + i]! + wb * b[ob + i]! + (wc * c[oc + i]! + wd * d[od + i]!);
}

/** The same where there are only the two ends: before the first breakpoint, where rows are longest. */
function addEnds(
  row: Float64Array,
  to: number,
  values: Float64Array,
  offset: Int32Array,
  alive: Int32Array,
  factors: Float64Array,
  used: number,
): void {
  let left = 0;
  let right = 0;
  let at = 0;
  for (; at + 3 < used; at += 4) {
    const a = offset[alive[at]!]!;
    const b = offset[alive[at + 1]!]!;
    const c = offset[alive[at + 2]!]!;
    const d = offset[alive[at + 3]!]!;
    const wa = factors[at]!;
    const wb = factors[at + 1]!;
    const wc = factors[at + 2]!;
    const wd = factors[at + 3]!;
    left += wa * values[a]! + wb * values[b]! + (wc * values[c]! + wd * values[d]!);
    right += wa * values[a + 1]! + wb * values[b + 1]! + (wc * values[c + 1]! + wd * values[d + 1]!);
  }
  for (; at < used; at++) {
    const place = offset[alive[at]!]!;
    left += factors[at]! * values[place]!;
    right += factors[at]! * values[place + 1]!;
  }
  row[to]! += left;
  row[to + 1]! += right;
}
