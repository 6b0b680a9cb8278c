import type { Image, Truth } from '../image/image.js';
import type { HuntOutcome } from './hunted.js';

/** What a classifier said of an image at some strength of a transformation. */
export interface LabelAtStrength {
  readonly strength: number;
  readonly label: string;
  /** How far that label is ahead of every other, relative to the largest absolute score. */
  readonly margin: number;
}

/** A change of label, located: going from identity, the label still holds at `kept`, and another one is ahead at `strength`. */
export interface StrengthFlip extends LabelAtStrength {
  readonly kept: LabelAtStrength;
  /** Where another label is ahead by more than rounding error. */
  readonly witness: LabelAtStrength;
  /** How far from identity it is, as a share of the way to the end of the range that is farther from it. */
  readonly far: number;
}

/** What became of one image along a transformation. */
export interface TransformedHunted {
  /** Its place among the images. */
  readonly index: number;
  readonly image: Image;
  /** Its label at identity, and by how much that is ahead. */
  readonly label: string;
  readonly margin: number;
  readonly truth?: Truth;
  /** As of a hunt along scalars: unflipped means at no strength that was tried. */
  readonly outcome: HuntOutcome;
  /** Why it is vacuous. */
  readonly why?: string;
  /** The flip nearest identity below it, and above it. */
  readonly below?: StrengthFlip;
  readonly above?: StrengthFlip;
  /**
   * At every strength that was tried between these the label is the own one: how many were tried, and the largest gap between two
   * neighbours, as a share of the way from identity to the farther end of the range. That is no proof for those in between.
   */
  readonly clear: { readonly min: number; readonly max: number; readonly strengths: number; readonly apart: number };
  /** How often the model was asked. */
  readonly evaluations: number;
}

/**
 * The nearer of two flips to identity.
 *
 * @example
 * for await (const hunted of huntAlong(classifier, images.from('samples'), gamma))
 *   console.log(`${hunted.image}: ${nearestStrengthFlip(hunted)?.strength ?? 'no flip'}`);
 */
export function nearestStrengthFlip({
  below,
  above,
}: Pick<TransformedHunted, 'below' | 'above'>): StrengthFlip | undefined {
  if (below === undefined || above === undefined) return below ?? above;
  return below.far <= above.far ? below : above;
}
