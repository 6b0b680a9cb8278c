import type { Classifier } from '../../classifier/classifier.js';
import { orStopped } from '../../clock.js';
import { labelOf } from '../../classifier/scores.js';
import { Subject } from '../../classifier/subject.js';
import type { StrengthScale } from '../../hunt/strengthScale.js';
import { nearestStrengthFlip, type TransformedHunted } from '../../hunt/transformedHunted.js';
import type { Image } from '../../image/image.js';
import { formatStrength, type Transformation } from '../../image/transformation.js';
import { develop } from '../../image/undeveloped.js';
import { confirmView } from '../../run/confirmView.js';
import type { ConfirmedView } from '../../run/outcome.js';
import type { HuntAlongReport } from '../documents/huntAlong.js';
import { drawHuntCurve, type HuntCurve } from '../drawings/huntCurve.js';
import { drawSheet } from '../drawings/sheet.js';
import { huntAlongPage } from '../pages/huntAlong.js';
import { folderKinds } from './claim.js';
import { saveFolder } from './saveFolder.js';

/** What a hunt went along. */
export interface HuntedAlong {
  readonly classifier: Classifier;
  readonly transformation: Transformation;
  readonly scale: StrengthScale;
  readonly results: readonly TransformedHunted[];
  /** Aborted: what is left is not drawn. */
  readonly signal?: AbortSignal;
}

/** Points of a curve, evenly over the range; and ticks of its axis. */
const steps = 80;
const mostTicks = 9;

/**
 * Writes the report of a hunt along a transformation, with a contact sheet of the worst images and a curve of each.
 *
 * @returns the report with the names of the files.
 * @throws InputError as {@link saveFolder} does.
 */
export const saveAlong = (directory: string, report: HuntAlongReport, hunted: HuntedAlong): Promise<HuntAlongReport> =>
  saveFolder(directory, folderKinds.along, async (write) => {
    const files: string[] = [];
    const rows: (readonly ConfirmedView[])[] = [];
    const subject = new Subject(hunted.classifier);
    for (const index of report.summary.worst) {
      const result = hunted.results.find((each) => each.index === index);
      if (result === undefined) continue;
      const curve = await orStopped(async () => {
        const beside = await viewsOf(subject, result, hunted);
        return { ...(await curveOf(subject, result, hunted)), beside };
      }, hunted.signal);
      if (curve === undefined) break;
      rows.push(curve.beside);
      const { svg, png } = await drawHuntCurve(curve, report.model.labels);
      const name = `curves/${String(index).padStart(5, '0')}`;
      await write(`${name}.svg`, svg);
      await write(`${name}.png`, png);
      files.push(`${name}.svg`, `${name}.png`);
    }
    // Only grey and colour images can be drawn; a function may take others.
    if (rows.length > 0 && rows.flat().every(({ image }) => [1, 3].includes(image.shape.channels))) {
      await write('sheet.png', await drawSheet(rows, report.model.labels));
      files.unshift('sheet.png');
    }
    const document = { ...report, files };
    return { document, page: huntAlongPage(document) };
  });

async function madeAt({ transformation }: HuntedAlong, image: Image, strength: number): Promise<Image> {
  const made = transformation.apply(image, strength);
  await develop(made);
  return made;
}

/** The image as it is, and at the witness of its nearest flip, where the label is no near tie. */
async function viewsOf(
  subject: Subject,
  result: TransformedHunted,
  hunted: HuntedAlong,
): Promise<readonly ConfirmedView[]> {
  const flip = nearestStrengthFlip(result);
  const views = [{ title: `#${result.index}`, image: result.image }];
  if (flip !== undefined) {
    const { strength } = flip.witness;
    const title = `${hunted.transformation.name} ${formatStrength(Number(strength.toPrecision(4)))}`;
    views.push({ title, image: await madeAt(hunted, result.image, strength) });
  }
  return Promise.all(
    views.map(async (view) =>
      confirmView({ ...view, scores: await subject.scores(view.image) }, subject.spec, subject.space),
    ),
  );
}

async function curveOf(
  subject: Subject,
  { index, label, image, below, above }: TransformedHunted,
  hunted: HuntedAlong,
): Promise<HuntCurve> {
  const { scale, transformation } = hunted;
  const { min, max } = scale.range;
  const flips = [below, above].filter((flip) => flip !== undefined);
  const around = flips.flatMap(({ kept, strength, witness }) => [kept.strength, strength, witness.strength]);
  const even = scale.all ?? Array.from({ length: steps + 1 }, (_, i) => min * (max / min) ** (i / steps));
  const places = [...new Set([...even, ...around.map(scale.placeOf), 1])].toSorted((a, b) => a - b);
  const points = await Promise.all(
    places.map(async (place) => ({
      scalar: place,
      scores: await subject.scores(await madeAt(hunted, image, scale.strengthAt(place))),
    })),
  );
  return {
    title: `#${index}, ${label}: ${image.description}`,
    points,
    flips: flips.map(({ strength, witness }) => ({
      scalar: scale.placeOf(strength),
      label: witness.label,
      at: String(Number(strength.toPrecision(4))),
    })),
    own: labelOf(await subject.scores(image)),
    axis: { title: transformation.name, ticks: ticksOf(scale) },
  };
}

/** Evenly spread, identity among them where it is at an end or in the middle. */
function ticksOf({ range: { min, max }, strengthAt, all }: StrengthScale) {
  const places =
    all !== undefined && all.length <= mostTicks
      ? all
      : Array.from({ length: mostTicks }, (_, i) => min * (max / min) ** (i / (mostTicks - 1)));
  return places.map((place) => ({ place, text: String(Number(strengthAt(place).toPrecision(3))) }));
}
