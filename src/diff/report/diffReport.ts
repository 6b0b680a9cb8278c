import { circumstances } from '../../report/documents/checkReport.js';
import type { DiffReport } from '../../report/documents/diff.js';
import { labelOf } from '../../classifier/scores.js';
import type { ComparedImage, DescribedImage, Diff } from '../found.js';
import type { Disagreement } from '../raySearch.js';

/**
 * What `diff` found as it goes into `report.json`, with names for places and before anything is drawn.
 *
 * @example
 * const found = await diff(classifier, released, { images: images.from('samples') });
 * const report = diffReportOf(found);
 */
export const diffReportOf = (found: Diff): DiffReport => diffReportAbout(aboutDiff(found), found);

/** What a report says of two models and of what was assumed of them. */
export type AboutDiff = Pick<DiffReport, 'model' | 'other' | 'assumed' | 'assumedOther' | 'environment'>;

/** What is told of two models. */
export function aboutDiff({
  one,
  other,
  settings: { space, overflow },
  origin,
  notes,
}: Pick<Diff, 'one' | 'other' | 'settings' | 'origin' | 'notes'>): AboutDiff {
  const said = { space, overflow, images: origin };
  const [ours, theirs] = [circumstances({ spec: one, ...said, notes }), circumstances({ spec: other, ...said })];
  const { model, assumed, environment } = ours;
  return { model, other: theirs.model, assumed, assumedOther: theirs.assumed, environment };
}

/** The same where what it is about is told by another document. */
export function diffReportAbout(
  about: AboutDiff,
  found: Omit<Diff<DescribedImage>, 'one' | 'other' | 'origin'>,
): DiffReport {
  const { settings, notes } = found;
  const { claim, maxRate, tolerance, scalars, seed } = settings;
  const nameOf = (label: number): string => about.model.labels[label] ?? '';
  const named = ({ label, labelOther, ...rest }: Disagreement) => ({
    ...rest,
    label: nameOf(label),
    labelOther: nameOf(labelOther),
  });
  const imageAt = (index: number): string => found.images[index]?.image.description ?? '';
  const { agreement, accuracy, rays, reason } = found;
  return {
    schema: 'conic.diff/1',
    verdict: found.verdict,
    ...(reason === undefined ? {} : { reason }),
    model: about.model,
    other: about.other,
    assumed: about.assumed,
    assumedOther: about.assumedOther,
    labelsBy: found.labelsBy,
    claim,
    ...(maxRate === undefined ? {} : { maxRate }),
    tolerance,
    planned: found.planned,
    counts: { ...found.counts },
    ...(agreement === undefined ? {} : { agreement: { ...agreement } }),
    matrix: found.matrix.map(({ label, labelOther, images }) => ({
      label: nameOf(label),
      labelOther: nameOf(labelOther),
      images,
    })),
    scoreDifference: {
      largest: found.scoreDifference.largest,
      mean: found.scoreDifference.mean,
      image: imageAt(found.scoreDifference.index),
    },
    tau: { ...found.tau },
    ...(accuracy === undefined
      ? {}
      : {
          accuracy: {
            labelled: accuracy.labelled,
            model: accuracy.one,
            other: accuracy.other,
            difference: { ...accuracy.difference },
          },
        }),
    ...(rays === undefined
      ? {}
      : {
          rays: {
            scalars: { ...scalars },
            searched: rays.searched,
            disagree: rays.disagree,
            homogeneous: rays.homogeneous,
            widestStep: rays.widestStep,
            ...(rays.nearest === undefined ? {} : { nearest: nearestOf(rays.nearest, named, imageAt) }),
          },
        }),
    findings: found.findings.map(({ kind, text, details, tensor }) => ({
      kind,
      text,
      details: [...details],
      ...(tensor === undefined ? {} : { tensor: { ...tensor } }),
    })),
    clearest: found.clearest.map((each) => ({
      index: each.index,
      image: each.image.description,
      scalar: each.scalar,
      label: nameOf(labelOf(each.one)),
      labelOther: nameOf(labelOf(each.other)),
      margin: each.margin,
      scores: [...each.one],
      scoresOther: [...each.other],
    })),
    images: found.images.map((each) => reportedImage(each, nameOf, named)),
    notes: [...notes],
    files: [],
    evaluated: { model: found.evaluated.one, other: found.evaluated.other },
    seed,
    environment: about.environment,
    durationMs: found.durationMs,
  };
}

type Named = (found: Disagreement) => { scalar: number; margin: number; label: string; labelOther: string };

function nearestOf(
  { index, ...found }: Disagreement & { readonly index: number },
  named: Named,
  imageAt: (index: number) => string,
) {
  return { ...named(found), image: imageAt(index) };
}

function reportedImage(
  { image, outcome, label, labelOther, truth, margin, difference, tau, ray }: ComparedImage<DescribedImage>,
  nameOf: (label: number) => string,
  named: Named,
): DiffReport['images'][number] {
  return {
    image: image.description,
    outcome,
    label: nameOf(label),
    labelOther: nameOf(labelOther),
    ...(truth === undefined ? {} : { truth: nameOf(truth) }),
    margin,
    difference,
    tau,
    ...(ray === undefined
      ? {}
      : {
          ray: {
            ...(ray.nearest === undefined ? {} : { nearest: named(ray.nearest) }),
            clear: { ...ray.clear },
            homogeneous: ray.homogeneous,
            evaluations: ray.evaluations,
          },
        }),
  };
}
