import { agreedMargin } from '../classifier/agreedMargin.js';
import { relativeDifference } from '../classifier/relativeDifference.js';
import { labelOf } from '../classifier/scores.js';
import { worstSwap } from '../classifier/worstSwap.js';
import { kendallTau } from './kendall.js';
import type { SettledDiff } from './options.js';

/** The scores of one image by two models, in the order of the one's labels. */
export interface PairedScores {
  readonly one: Float32Array;
  readonly other: Float32Array;
}

/** What two models said to one image. */
export interface ImageComparison {
  /** Whether what is claimed of the two is so. `near tie`: it is not, by no more than rounding in one of the models. */
  readonly outcome: 'agree' | 'disagree' | 'near tie';
  /** The place of the label in each. */
  readonly label: number;
  readonly labelOther: number;
  /** How clearly they agree on the label, or below 0 disagree; relative to the largest score. */
  readonly margin: number;
  /** The largest difference of two scores, relative to the largest of all. */
  readonly difference: number;
  /** How much their orders of the labels agree: Kendall's tau, 1 where they are the same. */
  readonly tau: number;
}

/** Holds the scores of one image by two models against each other. */
export function compared(
  scores: PairedScores,
  { claim, tolerance }: Pick<SettledDiff, 'claim' | 'tolerance'>,
): ImageComparison {
  const { one, other } = scores;
  const tau = kendallTau(one, other);
  const facts = {
    label: labelOf(one),
    labelOther: labelOf(other),
    margin: agreedMargin(one, other),
    difference: relativeDifference(one, other),
    // Where one has no order, as on black, there is none to be kept.
    tau: Number.isNaN(tau) ? 1 : tau,
  };
  return { outcome: outcomes[claim](facts, scores, tolerance), ...facts };
}

type Facts = Omit<ImageComparison, 'outcome'>;

const outcomes: Record<
  SettledDiff['claim'],
  (facts: Facts, scores: PairedScores, tolerance: number) => ImageComparison['outcome']
> = {
  label: ({ label, labelOther, margin }, _, tolerance) =>
    label === labelOther ? 'agree' : margin < -tolerance ? 'disagree' : 'near tie',
  ranking: (_, { one, other }, tolerance) => {
    const margin = worstSwap(one, other, tolerance)?.margin ?? 0;
    return margin > 0 ? 'agree' : margin < -tolerance ? 'disagree' : 'near tie';
  },
  scores: ({ difference }, _, tolerance) => (difference <= tolerance ? 'agree' : 'disagree'),
};
