import type { Image } from '../image/image.js';

/** An image and what the classifier said to it: what a report shows of a counterexample. */
export interface View {
  /** `original`, `scaled`, `vertex 2`, `combination`. */
  readonly title: string;
  readonly image: Image;
  readonly scores: Float32Array;
}

/** What came of one case. CheckList's lesson: a signed margin says how far, and not applicable is an answer of its own. */
export type Outcome =
  /** The claim is true of this case. `margin` above 0: how far from violated, relative to the largest score. */
  | { readonly kind: 'held'; readonly margin?: number }
  /** The claim is false of this case. `margin` below 0. Views: first the image itself, last the one that went wrong. */
  | { readonly kind: 'violated'; readonly margin: number; readonly why: string; readonly views: readonly View[] }
  /** The claim says nothing about this case: its precondition could not be met. */
  | { readonly kind: 'vacuous'; readonly why: string }
  /** The difference is within rounding error. */
  | { readonly kind: 'inconclusive'; readonly why: string };

export type Violated = Extract<Outcome, { kind: 'violated' }>;

/** The index of the largest score; the first of several. */
export function labelOf(scores: Float32Array): number {
  let label = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[label]!) label = i;
  return label;
}

/** The largest absolute score: the unit in which margins and rounding errors are measured. */
export function magnitudeOf(scores: Float32Array): number {
  let most = 0;
  for (const score of scores) if (Math.abs(score) > most) most = Math.abs(score);
  return most;
}

/**
 * How far `label` is ahead of every other, relative to the largest absolute score; below 0 if another is ahead. 0 when all
 * scores are 0.
 */
export function marginOf(scores: Float32Array, label: number): number {
  let other = -Infinity;
  for (let i = 0; i < scores.length; i++) if (i !== label && scores[i]! > other) other = scores[i]!;
  const magnitude = magnitudeOf(scores);
  return magnitude === 0 ? 0 : (scores[label]! - other) / magnitude;
}
