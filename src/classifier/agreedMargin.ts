import { magnitudeOf } from './scores.js';

/**
 * How clearly two classifiers agree on a label: of all labels, the most that both put ahead of every other one, relative to each
 * one's largest absolute score. It is above 0 exactly where both have the same label; near 0 one of them is close to a tie; below 0
 * every label is behind another by at least so much in one of the two.
 *
 * As an image gets darker or brighter it changes without jumps, and crosses 0 where the labels part.
 *
 * @param one scores of an image.
 * @param other scores of it, in the same order of labels.
 * @example
 * agreedMargin(Float32Array.of(2, 1), Float32Array.of(4, 3)); // 0.25: both say the first, the second classifier less clearly
 * agreedMargin(Float32Array.of(2, 1), Float32Array.of(3, 4)); // -0.25
 */
export function agreedMargin(one: Float32Array, other: Float32Array): number {
  const [ours, theirs] = [twoHighest(one), twoHighest(other)];
  let best = -Infinity;
  for (let label = 0; label < one.length; label++) {
    const agreed = Math.min(leadOf(one, label, ours), leadOf(other, label, theirs));
    if (agreed > best) best = agreed;
  }
  return best;
}

interface Highest {
  readonly first: number;
  readonly second: number;
  readonly at: number;
  readonly magnitude: number;
}

function twoHighest(scores: Float32Array): Highest {
  let [first, second, at] = [-Infinity, -Infinity, -1];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (score > first) [first, second, at] = [score, first, i];
    else if (score > second) second = score;
  }
  return { first, second, at, magnitude: magnitudeOf(scores) };
}

const leadOf = (scores: Float32Array, label: number, { first, second, at, magnitude }: Highest): number =>
  magnitude === 0 ? 0 : (scores[label]! - (label === at ? second : first)) / magnitude;
