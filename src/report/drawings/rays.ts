import type { TopLevelSpec } from 'vega-lite';
import type { LabelInterval, RayCertificate, RayFlip } from '../../certify/ray/certificate.js';
import { loadVega, loadVegaLite } from './loadVega.js';
import { colourOf, paper } from './palette.js';
import { printable } from './printable.js';
import { uniqueNames } from './uniqueNames.js';

/** What an engine said at single scalars of a ray. */
export interface RaySample {
  readonly scalar: number;
  readonly label: number;
}

/** A ray to be drawn, and sampled points to lay over it. */
export interface DrawnRay {
  readonly certificate: Pick<RayCertificate, 'image' | 'min' | 'max'> & {
    readonly intervals: readonly Pick<LabelInterval, 'min' | 'max' | 'label'>[];
    readonly flips: readonly Pick<RayFlip, 'at'>[];
  };
  readonly samples?: readonly RaySample[];
}

/**
 * Draws rays: a row for each image, its label intervals as coloured bars on a log axis of scalars, undecided ones in grey,
 * sampled points over them.
 *
 * Built on vega and vega-lite, which are loaded when something is drawn.
 *
 * @param labels the names of the labels.
 * @returns an SVG.
 * @example
 * await writeFile('rays.svg', await drawRays([{ certificate }], classifier.spec.labels));
 */
export async function drawRays(rays: readonly DrawnRay[], labels: readonly string[]): Promise<string> {
  const vega = loadVega();
  const { spec } = loadVegaLite().compile(rayDrawing(rays, labels));
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const undecided = 'undecided';

/** Letters of a label, and of an image. */
const longestLabel = 40;
const longestImage = 80;

/** The drawing as vega-lite has it: for tests, and for whoever wants to draw it differently. */
export function rayDrawing(rays: readonly DrawnRay[], named: readonly string[]): TopLevelSpec {
  // Whatever a label is called, it is not taken for what is undecided.
  const [, ...labels] = uniqueNames([undecided, ...named], longestLabel);
  const [low, high] = domainOf(rays);
  const names = rays.map(({ certificate }, row) => printable(`${row + 1}. ${certificate.image}`, longestImage));
  const labelName = (label: number | undefined): string =>
    label === undefined ? undecided : (labels[label] ?? String(label));
  const bars = rays.flatMap(({ certificate }, row) =>
    certificate.intervals.map(({ min, max, label }) => ({
      image: names[row],
      from: Math.max(min, low),
      to: Math.min(max, high),
      label: labelName(label),
    })),
  );
  const points = rays.flatMap(({ samples = [] }, row) =>
    samples
      .filter(({ scalar }) => scalar >= low && scalar <= high)
      .map(({ scalar, label }) => ({ image: names[row], scalar, label: labelName(label) })),
  );
  const used = labels.filter((label) => [...bars, ...points].some((one) => one.label === label));
  const domain = bars.some(({ label }) => label === undecided) ? [...used, undecided] : used;
  const range = domain.map((label) => paper.labels[colourOf(labels.indexOf(label))] ?? paper.grey);
  const y = { field: 'image', type: 'nominal', sort: names, title: null } as const;
  const color = { field: 'label', type: 'nominal', scale: { domain, range }, title: 'label' } as const;
  const scale = { type: 'log' as const, domain: [low, high], nice: false };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: 640,
    height: { step: 22 },
    background: 'white',
    layer: [
      {
        data: { values: bars.filter(({ from, to }) => from < to) },
        mark: { type: 'bar', height: 14 },
        encoding: {
          x: { field: 'from', type: 'quantitative', scale, title: 'scalar a' },
          x2: { field: 'to' },
          y,
          color,
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 18, stroke: 'black', strokeWidth: 0.6, opacity: 1 },
        encoding: { x: { field: 'scalar', type: 'quantitative', scale }, y, color },
      },
      {
        data: { values: [{ one: 1 }].filter(() => low < 1 && high > 1) },
        mark: { type: 'rule', strokeDash: [3, 3] },
        encoding: { x: { field: 'one', type: 'quantitative', scale } },
      },
    ],
  };
}

/** From where to where scalars are drawn: what was asked for, or around all flips, three powers of ten at least. */
function domainOf(rays: readonly DrawnRay[]): readonly [number, number] {
  const ends = rays.flatMap(({ certificate: { min, max, flips } }) => [
    min,
    max,
    ...flips.flatMap(({ at }) => [at / 10, at * 10]),
  ]);
  const inside = ends.filter((end) => end > 0 && end < Infinity);
  const open = rays.some(({ certificate: { min } }) => min === 0);
  const endless = rays.some(({ certificate: { max } }) => max === Infinity);
  return [
    Math.min(...inside, ...(open ? [1e-3] : []), ...(inside.length === 0 ? [1e-3] : [])),
    Math.max(...inside, ...(endless ? [1e3] : []), ...(inside.length === 0 ? [1e3] : [])),
  ];
}
