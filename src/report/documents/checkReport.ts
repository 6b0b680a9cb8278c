import type { Space } from '../../classifier/inputWriter.js';
import { describeStep, keepsHomogeneity } from '../../classifier/preprocessing.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { Overflow } from '../../image/image.js';
import { labelOf } from '../../classifier/scores.js';
import { causeInWords } from '../../run/cause.js';
import { truthOfAll } from '../../run/confirmView.js';
import type { LabelRows } from '../../run/labelRows.js';
import type { Counterexample, Result, ShownViolation } from '../../run/result.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import { here } from './here.js';
import type { CheckReport, ReportedCounterexample, ReportedResult } from './check.js';

/** What a report says besides results. */
export interface ReportContext {
  readonly spec: ClassifierSpec;
  /** Where the images came from, in words. */
  readonly images: string;
  /** Default `pixel`. */
  readonly space?: Space;
  /** Default `limit`. */
  readonly overflow?: Overflow;
  /** The command that made it, to be typed again for one case: without what says which case. */
  readonly command?: string;
  /** More that was assumed, beyond what the classifier says of itself. */
  readonly notes?: readonly string[];
  /** The folder in the store of each result's counterexample, where it has one. */
  readonly stored?: readonly (string | undefined)[];
  /** Default: the sum of what the results took. */
  readonly durationMs?: number;
}

/** One verdict for several results: violated if any is, else inconclusive if any is. Rates have no say. */
export function overallVerdict(results: readonly Pick<Result, 'verdict'>[]): CheckReport['verdict'] {
  if (results.some(({ verdict }) => verdict === 'violated')) return 'violated';
  if (results.length === 0 || results.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return 'held';
}

/**
 * Results as they go into `report.json`; {@link saveReport} writes it, and the pictures.
 *
 * @example
 * const report = reportOf([result], { spec: classifier.spec, images: '200 from samples' });
 * await saveReport('conic-report', report, [result]);
 */
export const reportOf = (results: readonly Result[], context: ReportContext): CheckReport =>
  reportAbout(circumstances(context), results, context);

/** The same where what the results are about is told by another document. */
export const reportAbout = (
  about: Pick<CheckReport, 'model' | 'assumed' | 'environment'>,
  results: readonly Result[],
  { stored, durationMs, command }: Pick<ReportContext, 'stored' | 'durationMs' | 'command'>,
): CheckReport => ({
  schema: 'conic.report/1',
  verdict: overallVerdict(results),
  seed: results[0]?.seed ?? 0,
  ...about,
  ...(command === undefined ? {} : { command }),
  ...misfedIn(results),
  results: results.map((result, i) => reportedResult(result, about.model.labels, stored?.[i])),
  durationMs: durationMs ?? results.reduce((sum, result) => sum + result.durationMs, 0),
});

/** What every report says of the model, of what was assumed about it and of where it ran. */
export function circumstances({
  spec,
  space = 'pixel',
  overflow = 'limit',
  images,
  notes = [],
}: ReportContext): Pick<CheckReport, 'model' | 'assumed' | 'environment'> {
  return {
    model: {
      id: spec.id,
      digest: spec.digest,
      engine: spec.engine,
      scores: spec.scores,
      labels: [...spec.labels],
    },
    assumed: {
      shape: { ...spec.shape },
      layout: spec.layout,
      range: [...spec.range],
      steps: spec.steps.map((step) => ({
        kind: step.kind,
        text: describeStep(step),
        homogeneous: keepsHomogeneity(step),
      })),
      space,
      overflow,
      images,
      notes: [...spec.assumed, ...notes],
    },
    environment: here(),
  };
}

function reportedResult(result: Result, labels: readonly string[], stored: string | undefined): ReportedResult {
  // It is the same for all, and stands above them.
  const { counterexample, examples, misfed: _misfed, byLabel: _byLabel, byTruth: _byTruth, ...rest } = result;
  const place = stored === undefined ? {} : { stored };
  return {
    ...rest,
    reasons: { ...rest.reasons },
    ...(examples === undefined ? {} : { examples: { ...examples } }),
    ...(counterexample === undefined
      ? {}
      : { counterexample: { ...reportedCounterexample(counterexample, labels), ...place } }),
    ...reportedRows(result),
  };
}

/** What is told label by label, as it goes into a document. */
export const reportedRows = ({ byLabel, byTruth }: LabelRows): Pick<ReportedResult, 'byLabel' | 'byTruth'> => ({
  ...(byLabel === undefined ? {} : { byLabel: byLabel.map((row) => ({ ...row, interval: { ...row.interval } })) }),
  ...(byTruth === undefined ? {} : { byTruth: byTruth.map((row) => ({ ...row, interval: { ...row.interval } })) }),
});

function reportedCounterexample(found: Counterexample, labels: readonly string[]): ReportedCounterexample {
  const { case: _case, cause, clearest, ...rest } = found;
  return {
    ...rest,
    ...reportedViolation(rest, labels),
    ...(clearest === undefined ? {} : { clearest: reportedViolation(clearest, labels) }),
    cause: causeInWords(cause),
    files: [],
  };
}

type ReportedViolation = NonNullable<ReportedCounterexample['clearest']>;

const reportedViolation = (
  { why, margin, scalar, label, labelAfter, views }: ShownViolation,
  labels: readonly string[],
): ReportedViolation => ({
  why,
  margin,
  ...(scalar === undefined ? {} : { scalar }),
  label,
  labelAfter,
  ...commonTruth(views),
  views: views.map(({ title, image, scores, space, truth }) => ({
    title,
    image: image.description,
    recipe: { ...image.recipe },
    space,
    label: labels[labelOf(scores)] ?? '',
    ...(truth === undefined ? {} : { truth: { label: truth.name, by: truth.by } }),
    scores: [...scores],
  })),
});

function commonTruth(views: Counterexample['views']): Pick<ReportedCounterexample, 'truth'> {
  const truth = truthOfAll(views);
  return truth === undefined ? {} : { truth: { label: truth.name, by: truth.by } };
}

/** What is the matter with the model as it is fed, if any of the runs found that out. */
export function misfedIn(results: readonly { readonly misfed?: Misfed | undefined }[]): Pick<CheckReport, 'misfed'> {
  const misfed = results.find((result) => result.misfed !== undefined)?.misfed;
  return misfed === undefined ? {} : { misfed };
}
