import type { TopLevelSpec } from 'vega-lite';
import type { Subject } from '../../classifier/subject.js';
import { between } from '../../hunt/grid.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import type { Image } from '../../image/image.js';
import { loadSharp } from '../../image/sharp.js';
import { labelOf, magnitudeOf } from '../../classifier/scores.js';
import { loadFont } from './font.js';

/** The scores of one image against the scalar. */
export interface Curve {
  readonly title: string;
  /** Ascending. */
  readonly points: readonly { readonly scalar: number; readonly scores: Float32Array }[];
  readonly flips: readonly { readonly scalar: number; readonly label: string }[];
  /** The label at scalar 1. */
  readonly own: number;
}

/** One part of a plot of several. */
type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Steps of a curve: ten an octave. */
const stepRatio = 2 ** (1 / 10);

/** Labels with a line of their own; the others would only be a tangle. */
const mostLines = 8;

/** Letters of a title or a label; more are cut off. */
const longest = 60;

/** Asks for what a curve shows: the whole range that was tried, and the flips. */
export async function curveOf(
  subject: Subject,
  image: Image,
  { index, label, below, above, stretches }: Pick<HuntRecord, 'index' | 'label' | 'below' | 'above' | 'stretches'>,
  { overflow }: Pick<HuntSettings, 'overflow'>,
): Promise<Curve> {
  const flips = [below, above].filter((flip) => flip !== undefined);
  const [from, to] = [stretches[0]?.from ?? 1, stretches.at(-1)?.to ?? 1];
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
 * Draws a curve: the scores of the foremost labels, each relative to the largest absolute score at that scalar, over the
 * logarithm of the scalar; a line at 1, and one at each flip.
 *
 * Vega-Lite 5 and Vega 5 (BSD): well kept, pure JavaScript without a browser, and the last with CommonJS builds.
 *
 * @returns an SVG, and the same as PNG.
 */
export async function drawCurve(
  curve: Curve,
  labels: readonly string[],
): Promise<{ readonly svg: string; readonly png: Buffer }> {
  // Loaded when they are needed: they are large.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(specOf(curve, labels)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  await loadFont();
  const sharp = await loadSharp();
  const png = await sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#ffffff' }).png().toBuffer();
  return { svg, png };
}

function specOf({ title, points, flips, own }: Curve, labels: readonly string[]): TopLevelSpec {
  const lines = foremost(points, own);
  const names = uniqueNames(lines.map((label) => labels[label] ?? ''));
  const values = points.flatMap(({ scalar, scores }) => {
    const magnitude = magnitudeOf(scores) || 1;
    return lines.map((label, i) => ({ scalar, score: scores[label]! / magnitude, label: names[i]! }));
  });
  const x = { field: 'scalar', type: 'quantitative', scale: { type: 'log' }, title: 'scalar' } as const;
  const caption = (shown: Curve['flips'], align: 'left' | 'right'): Layer => ({
    data: {
      values: shown.map(({ scalar, label }) => ({
        scalar,
        text: `${printable(label, 24)} at ${Number(scalar.toPrecision(4))}`,
      })),
    },
    mark: { type: 'text', align, baseline: 'top', dx: align === 'left' ? 4 : -4, color: '#c00000' },
    encoding: { x, y: { value: 2 }, text: { field: 'text', type: 'nominal' } },
  });
  return {
    width: 560,
    height: 300,
    background: '#ffffff',
    title: { text: printable(title), anchor: 'start' },
    config: { font: 'DejaVu Sans' },
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 1.5 },
        encoding: {
          x: { ...x, axis: { format: '~g', labelOverlap: true } },
          y: { field: 'score', type: 'quantitative', title: 'score / largest absolute score' },
          color: { field: 'label', type: 'nominal', scale: { domain: [...names] }, title: 'label' },
        },
      },
      {
        data: { values: [{ scalar: 1 }] },
        mark: { type: 'rule', color: '#999999', strokeDash: [4, 4] },
        encoding: { x },
      },
      {
        data: { values: flips.map(({ scalar }) => ({ scalar })) },
        mark: { type: 'rule', color: '#c00000', strokeWidth: 1.5 },
        encoding: { x },
      },
      // On the side away from 1, so that two captions do not meet.
      caption(
        flips.filter(({ scalar }) => scalar < 1),
        'right',
      ),
      caption(
        flips.filter(({ scalar }) => scalar > 1),
        'left',
      ),
    ],
  };
}

/** The own label, those ahead anywhere, then those that come nearest to it. */
function foremost(points: Curve['points'], own: number): readonly number[] {
  const classes = points[0]?.scores.length ?? 0;
  const best = new Float64Array(classes).fill(-Infinity);
  for (const { scores } of points) {
    const [top, magnitude] = [scores[labelOf(scores)]!, magnitudeOf(scores) || 1];
    for (let label = 0; label < classes; label++)
      best[label] = Math.max(best[label]!, (scores[label]! - top) / magnitude);
  }
  const order = [...best.keys()].toSorted((a, b) => best[b]! - best[a]! || a - b);
  return [own, ...order.filter((label) => label !== own)].slice(0, mostLines);
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base = printable(name, 24) || '–';
    let free = base;
    for (let n = 2; used.has(free); n++) free = `${base} (${n})`;
    used.add(free);
    return free;
  });
}

/** Text that XML can carry, on one line and not too long. Vega escapes what is markup. */
function printable(text: string, most = longest): string {
  const letters = Array.from(text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF\s]+/gu, ' '));
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('');
}
