import type { Subject } from '../../classifier/subject.js';
import { between } from '../../hunt/grid.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import type { Image } from '../../image/image.js';
import { labelOf, magnitudeOf } from '../../classifier/scores.js';
import { besidePictures, type CaptionedImage } from './besidePictures.js';
import { chooseCurve, type ChosenCurve } from './curve.js';
import { drawCurve, onPaper, type CurveAxis } from './drawCurve.js';
import { printable } from './printable.js';
import { uniqueNames } from './uniqueNames.js';
import { svgToPng } from './svgToPng.js';

/** The scores of one image against the scalar, over the whole range of a hunt. */
export interface HuntCurve {
  readonly title: string;
  /** Ascending. */
  readonly points: readonly { readonly scalar: number; readonly scores: Float32Array }[];
  readonly flips: readonly { readonly scalar: number; readonly label: string; readonly at?: string }[];
  /** The label at scalar 1. */
  readonly own: number;
  /** What lies along it, where that is no scalar: places on the axis then stand for scalars, and `at` says where flips are. */
  readonly axis?: CurveAxis;
  /** What stands beside it: the image, and what became of it. */
  readonly beside?: readonly CaptionedImage[];
}

/** Steps of a curve: ten an octave. */
const stepRatio = 2 ** (1 / 10);

/** Letters of a title and of a label; more are cut off. */
const longestTitle = 60;
const longestLabel = 24;

/** Asks for what a curve shows: the whole range that was tried, and the flips. */
export async function askHuntCurve(
  subject: Subject,
  image: Image,
  { index, label, below, above, stretches }: Pick<HuntRecord, 'index' | 'label' | 'below' | 'above' | 'stretches'>,
  { overflow }: Pick<HuntSettings, 'overflow'>,
): Promise<HuntCurve> {
  const flips = [below, above].filter((flip) => flip !== undefined);
  const [from, to] = [stretches[0]?.min ?? 1, stretches.at(-1)?.max ?? 1];
  const around = flips.flatMap(({ kept, scalar, witness }) => [kept.scalar, scalar, witness.scalar]);
  const scalars = [...new Set([from, ...between(from, to, stepRatio), ...around, 1, to])].toSorted((a, b) => a - b);
  const points = await Promise.all(
    scalars.map(async (scalar) => ({ scalar, scores: await subject.scores(image.times(scalar, overflow)) })),
  );
  return {
    title: `#${index}, ${label}: ${image.description}`,
    points,
    flips: flips.map(({ scalar, witness }) => ({ scalar, label: witness.label })),
    own: labelOf(await subject.scores(image)),
  };
}

/**
 * Draws a hunt's curve: scores relative to the largest absolute score at that scalar, over the logarithm of the scalar; a line
 * at 1, and one at each flip. Each label has the same colour in all of them, and the image stands beside it.
 *
 * @returns an SVG, and the same as PNG.
 */
export async function drawHuntCurve(
  curve: HuntCurve,
  labels: readonly string[],
): Promise<{ readonly svg: string; readonly png: Buffer }> {
  const drawn = await drawCurve(
    chosen(curve, labels),
    onPaper({
      scores: 'score / largest absolute score',
      title: printable(curve.title, longestTitle),
      names: uniqueNames(labels, longestLabel),
      captions: curve.flips.map(({ scalar, label, at = String(Number(scalar.toPrecision(4))) }) => ({
        scalar,
        text: `${printable(label, longestLabel)} at ${at}`,
      })),
      ...(curve.axis === undefined ? {} : { axis: curve.axis }),
    }),
  );
  const svg = await besidePictures(drawn, curve.beside ?? []);
  return { svg, png: await svgToPng(svg) };
}

function chosen({ points, flips, own }: HuntCurve, labels: readonly string[]): ChosenCurve {
  const scalars = points.map(({ scalar }) => scalar);
  const data = {
    scalars,
    scores: points.map(({ scores }) => {
      const magnitude = magnitudeOf(scores) || 1;
      return Array.from(scores, (score) => score / magnitude);
    }),
  };
  const story = [own, ...flips.map(({ label }) => labels.indexOf(label))];
  // A range of one scalar has axes and no lines.
  return (
    chooseCurve(data, { story, marks: [1] }) ?? {
      scalars,
      lines: [],
      span: [-1, 1],
      omitted: labels.length,
      marks: [1],
    }
  );
}
