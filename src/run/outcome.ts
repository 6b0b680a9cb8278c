import type { FedTensor } from '../classifier/fed.js';
import type { Space } from '../classifier/inputWriter.js';
import type { Image, Truth } from '../image/image.js';

/** An image and what the classifier said to it: what a report shows of a counterexample. */
export interface View {
  /** `original`, `scaled`, `vertex 2`, `combination`. */
  readonly title: string;
  readonly image: Image;
  readonly scores: Float32Array;
  /** Where the weights of the image act. Default: where the scalars of the run do. */
  readonly space?: Space;
}

/** A view of a counterexample that was confirmed: its image is one that shows what the network was fed. */
export interface ConfirmedView extends View {
  /** Where the weights acted that made the image. */
  readonly space: Space;
  /** What the image was multiplied by, where it is one times a scalar. */
  readonly scalar?: number;
  /** The label that the image is known by, and what says so; where it is one of the classifier's. */
  readonly truth?: Truth;
  /** The very numbers that the network was fed. */
  readonly fed: FedTensor;
}

/** An image, and what the classifier said to it. */
export type Answered = Pick<View, 'image' | 'scores'>;

/** What came of one case. CheckList's lesson: a signed margin says how far, and not applicable is an answer of its own. */
export type Outcome =
  /**
   * The claim is true of this case. `margin` above 0: how far from violated, relative to the largest score. `original`: the image
   * that the case is about, which a violation would show as its first view; cases are counted by its label.
   */
  | { readonly kind: 'held'; readonly margin?: number; readonly original?: Answered }
  /** The claim is false of this case. `margin` below 0. Views: first the image itself, last the one that went wrong. */
  | { readonly kind: 'violated'; readonly margin: number; readonly why: string; readonly views: readonly View[] }
  /** The claim says nothing about this case: its precondition could not be met. */
  | { readonly kind: 'vacuous'; readonly why: string }
  /** The difference is within rounding error. */
  | { readonly kind: 'inconclusive'; readonly why: string };

export type Violated = Extract<Outcome, { kind: 'violated' }>;
