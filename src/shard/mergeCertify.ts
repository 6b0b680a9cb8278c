import type { RayReport, ReportedRay } from '../report/documents/certifyRay.js';
import type { RegionReport, ReportedRegion } from '../report/documents/certifyRegion.js';
import { rayReportAbout } from '../report/documents/rayReport.js';
import { regionReportAbout } from '../report/documents/regionReport.js';
import type { DrawnRay, RaySample } from '../report/drawings/rays.js';
import type { PartOf } from './part.js';
import { readPartOf } from './partFile.js';

/** What the single run would have come to. */
export interface MergedRays {
  readonly report: RayReport;
  /** Those that are drawn. */
  readonly drawn: readonly DrawnRay[];
}

/**
 * Adds up the parts of `conic certify --ray`.
 *
 * @param first the first part, which says what the run was.
 * @param files all parts, in their order.
 * @throws InputError if a file was changed in the meantime.
 */
export async function mergeRays(first: PartOf<'certify-ray'>, files: readonly string[]): Promise<MergedRays> {
  const rays: ReportedRay[] = [];
  const samples: RaySample[][] = [];
  for (const file of files) {
    const { content } = await readPartOf('certify-ray', file);
    rays.push(...content.rays);
    samples.push(...content.samples);
  }
  const report = rayReportAbout(rays, { spec: first.model, planned: first.content.planned });
  return { report, drawn: samples.map((asked, i) => ({ certificate: drawable(rays[i]!), samples: asked })) };
}

/** What a drawing shows of a certificate: JSON has no infinity. */
const drawable = ({ image, min, max, intervals, flips }: ReportedRay): DrawnRay['certificate'] => ({
  image,
  min: Number(min),
  max: Number(max),
  intervals: intervals.map(({ label, ...ends }) => ({ min: Number(ends.min), max: Number(ends.max), label })),
  flips,
});

/** Adds up the parts of `conic certify --region`. @throws InputError if a file was changed in the meantime. */
export async function mergeRegions(first: PartOf<'certify-region'>, files: readonly string[]): Promise<RegionReport> {
  const regions: ReportedRegion[] = [];
  for (const file of files) regions.push(...(await readPartOf('certify-region', file)).content.regions);
  const { groups, size, left } = first.content;
  return regionReportAbout(regions, { spec: first.model, groups, size, left });
}
