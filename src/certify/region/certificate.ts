import type { Image } from '../../image/image.js';

/** A mixture of a region's images that has another label. */
export interface RegionWitness {
  /** A weight for each image, 0 or more; they sum to 1. */
  readonly weights: readonly number[];
  /** Its label in real arithmetic. */
  readonly label: number;
  /** What the user's engine says. */
  readonly engineLabel: number;
  /** Whether rational arithmetic gave the label, and not float64 alone. */
  readonly exact: boolean;
  readonly image: Image;
}

/** Whether all mixtures of some images have one label. */
export interface RegionCertificate {
  readonly kind: 'region';
  /** `proved-real` and `undecided` as for rays; `refuted`: the engine gives a mixture another label. */
  readonly word: 'proved-real' | 'refuted' | 'undecided';
  /** In words. */
  readonly images: readonly string[];
  /** The label of the first image. */
  readonly label?: number;
  /** What proved it. */
  readonly by?: 'same piece' | 'bounds' | 'branch and bound' | 'segment';
  /** Whether all combinations with weights of 0 or more, not all 0, are proved to have the label too. */
  readonly cone: boolean;
  /** Why it is undecided. */
  readonly reason?: string;
  /** The mixture that refutes it; where undecided, one that the engine does not confirm. */
  readonly witness?: RegionWitness;
  /** Into how many parts the region was cut. */
  readonly parts: number;
  readonly durationMs: number;
}
