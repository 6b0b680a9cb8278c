import type { Image, Truth } from '../image/image.js';

/** What a classifier said of an image times a scalar. */
export interface LabelAtScalar {
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
  readonly kept: LabelAtScalar;
  readonly scalar: number;
  /** The label at `scalar`. */
  readonly label: string;
  readonly margin: number;
  readonly witness: LabelAtScalar;
}

/** Scalars tried one after the other at which one label was ahead. */
export interface LabelStretch {
  readonly min: number;
  readonly max: number;
  readonly label: string;
}

/**
 * - `flipped`: its label changes at some scalar.
 * - `unflipped`: it does not at any scalar that was tried. That is no proof for those in between.
 * - `vacuous`: the image itself is a near tie and has no label to keep.
 */
export type HuntOutcome = 'flipped' | 'unflipped' | 'vacuous';

/** Scalars among which no flip was seen. That is no proof for those between the ones that were tried. */
export interface ClearRange {
  readonly min: number;
  readonly max: number;
  /** How many were tried, the ends included. */
  readonly scalars: number;
  /** The largest factor between two neighbours of them: 1.004 where they are at most 0.4 % apart. */
  readonly apart: number;
}

/** What became of one image. */
export interface Hunted {
  /** Its place among the images. */
  readonly index: number;
  readonly image: Image;
  /** Its label at scalar 1, and by how much that is ahead. */
  readonly label: string;
  readonly margin: number;
  /** The label that the image is known by, and what says so; where it is one of the classifier's. */
  readonly truth?: Truth;
  readonly outcome: HuntOutcome;
  /** The flip nearest 1 below it, and above it. */
  readonly below?: Flip;
  readonly above?: Flip;
  /** The contrast margin: no flip was seen between these scalars, and how finely was looked. */
  readonly clear: ClearRange;
  /** The label as a function of the scalar, as far as it was tried: ascending, without gaps but those between readings. */
  readonly stretches: readonly LabelStretch[];
  /** Whether the scores were multiplied by every power of two bit for bit, as those of a network without biases are. */
  readonly homogeneous: boolean;
  /** How often the model was asked. */
  readonly evaluations: number;
}

/**
 * Which of two flips is nearer 1, on a scale where a half is as far as two.
 *
 * @example
 * for await (const hunted of hunt(classifier, images.from('samples')))
 *   console.log(`${hunted.image}: ${nearestFlip(hunted)?.scalar ?? 'no flip'}`);
 */
export function nearestFlip({ below, above }: Pick<Hunted, 'below' | 'above'>): Flip | undefined {
  if (below === undefined || above === undefined) return below ?? above;
  return farness(below.scalar) <= farness(above.scalar) ? below : above;
}

/**
 * How far from 1 a scalar is, as a factor of 1 or more: 4 for 4 and for 0.25.
 *
 * @example farness(0.25); // 4
 */
export const farness = (scalar: number): number => Math.max(scalar, 1 / scalar);
