import type { Image } from '../image/image.js';

/** What a classifier said of an image times a scalar. */
export interface Said {
  readonly scalar: number;
  readonly label: string;
  /** How far that label is ahead of every other, relative to the largest absolute score. */
  readonly margin: number;
}

/**
 * A change of label, located. Going from 1, the label still holds at `kept` and another one is ahead at `scalar`; the two are
 * as close as was asked for, so both are near ties. At the witness another label is ahead by more than rounding error.
 */
export interface Flip {
  readonly kept: Said;
  readonly scalar: number;
  /** The label at `scalar`. */
  readonly label: string;
  readonly margin: number;
  readonly witness: Said;
}

/** Scalars tried one after the other at which one label was ahead. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/**
 * - `flipped`: its label changes at some scalar.
 * - `held`: it does not at any scalar that was tried. That is no proof for those in between.
 * - `vacuous`: the image itself is a near tie and has no label to keep.
 */
export type HuntOutcome = 'flipped' | 'held' | 'vacuous';

/** What became of one image. */
export interface Hunted {
  /** Its place among the images. */
  readonly index: number;
  readonly image: Image;
  /** Its label at scalar 1, and by how much that is ahead. */
  readonly label: string;
  readonly margin: number;
  readonly outcome: HuntOutcome;
  /** The flip nearest 1 below it, and above it. */
  readonly below?: Flip;
  readonly above?: Flip;
  /** The contrast margin: at every scalar tried from `from` to `to` the label holds. */
  readonly holds: { readonly from: number; readonly to: number };
  /** The label as a function of the scalar, as far as it was tried: ascending, without gaps but those between readings. */
  readonly stretches: readonly Stretch[];
  /** Whether the scores were multiplied by every power of two bit for bit, as those of a network without biases are. */
  readonly homogeneous: boolean;
  /** How often the model was asked. */
  readonly evaluations: number;
}

/** Which of two flips is nearer 1, on a scale where a half is as far as two. */
export function nearestFlip({ below, above }: Pick<Hunted, 'below' | 'above'>): Flip | undefined {
  if (below === undefined || above === undefined) return below ?? above;
  return farness(below.scalar) <= farness(above.scalar) ? below : above;
}

/** How far from 1 a scalar is, as a factor of 1 or more: 4 for 4 and for 0.25. */
export const farness = (scalar: number): number => Math.max(scalar, 1 / scalar);
