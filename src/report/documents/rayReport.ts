import type { RayCertificate } from '../../certify/ray/certificate.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { RayReport, ReportedRay } from './certifyRay.js';
import { here } from './here.js';

/** Held where every image is proved to keep one label, violated where the engine shows a flip. */
export function rayVerdict(
  rays: readonly Pick<ReportedRay | RayCertificate, 'word' | 'intervals' | 'flips'>[],
  planned: number,
): RayReport['verdict'] {
  if (rays.some(({ flips }) => flips.some(({ replay }) => replay !== undefined))) return 'violated';
  const kept = rays.every(({ word, intervals }) => word.startsWith('proved') && intervals.length === 1);
  return kept && rays.length === planned && planned > 0 ? 'held' : 'inconclusive';
}

/** What a report of rays says besides certificates. */
export interface RayContext {
  readonly spec: Pick<ClassifierSpec, 'id' | 'digest' | 'engine' | 'labels'>;
  /** How many images there are, certified or not. */
  readonly planned: number;
}

/** Certificates of rays as they are printed and written. */
export const rayReportOf = (certificates: readonly RayCertificate[], context: RayContext): RayReport =>
  rayReportAbout(certificates.map(reportedRay), context);

/** The same of certificates as documents have them. */
export const rayReportAbout = (
  rays: readonly ReportedRay[],
  { spec: { id, digest, engine, labels }, planned }: RayContext,
): RayReport => ({
  schema: 'conic.certify-ray/1',
  model: { id, digest, engine },
  labels,
  verdict: rayVerdict(rays, planned),
  planned,
  rays,
  files: [],
  environment: here(),
});

/** A certificate as JSON can carry it. */
export const reportedRay = ({ min, max, intervals, flips, nearest, ...rest }: RayCertificate): ReportedRay => ({
  ...rest,
  min: endOf(min),
  max: endOf(max),
  intervals: intervals.map(({ label, ...interval }) => ({
    ...interval,
    min: endOf(interval.min),
    max: endOf(interval.max),
    ...(label === undefined ? {} : { label }),
  })),
  flips: flips.map(reportedFlip),
  ...(nearest === undefined ? {} : { nearest: reportedFlip(nearest) }),
});

const reportedFlip = ({ low, high, ...rest }: RayCertificate['flips'][number]): ReportedRay['flips'][number] => ({
  ...rest,
  low: endOf(low),
  high: endOf(high),
});

const endOf = (value: number): ReportedRay['min'] => (value === Infinity ? 'Infinity' : value);
