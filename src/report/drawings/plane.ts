import type { Spec } from 'vega';
import type { PlaneCertificate, PlanePoint } from '../../certify/plane/certificate.js';
import { loadVega } from './loadVega.js';
import { colourOf, paper } from './palette.js';
import { printable } from './printable.js';

/** Pixels along the longer side. */
const size = 480;

/** Letters of an axis' title; more are cut off. */
const longestName = 60;

const grey = '#d9d9d9';

/**
 * Draws a plane: each label's polygons in its colour with exact borders, what is undecided in grey, and a legend with each label's share.
 *
 * Built on vega, which is loaded when something is drawn.
 *
 * @param labels the names of the labels.
 * @returns an SVG.
 * @example
 * await writeFile('plane.svg', await drawPlane(certificate, classifier.spec.labels));
 */
export async function drawPlane(certificate: PlaneCertificate, labels: readonly string[]): Promise<string> {
  const vega = loadVega();
  const view = new vega.View(vega.parse(planeDrawing(certificate, labels)), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The drawing as vega has it: for tests, and for whoever wants to draw it differently. */
export function planeDrawing(
  { axes: [across, up], labels: found, polygons, undecided, images }: PlaneCertificate,
  labels: readonly string[],
): Spec {
  const place = ([x, y]: PlanePoint): string =>
    [((x - across.min) / (across.max - across.min)) * size, ((up.max - y) / (up.max - up.min)) * size]
      .map((value) => Number(value.toFixed(4)))
      .join(',');
  const legend = found.map(({ label, share }) => ({ label, text: `${nameOf(label, labels)} ${percent(share)}` }));
  const textOf = (label: number): string => legend.find((entry) => entry.label === label)?.text ?? String(label);
  const open = `undecided ${percent(undecided.share)}`;
  const texts = [...legend.map(({ text }) => text), ...(undecided.unreached.length > 0 ? [open] : [])];
  // The image itself: as it is, and not moved.
  const own: PlanePoint = [1, 0];
  const isInside = own[0] >= across.min && own[0] <= across.max && own[1] >= up.min && own[1] <= up.max;
  const [ownX, ownY] = place(own).split(',').map(Number);
  return {
    $schema: 'https://vega.github.io/schema/vega/v5.json',
    width: size,
    height: size,
    padding: 8,
    background: 'white',
    data: [
      {
        name: 'polygons',
        values: polygons.map(({ label, rings }) => ({
          text: textOf(label),
          path: rings.map((ring) => `M${ring.map(place).join('L')}Z`).join(''),
        })),
      },
    ],
    scales: [
      { name: 'x', type: 'linear', domain: [across.min, across.max], range: [0, size], nice: false, zero: false },
      { name: 'y', type: 'linear', domain: [up.min, up.max], range: [size, 0], nice: false, zero: false },
      {
        name: 'colour',
        type: 'ordinal',
        domain: texts,
        range: [...found.map(({ label }) => paper.labels[colourOf(label)] ?? grey), grey],
      },
    ],
    axes: [
      { scale: 'x', orient: 'bottom', title: titleOf(across.name), titleFontWeight: 'normal' },
      { scale: 'y', orient: 'left', title: titleOf(up.name), titleFontWeight: 'normal' },
    ],
    legends: [{ fill: 'colour', title: 'label', titleFontWeight: 'normal' }],
    marks: [
      {
        type: 'rect',
        encode: {
          enter: {
            x: { value: 0 },
            y: { value: 0 },
            width: { value: size },
            height: { value: size },
            fill: { value: grey },
          },
        },
      },
      {
        type: 'path',
        from: { data: 'polygons' },
        encode: { enter: { path: { field: 'path' }, fill: { scale: 'colour', field: 'text' } } },
      },
      ...(isInside && images.length > 0
        ? [
            {
              type: 'symbol' as const,
              encode: {
                enter: {
                  x: { value: ownX ?? 0 },
                  y: { value: ownY ?? 0 },
                  shape: { value: 'cross' },
                  size: { value: 60 },
                  fill: { value: 'white' },
                  stroke: { value: 'black' },
                },
              },
            },
          ]
        : []),
    ],
  };
}

const nameOf = (label: number, labels: readonly string[]): string =>
  printable(labels[label] ?? String(label), longestName);
const titleOf = (name: string): string => printable(name, longestName);
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
