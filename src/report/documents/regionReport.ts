import type { RegionCertificate } from '../../certify/region/certificate.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { RegionReport, ReportedRegion } from './certifyRegion.js';
import { here } from './here.js';

/** What a report of regions says besides certificates. */
export interface RegionContext {
  readonly spec: Pick<ClassifierSpec, 'id' | 'digest' | 'engine' | 'labels'>;
  /** How many groups there are, certified or not. */
  readonly groups: number;
  /** Images in a group. */
  readonly size: number;
  /** Images that fill no group. */
  readonly left: number;
}

/** Held where every region is proved, violated where one is refuted. */
export function regionVerdict(
  regions: readonly Pick<ReportedRegion, 'word'>[],
  planned: number,
): RegionReport['verdict'] {
  if (regions.some(({ word }) => word === 'refuted')) return 'violated';
  const proved = regions.every(({ word }) => word === 'proved-real');
  return proved && regions.length === planned && planned > 0 ? 'held' : 'inconclusive';
}

/** Certificates of regions as they are printed and written. */
export const regionReportOf = (certificates: readonly RegionCertificate[], context: RegionContext): RegionReport =>
  regionReportAbout(certificates.map(reportedRegion), context);

/** The same of certificates as documents have them. */
export const regionReportAbout = (
  regions: readonly ReportedRegion[],
  { spec: { id, digest, engine, labels }, groups, size, left }: RegionContext,
): RegionReport => ({
  schema: 'conic.certify-region/1',
  model: { id, digest, engine },
  labels,
  verdict: regionVerdict(regions, groups),
  groups,
  size,
  left,
  regions,
  environment: here(),
});

/** A certificate as JSON can carry it: the mixture that refutes it as its recipe. */
export const reportedRegion = ({ witness, ...rest }: RegionCertificate): ReportedRegion => ({
  ...rest,
  ...(witness === undefined
    ? {}
    : {
        witness: {
          ...witness,
          image: { description: witness.image.description, recipe: { ...witness.image.recipe } },
        },
      }),
});
