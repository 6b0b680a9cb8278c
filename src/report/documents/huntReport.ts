import { nearestFlip } from '../../hunt/hunted.js';
import { huntedLabels } from '../../hunt/huntedLabels.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import { summarise, type ZeroImage } from '../../hunt/summary.js';
import { labelRowsOf } from '../../run/labelRows.js';
import { circumstances, reportedRows, type ReportContext } from './checkReport.js';
import type { HuntReport } from './hunt.js';

/** What a report of a hunt says besides results. */
export interface HuntContext extends Omit<ReportContext, 'durationMs'>, HuntFacts {
  readonly settings: HuntSettings;
}

/** What is known of a hunt besides what it is about and its results. */
export interface HuntFacts {
  /** How many images there are, hunted or not. */
  readonly planned: number;
  readonly settings: Pick<HuntSettings, 'scalars' | 'tolerance' | 'precision'>;
  readonly zero: ZeroImage;
  /** How many of the worst images to name. */
  readonly worst: number;
  readonly durationMs: number;
  /** What there was instead of an answer, where the model was lost. */
  readonly lost?: string | undefined;
  /** The nodes of the network that are to blame where a label flips, in words. */
  readonly culprits?: readonly string[];
}

/** The results of a hunt as they go into `hunt.json`, before anything is drawn. */
export async function huntReportOf(results: readonly HuntRecord[], context: HuntContext): Promise<HuntReport> {
  const { overflow, space } = context.settings;
  return huntReportAbout(circumstances({ ...context, overflow, space }), results, context);
}

/** The same where what the results are about is told by another document. */
export async function huntReportAbout(
  { environment, ...about }: Pick<HuntReport, 'model' | 'assumed' | 'environment'>,
  results: readonly HuntRecord[],
  { planned, settings, zero, worst, durationMs, culprits = [], lost }: HuntFacts,
): Promise<HuntReport> {
  const { scalars, tolerance, precision } = settings;
  const { keeps, falls, margins, worst: worstOnes, ...counts } = summarise(results, scalars.min, worst);
  const reason =
    lost !== undefined
      ? 'model lost'
      : results.length < planned
        ? 'aborted'
        : counts.vacuous === results.length
          ? 'nothing to keep'
          : undefined;
  return {
    schema: 'conic.hunt/1',
    verdict: reason !== undefined ? 'inconclusive' : counts.flipped > 0 ? 'violated' : 'held',
    ...(reason === undefined ? {} : { reason }),
    ...(lost === undefined ? {} : { lost }),
    planned,
    ...about,
    search: { scalars, tolerance, precision },
    summary: {
      ...counts,
      margins: { below: [...margins.below], above: [...margins.above], nearest: [...margins.nearest] },
      keeps: [...keeps],
      falls: [...falls],
      ...reportedRows(
        await labelRowsOf(
          huntedLabels(results, about.model.labels, (result) => nearestFlip(result)?.scalar),
          about.model.labels,
        ),
      ),
      zero: { ...zero, scores: [...zero.scores] },
      worst: [...worstOnes],
    },
    ...(counts.flipped === 0 || culprits.length === 0 ? {} : { culprits: [...culprits] }),
    worst: [],
    files: [],
    results: [...results],
    environment,
    durationMs,
  };
}
