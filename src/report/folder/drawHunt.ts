import { certifyRay } from '../../certify/ray/certifyRay.js';
import type { Classifier } from '../../classifier/classifier.js';
import { orStopped } from '../../clock.js';
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

/** The drawings of one image of a hunt. */
export interface DrawnFlip {
  readonly drawn: DrawnHunt;
  /** By their names, relative to the report. */
  readonly files: ReadonlyMap<string, Buffer | string>;
  /** A row of the contact sheet. */
  readonly views: readonly ConfirmedView[];
}

/**
 * Draws the worst images of a hunt: a contact sheet, and for each image its curve as SVG and PNG.
 *
 * @returns the report with the names of the files.
 */
export const drawHunt = (
  report: HuntReport,
  classifier: Classifier,
  images: readonly Image[],
  settings: HuntSettings,
  folder: Pick<HuntFolder, 'write'>,
  options: DrawOptions,
): Promise<HuntReport> => {
  const flips = drawFlips(report.summary.worst, report.results, classifier, images, settings, options);
  return addDrawings(report, flips, folder);
};

/** Draws some images of a hunt, one after the other. @param indices which. @param records of all images, by their place. */
export async function* drawFlips(
  indices: readonly number[],
  records: Readonly<Record<number, HuntRecord>>,
  classifier: Classifier,
  images: readonly Image[],
  settings: HuntSettings,
  options: DrawOptions,
): AsyncGenerator<DrawnFlip, void, undefined> {
  const subject = new Subject(classifier, { space: settings.space });
  for (const index of indices) {
    const [image, record] = [images[index], records[index]];
    if (options.signal.aborted || image === undefined || record === undefined) return;
    const flip = await orStopped(() => drawFlip(subject, image, record, settings, options), options.signal);
    if (flip === undefined) return;
    yield flip;
  }
}

/** Writes drawings, and the contact sheet of them. @returns the report with the names of the files. */
export async function addDrawings(
  report: HuntReport,
  flips: AsyncIterable<DrawnFlip> | Iterable<DrawnFlip>,
  folder: Pick<HuntFolder, 'write'>,
): Promise<HuntReport> {
  const drawn: DrawnHunt[] = [];
  const rows: (readonly ConfirmedView[])[] = [];
  for await (const flip of flips) {
    for (const [name, content] of flip.files) await folder.write(name, content);
    drawn.push(flip.drawn);
    rows.push(flip.views);
  }
  const whole = { ...report, worst: drawn };
  if (rows.length === 0 || !rows.flat().every(({ image }) => drawable(image))) return whole;
  await folder.write(huntContents.sheet, await drawSheet(rows, report.model.labels));
  return { ...whole, files: [huntContents.sheet] };
}

async function drawFlip(
  subject: Subject,
  image: Image,
  record: HuntRecord,
  settings: HuntSettings,
  options: DrawOptions,
): Promise<DrawnFlip> {
  const { classifier, spec } = subject;
  const { index } = record;
  const [seen, simplest] = await Promise.all([
    viewsOf(subject, image, record, settings),
    options.simplify ? simplify(subject, image, record, settings) : undefined,
  ]);
  const views = simplest === undefined ? seen : [...seen, ...simplest.views];
  const name = String(index).padStart(5, '0');
  const { svg, png } = await drawHuntCurve(
    { ...(await askHuntCurve(subject, image, record, settings)), beside: seen },
    spec.labels,
  );
  const files = new Map<string, Buffer | string>([
    [`${huntContents.curves}/${name}.svg`, svg],
    [`${huntContents.curves}/${name}.png`, png],
  ]);
  if (simplest !== undefined && drawable(image))
    files.set(`${huntContents.simplest}/${name}.png`, await encodePng(simplest.image));
  const drawn = {
    index,
    files: [...files.keys()],
    ...(simplest === undefined ? {} : { simplest: reported(simplest) }),
    ...(options.exact ? { ray: await rayOf(classifier, image, settings) } : {}),
  };
  return { drawn, files, views: views.map((view) => confirmView(view, spec, subject.space)) };
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
