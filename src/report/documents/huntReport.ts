import { describeCulprit, type Culprit } from '../../network/degree/flaw.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import { summarise, type ZeroImage } from '../../hunt/summary.js';
import { circumstances, type ReportContext } from './checkReport.js';
import type { HuntReport } from './hunt.js';

/** What a report of a hunt says besides results. */
export interface HuntContext extends ReportContext {
  /** How many images there are, hunted or not. */
  readonly planned: number;
  readonly settings: HuntSettings;
  readonly zero: ZeroImage;
  /** How many of the worst images to name. */
  readonly worst: number;
  readonly durationMs: number;
  /** What there was instead of an answer, where the model was lost. */
  readonly lost?: string | undefined;
  /** The nodes of the network that are to blame where a label flips. */
  readonly culprits?: readonly Culprit[];
}

/** The results of a hunt as they go into `hunt.json`, before anything is drawn. */
export function huntReportOf(results: readonly HuntRecord[], context: HuntContext): HuntReport {
  const { planned, settings, zero, worst, durationMs, culprits = [], lost } = context;
  const { scalars, tolerance, precision, overflow, space } = settings;
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
    ...withoutEnvironment(context, overflow, space),
    search: { scalars, tolerance, precision },
    summary: {
      ...counts,
      margins: { below: [...margins.below], above: [...margins.above], nearest: [...margins.nearest] },
      keeps: [...keeps],
      falls: [...falls],
      zero: { ...zero, scores: [...zero.scores] },
      worst: [...worstOnes],
    },
    ...(counts.flipped === 0 || culprits.length === 0 ? {} : { culprits: culprits.map(describeCulprit) }),
    worst: [],
    files: [],
    results: [...results],
    environment: circumstances(context).environment,
    durationMs,
  };
}

function withoutEnvironment(context: HuntContext, overflow: HuntSettings['overflow'], space: HuntSettings['space']) {
  const { model, assumed } = circumstances({ ...context, overflow, space });
  return { model, assumed };
}
