import { magnitudeOf } from './scores.js';

/** Two labels of which the second has come nearest to the first, or past it. */
export interface Swap {
  /** How far the first is ahead of the second afterwards, relative to the largest score; below 0 if it is behind. */
  readonly margin: number;
  readonly ahead: number;
  readonly behind: number;
}

/**
 * Of all pairs that were clearly ordered before, the one whose order after is most in doubt: its margin after, relative to
 * the largest score. Undefined if no pair was clearly ordered. One sort and one sweep, so that a thousand labels cost little.
 *
 * @example worstSwap(Float32Array.of(3, 2, 1), Float32Array.of(3, 1, 2), 1e-5); // { margin: -1 / 3, ahead: 1, behind: 2 }
 */
export function worstSwap(before: Float32Array, after: Float32Array, tolerance: number): Swap | undefined {
  const gap = tolerance * magnitudeOf(before);
  const order = [...before.keys()].toSorted((a, b) => before[b]! - before[a]!);
  const unit = magnitudeOf(after) || 1;
  let worst: Swap | undefined;
  let lowest: number | undefined;
  let clear = 0;
  for (const behind of order) {
    for (; before[order[clear]!]! > before[behind]! + gap; clear++)
      if (lowest === undefined || after[order[clear]!]! < after[lowest]!) lowest = order[clear]!;
    if (lowest === undefined) continue;
    const margin = (after[lowest]! - after[behind]!) / unit;
    if (worst === undefined || margin < worst.margin) worst = { margin, ahead: lowest, behind };
  }
  return worst;
}
