import type { ClassifierSpec } from '../classifier/classifier.js';
import type { Image } from '../image/image.js';
import type { AgreementCounts, AgreementShare } from './agreementShare.js';
import type { ImageComparison, PairedScores } from './comparison.js';
import type { ModelDifference } from './difference.js';
import type { MatrixCell } from './labelMatrix.js';
import type { SettledDiff } from './options.js';
import type { PairedAccuracy } from './pairedAccuracy.js';
import type { RayComparison } from './raySearch.js';
import type { RaySummary } from './raySummary.js';

/** What a report says of an image. */
export type DescribedImage = Pick<Image, 'description'>;

/** What two models said of one image. */
export interface ComparedImage<Shown extends DescribedImage = Image> extends ImageComparison {
  /** Its place among the images. */
  readonly index: number;
  /** As the one model takes it. */
  readonly image: Shown;
  /** The place of its known label. */
  readonly truth?: number;
  /** Along its ray; undefined where that was not looked at: the two do not agree clearly on the image as it is. */
  readonly ray?: RayComparison;
}

/** An image on which two models disagree, with what they say. */
export interface ClearDisagreement<Shown extends DescribedImage = Image> extends PairedScores {
  readonly index: number;
  readonly image: Shown;
  readonly imageOther: Shown;
  /** 1, or where along the ray they disagree. */
  readonly scalar: number;
  readonly margin: number;
}

/** What came of holding two models against each other. Labels are places among those of the one model. */
export interface Diff<Shown extends DescribedImage = Image> {
  /** `violated`: they disagree by more than is allowed. `inconclusive`: nothing could be decided, or it was ended early. */
  readonly verdict: 'held' | 'violated' | 'inconclusive';
  readonly reason?: 'aborted' | 'only near ties';
  readonly one: ClassifierSpec;
  readonly other: ClassifierSpec;
  /** By what their labels were matched. */
  readonly labelsBy: 'name' | 'place';
  readonly settings: Pick<
    SettledDiff,
    'claim' | 'maxRate' | 'rays' | 'scalars' | 'space' | 'overflow' | 'tolerance' | 'seed'
  >;
  /** Where the images come from, in words. */
  readonly origin: string;
  readonly planned: number;
  readonly counts: AgreementCounts;
  /** The share of images on which they agree; undefined where none could be decided. */
  readonly agreement?: AgreementShare;
  readonly matrix: readonly MatrixCell[];
  /** Of all images: the largest difference of two scores, relative to the largest of all. */
  readonly scoreDifference: { readonly largest: number; readonly mean: number; readonly index: number };
  /** Kendall's tau of the rankings: 1 where they are the same. */
  readonly tau: { readonly mean: number; readonly lowest: number };
  readonly accuracy?: PairedAccuracy;
  readonly rays?: RaySummary;
  /** The clearest disagreements, clearest first; then those nearest scalar 1 along rays. */
  readonly clearest: readonly ClearDisagreement<Shown>[];
  readonly findings: readonly ModelDifference[];
  readonly images: readonly ComparedImage<Shown>[];
  readonly notes: readonly string[];
  /** How often each model was asked. */
  readonly evaluated: { readonly one: number; readonly other: number };
  readonly durationMs: number;
}
