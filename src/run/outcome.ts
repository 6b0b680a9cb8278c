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
