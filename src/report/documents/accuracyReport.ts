import type { AccuracyCurve } from '../../run/accuracyAlong.js';
import type { AccuracyReport } from './accuracy.js';
import { circumstances, type ReportContext } from './checkReport.js';

/** Curves as they go into a report, before they are drawn. */
export const accuracyReportOf = (
  curves: readonly AccuracyCurve[],
  context: ReportContext & { readonly durationMs: number },
): AccuracyReport => {
  const { environment, ...about } = circumstances(context);
  return {
    schema: 'conic.accuracy/1',
    verdict: curves.every(({ points, planned }) => points.length === planned) ? 'measured' : 'inconclusive',
    ...about,
    curves: curves.map((curve) => ({
      ...curve,
      points: curve.points.map((point) => ({ ...point, interval: { ...point.interval } })),
    })),
    files: [],
    environment,
    durationMs: context.durationMs,
  };
};
