import type { Reading } from './trace.js';

/** Intervals narrower than this, relative, are not looked into. */
const narrowest = 1e-5;

/**
 * Where between readings another label may have been ahead without showing at either end: scalars to ask at, in the order
 * of the readings.
 *
 * A ReLU network's scores are piecewise linear along a ray, so what lies between two readings is judged by the lines through
 * them and their neighbours. Where a label gains on the own one from the left and from the right, and the two lines meet
 * with it ahead, the meeting point is worth a question. Were the lead convex there, nothing could be hidden elsewhere: a
 * convex function lies above its secants' extensions. It need not be, so this is a guide and no proof.
 *
 * @param readings neighbours in the order of their scalars, ascending or descending.
 * @param own the label whose lead may dip.
 */
export function dips(readings: readonly Reading[], own: number, tolerance: number): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i + 2 < readings.length; i++) {
    const [before, from, to, after] = [readings[i - 1]!, readings[i]!, readings[i + 1]!, readings[i + 2]!];
    if (!(from.lead > 0 && to.lead > 0)) continue;
    const deepest = deepestMeeting(before, from, to, after, own, tolerance);
    if (deepest !== undefined) found.push(deepest);
  }
  return found;
}

function deepestMeeting(
  before: Reading,
  from: Reading,
  to: Reading,
  after: Reading,
  own: number,
  tolerance: number,
): number | undefined {
  const width = to.scalar - from.scalar;
  if (Math.abs(width) <= narrowest * from.scalar) return undefined;
  let meeting: number | undefined;
  // Half of what counts as a flip: lines are guesses.
  let lowest = -0.5 * tolerance;
  for (let label = 0; label < from.scores.length; label++) {
    if (label === own) continue;
    const start = from.scores[own]! - from.scores[label]!;
    const end = to.scores[own]! - to.scores[label]!;
    const falling = (start - (before.scores[own]! - before.scores[label]!)) / (from.scalar - before.scalar);
    const rising = (after.scores[own]! - after.scores[label]! - end) / (after.scalar - to.scalar);
    // The lines start + falling x and end + rising (x - width), for x from 0 to width (both negative below 1).
    const x = (end - start - rising * width) / (falling - rising);
    const share = x / width;
    if (!(share > 0 && share < 1)) continue;
    const value = start + falling * x;
    const depth = value / Math.max(Math.abs(start), Math.abs(end));
    if (value < Math.min(start, end) && depth < lowest) {
      lowest = depth;
      meeting = from.scalar + x;
    }
  }
  return meeting;
}
