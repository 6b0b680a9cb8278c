import { huntedLabels } from '../../hunt/huntedLabels.js';
import { nearestStrengthFlip, type TransformedHunted } from '../../hunt/transformedHunted.js';
import type { StrengthScale } from '../../hunt/strengthScale.js';
import { labelRowsOf } from '../../run/labelRows.js';
import type { Transformation } from '../../image/transformation.js';
import { circumstances, reportedRows, type ReportContext } from './checkReport.js';
import type { HuntAlongReport } from './huntAlong.js';

/** What a report of a hunt along a transformation says besides results. */
export interface HuntAlongContext extends Pick<ReportContext, 'spec' | 'images' | 'notes'> {
  readonly transformation: Transformation;
  readonly scale: StrengthScale;
  readonly tolerance: number;
  /** How many images there are, hunted or not. */
  readonly planned: number;
  /** How many of the worst images to name. */
  readonly worst: number;
  readonly durationMs: number;
}

/** On the way from identity to either end, the shares at which a report says how many images keep their label. */
const quarters = [0.25, 0.5, 0.75, 1];

/** The results of a hunt along a transformation as a document, before anything is drawn. */
export async function huntAlongReportOf(
  results: readonly TransformedHunted[],
  { transformation, scale, tolerance, planned, worst, durationMs, ...about }: HuntAlongContext,
): Promise<HuntAlongReport> {
  const { environment, ...circumstance } = circumstances(about);
  const { name, source, strength } = transformation;
  const { labels } = circumstance.model;
  const reported = results.map(({ image, truth, ...result }) => ({
    ...result,
    image: image.description,
    ...(truth === undefined ? {} : { truth: { label: truth.name, by: truth.by } }),
  }));
  const counted = results.filter(({ outcome }) => outcome !== 'vacuous');
  const flipped = counted.filter(({ outcome }) => outcome === 'flipped');
  const reason = results.length < planned ? 'aborted' : counted.length === 0 ? ('nothing to keep' as const) : undefined;
  const { min, max } = scale.range;
  const ends = [...(min < 1 ? [min] : []), ...(max > 1 ? [max] : [])];
  const tried = ends.flatMap((end) => quarters.map((share) => scale.strengthAt(end ** share)));
  return {
    schema: 'conic.hunt-along/1',
    verdict: reason !== undefined ? 'inconclusive' : flipped.length > 0 ? 'violated' : 'held',
    ...(reason === undefined ? {} : { reason }),
    planned,
    ...circumstance,
    along: {
      transformation: name,
      means: strength.means,
      identity: strength.identity,
      strengths: { min: scale.strengthAt(min), max: scale.strengthAt(max) },
      source,
      tolerance,
    },
    summary: {
      flipped: flipped.length,
      unflipped: counted.length - flipped.length,
      vacuous: results.length - counted.length,
      evaluations: results.reduce((sum, { evaluations }) => sum + evaluations, 0),
      apart: counted.reduce((widest, { clear }) => Math.max(widest, clear.apart), 0),
      keeps: [...new Set(tried)]
        .filter((at) => at !== strength.identity)
        .toSorted((a, b) => a - b)
        .map((at) => {
          const images = counted.filter(({ clear }) => clear.min <= at && at <= clear.max).length;
          return { strength: at, images, share: counted.length === 0 ? 0 : images / counted.length };
        }),
      ...reportedRows(
        await labelRowsOf(
          huntedLabels(reported, labels, () => undefined),
          labels,
        ),
      ),
      worst: flipped
        .map((one) => ({ index: one.index, far: nearestStrengthFlip(one)?.far ?? Infinity }))
        .toSorted((a, b) => a.far - b.far || a.index - b.index)
        .slice(0, worst)
        .map(({ index }) => index),
    },
    files: [],
    results: reported,
    environment,
    durationMs,
  };
}
