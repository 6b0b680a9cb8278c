import type { Classifier } from '../classifier/classifier.js';
import { Clearest, nearestFirst } from '../diff/clearest.js';
import { concludedDiff } from '../diff/concludedDiff.js';
import type { ModelDifference } from '../diff/difference.js';
import { mostDifferent } from '../diff/diffRun.js';
import type { ClearDisagreement, ComparedImage, DescribedImage } from '../diff/found.js';
import { diffReportAbout } from '../diff/report/diffReport.js';
import { twoModels } from '../diff/twoModels.js';
import { Sample } from '../diff/where/sample.js';
import { whereTheyDiffer } from '../diff/where/whereTheyDiffer.js';
import { InputError } from '../errors.js';
import type { DiffReport } from '../report/documents/diff.js';
import { here } from '../report/documents/here.js';
import type { ConfirmedView } from '../run/outcome.js';
import type { DiffContent, KeptDisagreement } from './diffPart.js';
import { revivedViewsOf } from './keepViews.js';
import type { PartOf } from './part.js';
import { readPartOf } from './partFile.js';

/** What the single comparison would have come to. */
export interface MergedDiff {
  readonly report: DiffReport;
  /** The views of each of the clearest disagreements. */
  readonly drawn: readonly (readonly ConfirmedView[])[];
}

/** Opens both models. @throws InputError where nobody said where they are, or they are others. */
export type OpenBoth = (first: PartOf<'diff'>) => Promise<readonly [Classifier, Classifier]>;

/** A disagreement that may be shown. */
interface Shown extends ClearDisagreement<DescribedImage> {
  readonly views: readonly ConfirmedView[];
}

type KeptMost = DiffContent['most'][number] & { readonly file: string };

/**
 * Adds up the parts of a comparison of two models. Where they differ by more than rounding, the models are opened, to look for what
 * differs in them at the images of all parts on which they differ most.
 *
 * @param first the first part, which says what the comparison was.
 * @param files all parts, in their order; one at a time is in memory.
 * @throws InputError if a file was changed in the meantime, or as `open` does; ClassifierError if a model fails.
 */
export async function mergeDiff(first: PartOf<'diff'>, files: readonly string[], open: OpenBoth): Promise<MergedDiff> {
  const { settings, planned, labelsBy, notes, other } = first.content;
  const images: ComparedImage<DescribedImage>[] = [];
  const clearest = new Clearest<Shown>(settings.worst);
  let nearest: readonly Shown[] = [];
  let most: readonly KeptMost[] = [];
  const evaluated = { one: 0, other: 0 };
  let durationMs = 0;
  for (const file of files) {
    const { content } = await readPartOf('diff', file);
    for (const [i, { image, ...rest }] of content.images.entries())
      images.push({ index: content.from + i, image: { description: image }, ...rest });
    for (const one of inOrder(content.clearest)) clearest.offer(shownOf(one, file));
    const found = [...nearest, ...content.nearest.map((one) => shownOf(one, file))];
    nearest = nearestFirst(inOrder(found), settings.worst);
    most = mostDifferent(inOrder([...most, ...content.most.map((one) => ({ ...one, file }))]));
    evaluated.one += content.evaluated.one;
    evaluated.other += content.evaluated.other;
    durationMs += content.durationMs;
  }
  const shown = [...clearest.list, ...nearest.slice(0, Math.max(0, settings.worst - clearest.list.length))];
  const findings = most.length === 0 ? [] : await findingsAt(most, first, open);
  const { model, assumed } = first;
  const about = { model, other: other.model, assumed, assumedOther: other.assumed, environment: here() };
  const report = diffReportAbout(about, {
    ...concludedDiff(images, { planned, clearest: shown, findings, settings }),
    labelsBy,
    settings: { maxRate: undefined, ...settings },
    notes,
    evaluated,
    durationMs,
  });
  return { report, drawn: shown.map(({ views }) => views) };
}

/** As the single comparison came to them. */
const inOrder = <One extends { readonly index: number }>(found: readonly One[]): readonly One[] =>
  found.toSorted((one, other) => one.index - other.index);

function shownOf({ index, image, scalar, margin, ...kept }: KeptDisagreement, file: string): Shown {
  const { views } = revivedViewsOf(kept, file);
  const [one, other] = views;
  if (one === undefined || other === undefined)
    throw new InputError({ where: file, found: 'a disagreement without two views', expected: 'one for each model' });
  const described = { description: image };
  return {
    index,
    image: described,
    imageOther: described,
    scalar,
    margin,
    one: one.scores,
    other: other.scores,
    views,
  };
}

/** Looks for what differs in the models. */
async function findingsAt(
  most: readonly KeptMost[],
  first: PartOf<'diff'>,
  open: OpenBoth,
): Promise<readonly ModelDifference[]> {
  const pairs = most.map(({ file, index: _index, outcome: _outcome, difference: _difference, ...kept }) => {
    const [one, other = one] = revivedViewsOf(kept, file).views;
    if (one === undefined || other === undefined)
      throw new InputError({ where: file, found: 'no image of a difference', expected: 'one, or one for each model' });
    return { one: one.image, other: other.image };
  });
  const opened = await open(first);
  try {
    const models = twoModels(...opened, first.content.settings);
    return await whereTheyDiffer(await Sample.of(models, pairs, first.content.settings.tolerance));
  } finally {
    for (const classifier of opened) await classifier.dispose();
  }
}
