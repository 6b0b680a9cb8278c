import { clopperPearson, type Interval } from '../statistics/clopperPearson.js';
import type { ImageComparison } from './comparison.js';

/** How many images came to what. */
export interface AgreementCounts {
  readonly images: number;
  readonly agree: number;
  readonly disagree: number;
  /** Images on which one of the models leaves the difference within rounding error. They count neither way. */
  readonly nearTies: number;
}

/** A share, and the bounds within which that of all images like these is. */
export interface AgreementShare extends Interval {
  readonly share: number;
}

/** The confidence of each of two bounds. */
export const eachBound = 0.975;

export function countAgreement(images: readonly Pick<ImageComparison, 'outcome'>[]): AgreementCounts {
  const count = (wanted: ImageComparison['outcome']): number =>
    images.filter(({ outcome }) => outcome === wanted).length;
  return {
    images: images.length,
    agree: count('agree'),
    disagree: count('disagree'),
    nearTies: count('near tie'),
  };
}

/** The share of the images that could be decided on which two models agree; undefined where none could be. */
export function agreementShare({ agree, disagree }: AgreementCounts): AgreementShare | undefined {
  const decided = agree + disagree;
  return decided === 0 ? undefined : { share: agree / decided, ...clopperPearson(agree, decided, eachBound) };
}
