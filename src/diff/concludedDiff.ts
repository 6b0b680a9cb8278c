import { agreementShare, countAgreement, type AgreementCounts } from './agreementShare.js';
import type { ComparedImage, DescribedImage, Diff } from './found.js';
import { labelMatrix } from './labelMatrix.js';
import type { SettledDiff } from './options.js';
import { pairedAccuracy } from './pairedAccuracy.js';
import type { RayComparison } from './raySearch.js';
import { raySummary } from './raySummary.js';

/** What of a comparison its images do not say. */
export interface DiffFacts<Shown extends DescribedImage> extends Pick<
  Diff<Shown>,
  'planned' | 'clearest' | 'findings'
> {
  readonly settings: Pick<SettledDiff, 'rays'> & Partial<Pick<SettledDiff, 'maxRate' | 'signal'>>;
}

/** What the comparison of images comes to. @param images in their order. */
export function concludedDiff<Shown extends DescribedImage>(
  images: readonly ComparedImage<Shown>[],
  { planned, clearest, findings, settings }: DiffFacts<Shown>,
) {
  const counts = countAgreement(images);
  const agreement = agreementShare(counts);
  const accuracy = pairedAccuracy(images);
  const rays = images.flatMap(({ index, ray }) => (ray === undefined ? [] : [{ ...ray, index }]));
  const widest = images.reduce((most, one) => (one.difference > (most?.difference ?? -1) ? one : most), images[0]);
  const mean = (of: (image: ComparedImage<Shown>) => number): number =>
    images.length === 0 ? 0 : images.reduce((sum, image) => sum + of(image), 0) / images.length;
  return {
    ...verdictOf(counts, rays, settings),
    planned,
    counts,
    ...(agreement === undefined ? {} : { agreement }),
    matrix: labelMatrix(images),
    scoreDifference: {
      largest: widest?.difference ?? 0,
      mean: mean(({ difference }) => difference),
      index: widest?.index ?? 0,
    },
    tau: {
      mean: mean(({ tau }) => tau),
      lowest: images.reduce((lowest, { tau }) => Math.min(lowest, tau), 1),
    },
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(settings.rays ? { rays: raySummary(rays) } : {}),
    clearest,
    findings,
    images,
  };
}

function verdictOf(
  { agree, disagree }: AgreementCounts,
  rays: readonly RayComparison[],
  { maxRate, signal }: DiffFacts<never>['settings'],
): Pick<Diff, 'verdict' | 'reason'> {
  if (signal?.aborted === true) return { verdict: 'inconclusive', reason: 'aborted' };
  const decided = agree + disagree;
  if (maxRate !== undefined && decided > 0) return { verdict: disagree / decided > maxRate ? 'violated' : 'held' };
  if (disagree > 0 || rays.some(({ nearest }) => nearest !== undefined)) return { verdict: 'violated' };
  return decided === 0 ? { verdict: 'inconclusive', reason: 'only near ties' } : { verdict: 'held' };
}
