import type { Interval } from '../statistics/clopperPearson.js';
import { pairedDifference } from '../gate/statistics/pairedDifference.js';
import { eachBound } from './agreementShare.js';
import type { ImageComparison } from './comparison.js';

/** How often two models are right about the same images. */
export interface PairedAccuracy {
  /** Images whose label is known. */
  readonly labelled: number;
  readonly one: number;
  readonly other: number;
  /** The other's accuracy less the one's, with bounds that make use of the images being the same. */
  readonly difference: Interval & { readonly value: number };
}

/** @returns undefined where no label is known. */
export function pairedAccuracy(
  images: readonly (Pick<ImageComparison, 'label' | 'labelOther'> & { readonly truth?: number })[],
): PairedAccuracy | undefined {
  const labelled = images.filter(({ truth }) => truth !== undefined);
  if (labelled.length === 0) return undefined;
  const count = (one: boolean, other: boolean): number =>
    labelled.filter(({ truth, label, labelOther }) => (label === truth) === one && (labelOther === truth) === other)
      .length;
  const { candidate, baseline, difference, low, high, confidence } = pairedDifference(
    {
      both: count(true, true),
      onlyCandidate: count(false, true),
      onlyBaseline: count(true, false),
      neither: count(false, false),
    },
    eachBound,
  );
  return {
    labelled: labelled.length,
    one: baseline,
    other: candidate,
    difference: { value: difference, low, high, confidence },
  };
}
