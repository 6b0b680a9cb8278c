/**
 * What a certificate may be called.
 * - `proved-exact`: rational arithmetic, without any rounding.
 * - `proved-real`: float64, or rounded integers, with a bound for the rounding error; whatever is closer than that is left
 *   undecided.
 * - `numerically exact`: computed from the engine's floats at the exact places. Not a proof.
 * - `undecided`: with the reason.
 *
 * The two proofs are about the network in real arithmetic, with the file's weights and the image's pixels as they are. They
 * are not about the floats of an engine, which can differ within rounding of a flip: so flips are replayed.
 */
export type ProofWord = 'proved-exact' | 'proved-real' | 'numerically exact' | 'undecided';

/** How a ray or segment was followed; `rounded` where integers had to help float64. */
export type RayMethod = 'float64' | 'rounded' | 'exact' | 'engine';

/** One label from one scalar to another. */
export interface LabelInterval {
  /** Scalars; 0 and Infinity do not belong to the interval. Places of flips are rounded: {@link RayFlip} has them exactly. */
  readonly min: number;
  readonly max: number;
  /** The label's index; undefined where nothing is known. */
  readonly label: number | undefined;
  /** Others that have the very same score all along. Only rational arithmetic can tell. */
  readonly tied?: readonly number[];
  /** Single places at which another label has the very same score and does not overtake. */
  readonly touches?: readonly number[];
  readonly word: ProofWord;
}

/** What the user's own engine says on the two sides of a flip. */
export interface RayReplay {
  /** The nearest scalars at which the engine gives the two labels. */
  readonly below: number;
  readonly above: number;
}

/** A place where the label changes. */
export interface RayFlip {
  /** The scalar (along a segment: the share of the way), rounded. */
  readonly at: number;
  /** It certainly lies between these. Nothing is said of the labels in between. */
  readonly low: number;
  readonly high: number;
  /** The place itself, as a fraction, where arithmetic was rational. */
  readonly exact?: { readonly numerator: string; readonly denominator: string };
  readonly before: number;
  readonly after: number;
  /** Undefined if the engine does not show it: its floats hide it. */
  readonly replay?: RayReplay;
}

/** What is known of all labels along a straight line of images. */
export interface LineCertificate {
  readonly word: ProofWord;
  /** Why it is undecided, or why a better word could not be had. */
  readonly reason?: string;
  /** What else is to be known: scores that saturate, so that the engine's own label is another. */
  readonly note?: string;
  readonly method: RayMethod;
  /** The ends: scalars of a ray, shares of the way along a segment. */
  readonly min: number;
  readonly max: number;
  /** From end to end without gaps. */
  readonly intervals: readonly LabelInterval[];
  readonly flips: readonly RayFlip[];
  /** How many pieces were looked at. */
  readonly pieces: number;
  readonly durationMs: number;
}

/** The labels of an image times a, for all a of an interval. */
export interface RayCertificate extends LineCertificate {
  readonly kind: 'ray';
  /** The image, in words. */
  readonly image: string;
  /** The flip whose scalar is nearest 1, as a ratio. */
  readonly nearest?: RayFlip;
  /** The label of the image itself, where 1 is in the interval and decided. */
  readonly label?: number;
}

/** The labels of the mixtures (1 - t) a + t b of two images, for all t from 0 to 1. */
export interface SegmentCertificate extends LineCertificate {
  readonly kind: 'segment';
  readonly images: readonly [string, string];
}
