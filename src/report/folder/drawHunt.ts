import { certifyRay } from '../../certify/ray/certifyRay.js';
import type { Classifier } from '../../classifier/classifier.js';
import { Subject } from '../../classifier/subject.js';
import { nearestFlip } from '../../hunt/hunted.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import { simplify, type Simplest } from '../../hunt/simplify.js';
import type { Image } from '../../image/image.js';
import { encodePng } from '../../image/png.js';
import { confirmView } from '../../run/confirmView.js';
import type { ConfirmedView, View } from '../../run/outcome.js';
import { askHuntCurve, drawHuntCurve } from '../drawings/huntCurve.js';
import { huntContents, type HuntFolder } from './huntFolder.js';
import type { DrawnHunt, HuntReport } from '../documents/hunt.js';
import { drawSheet } from '../drawings/sheet.js';

export interface DrawOptions {
  /** Whether to look for the simplest image that still flips. */
  readonly simplify: boolean;
  /** Whether to compute the labels on the whole range, beside what the search found. */
  readonly exact: boolean;
  /** Aborted: what is left is not drawn. */
  readonly signal: AbortSignal;
}

/**
 * Draws the worst images of a hunt: a contact sheet, and for each image its curve as SVG and PNG.
 *
 * @returns the report with the names of the files.
 */
export async function drawHunt(
  report: HuntReport,
  classifier: Classifier,
  images: readonly Image[],
  settings: HuntSettings,
  folder: Pick<HuntFolder, 'write'>,
  options: DrawOptions,
): Promise<HuntReport> {
  const subject = new Subject(classifier, { space: settings.space });
  const { labels } = classifier.spec;
  const drawn: DrawnHunt[] = [];
  const rows: (readonly ConfirmedView[])[] = [];
  for (const index of report.summary.worst) {
    const [image, record] = [images[index], report.results[index]];
    if (options.signal.aborted || image === undefined || record === undefined) break;
    const [seen, simplest] = await Promise.all([
      viewsOf(subject, image, record, settings),
      options.simplify ? simplify(subject, image, record, settings) : undefined,
    ]);
    const views = simplest === undefined ? seen : [...seen, ...simplest.views];
    rows.push(views.map((view) => confirmView(view, classifier.spec, subject.space)));
    const name = String(index).padStart(5, '0');
    const { svg, png } = await drawHuntCurve(await askHuntCurve(subject, image, record, settings), labels);
    const files = [`${huntContents.curves}/${name}.svg`, `${huntContents.curves}/${name}.png`];
    await folder.write(files[0]!, svg);
    await folder.write(files[1]!, png);
    if (simplest !== undefined && drawable(image)) {
      files.push(`${huntContents.simplest}/${name}.png`);
      await folder.write(files[2]!, await encodePng(simplest.image));
    }
    drawn.push({
      index,
      files,
      ...(simplest === undefined ? {} : { simplest: reported(simplest) }),
      ...(options.exact ? { ray: await rayOf(classifier, image, settings) } : {}),
    });
  }
  const whole = { ...report, worst: drawn };
  if (rows.length === 0 || !images.every(drawable)) return whole;
  await folder.write(huntContents.sheet, await drawSheet(rows, labels));
  return { ...whole, files: [huntContents.sheet] };
}

/** Only grey and colour images can be drawn; a function may take others. */
const drawable = ({ shape }: Image): boolean => shape.channels === 1 || shape.channels === 3;

/** The image as it is, and at its flip: at the witness, where the label is no near tie. */
async function viewsOf(
  subject: Subject,
  image: Image,
  record: HuntRecord,
  { overflow }: HuntSettings,
): Promise<readonly View[]> {
  const flip = nearestFlip(record);
  const views = [{ title: `#${record.index}`, image }];
  if (flip !== undefined) views.push({ title: 'flipped', image: image.times(flip.witness.scalar, overflow) });
  return Promise.all(views.map(async (view) => ({ ...view, scores: await subject.scores(view.image) })));
}

/** The labels of an image at every scalar of the hunt's range, as a certificate has them. */
async function rayOf(
  classifier: Classifier,
  image: Image,
  { scalars: { min, max } }: HuntSettings,
): Promise<DrawnHunt['ray']> {
  const { labels } = classifier.spec;
  const { word, reason, intervals, nearest } = await certifyRay(classifier, image, { scalars: { min, max } });
  return {
    word,
    ...(reason === undefined ? {} : { reason }),
    intervals: intervals.map(({ min, max, label }) => ({
      min,
      max,
      label: label === undefined ? null : (labels[label] ?? null),
    })),
    ...(nearest === undefined ? {} : { nearest: nearest.at }),
  };
}

const reported = ({ blocks, evaluations, scalar, label, labelAfter }: Simplest) => ({
  blocks,
  evaluations,
  scalar,
  label,
  labelAfter,
});
