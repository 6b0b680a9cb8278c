import type { ScoreKind } from './classifier.js';

// What scores say: the label, and how clear it is.

/**
 * The index of the largest score; the first of several.
 *
 * @example labelOf(Float32Array.of(0.2, 0.7, 0.1)); // 1
 */
export function labelOf(scores: Float32Array): number {
  let label = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[label]!) label = i;
  return label;
}

/**
 * The largest absolute score: the unit in which margins and rounding errors are measured.
 *
 * @example magnitudeOf(Float32Array.of(1, -4, 2)); // 4
 */
export function magnitudeOf(scores: Float32Array): number {
  let most = 0;
  for (const score of scores) if (Math.abs(score) > most) most = Math.abs(score);
  return most;
}

/**
 * How far `label` is ahead of every other, relative to the largest absolute score; below 0 if another is ahead. 0 when all
 * scores are 0.
 *
 * @example marginOf(Float32Array.of(1, 4, 2), 1); // 0.5: 4 is 2 ahead of the next, and the largest score is 4
 */
export function marginOf(scores: Float32Array, label: number): number {
  let other = -Infinity;
  for (let i = 0; i < scores.length; i++) if (i !== label && scores[i]! > other) other = scores[i]!;
  const magnitude = magnitudeOf(scores);
  return magnitude === 0 ? 0 : (scores[label]! - other) / magnitude;
}

/** Whether `scores` are those `of` another image times a scalar, to the last bit. */
export const isMultiple = (scores: Float32Array, of: Float32Array, scalar: number): boolean =>
  scores.every((score, i) => score === scalar * of[i]!);

/**
 * The largest probability that scores say: of logits, that of their softmax.
 *
 * @example largestProbability(Float32Array.of(0, 0), 'logits'); // 0.5
 */
export function largestProbability(scores: Float32Array, kind: ScoreKind): number {
  const highest = Math.max(...scores);
  if (kind !== 'logits') return highest;
  return 1 / scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
}
