import type { Axis, Config, EncodeEntry, Legend, Mark, Spec } from 'vega';
import type { ChosenCurve, CurveLine } from './curve.js';
import { loadVega } from './loadVega.js';
import { paper, variables, type Palette } from './palette.js';

/** An axis of something else than scalars, which has places above 0 as scalars are. */
export interface CurveAxis {
  readonly title: string;
  /** Ascending. */
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

/** How a curve is drawn. Texts must be fit for XML; what is markup in them is escaped. */
export interface CurveLook {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly font: string;
  readonly palette: Palette;
  /** What scores are, beside their axis. */
  readonly scores: string;
  readonly title?: string;
  /** Names of labels, for a legend in the drawing. */
  readonly names?: readonly string[];
  /** Scalars with something to say of them. */
  readonly captions?: readonly { readonly scalar: number; readonly text: string }[];
  /** What lies along it, where that is no scalar. */
  readonly axis?: CurveAxis;
  /** Whether what surrounds it gives it its size. */
  readonly fluid: boolean;
}

/**
 * Inside a page: it has numbers in it and no text from a report, so nothing in it needs to be trusted; its colours are the page's,
 * so they follow dark and light.
 *
 * @param scores what they are: logits or probabilities.
 */
export const inPage = (scores: string): CurveLook => ({
  width: 350,
  height: 190,
  background: 'transparent',
  font: 'system-ui, sans-serif',
  palette: variables,
  scores,
  fluid: true,
});

/** In a file of its own, with a title, a legend and captions. */
export const onPaper = (
  told: Required<Pick<CurveLook, 'scores' | 'title' | 'names' | 'captions'>> & Pick<CurveLook, 'axis'>,
): CurveLook => ({
  width: 560,
  height: 300,
  background: '#ffffff',
  font: 'DejaVu Sans',
  palette: paper,
  fluid: false,
  ...told,
});

/** Draws scores against scalars as SVG: the one drawing of a curve. */
export async function drawCurve(curve: ChosenCurve, look: CurveLook): Promise<string> {
  const vega = loadVega();
  const view = new vega.View(vega.parse(drawingOf(curve, look)), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return look.fluid ? withoutSize(svg) : svg;
  } finally {
    view.finalize();
  }
}

const withoutSize = (svg: string): string =>
  svg.replace(/(<svg[^>]*?) width="[\d.]+" height="[\d.]+"/, '$1 aria-hidden="true"');

/** A hunt draws a dozen of them: this says to Vega itself what Vega-Lite would first have to compile, and has no part without use. */
function drawingOf({ scalars, lines, span, marks }: ChosenCurve, look: CurveLook): Spec {
  const { palette, captions = [], title, names, width, height } = look;
  const told = lines.filter(({ colour }) => colour !== undefined);
  const colours = told.map(({ colour }) => palette.labels[colour ?? -1] ?? palette.grey);
  const captioned = captions.filter(({ scalar }) => Number.isFinite(scalar));
  const places = marks.filter((scalar) => !captioned.some((caption) => caption.scalar === scalar));
  const across = [...(lines.length === 0 ? [] : scalars), ...places, ...captioned.map(({ scalar }) => scalar)];
  return {
    $schema: 'https://vega.github.io/schema/vega/v5.json',
    width,
    height,
    background: look.background,
    padding: look.fluid ? 4 : 8,
    ...(title === undefined ? {} : { title: { text: title, anchor: 'start' } }),
    config: configOf(look),
    data: [
      { name: 'places', values: places.map((scalar) => ({ scalar })) },
      { name: 'captions', values: captioned.map(captionOf) },
      {
        name: 'grey',
        values: inOnePath(
          scalars,
          lines.filter(({ colour }) => colour === undefined),
        ),
      },
      ...told.map((line, place) => ({ name: `line${place}`, values: inOnePath(scalars, [line]) })),
    ],
    scales: [
      { name: 'x', type: 'log', domain: [Math.min(...across), Math.max(...across)], range: [0, width], nice: false },
      { name: 'y', type: 'linear', domain: [...span], range: [height, 0], zero: false },
      { name: 'colour', type: 'ordinal', domain: [...told.keys()], range: colours },
    ],
    axes: [
      { scale: 'y', orient: 'left', grid: true, title: look.scores, tickCount: 5, format: '.6~g', labelOverlap: true },
      {
        scale: 'x',
        orient: 'bottom',
        labelFlush: true,
        labelOverlap: 'greedy',
        ...(look.axis === undefined ? scalarAxis(scalars, width) : axisOf(look.axis)),
      },
    ],
    ...(names === undefined ? {} : { legends: [legendOf(told, names)] }),
    marks: [
      ruleAt('places', height, { stroke: { value: palette.soft }, strokeDash: { value: [4, 3] } }),
      lineThrough('grey', { stroke: { value: palette.grey }, strokeWidth: { value: 1 } }),
      ...colours.map((colour, place) =>
        lineThrough(`line${place}`, { stroke: { value: colour }, strokeWidth: { value: 2 } }),
      ),
      ruleAt('captions', height, { stroke: { value: palette.mark } }),
      {
        type: 'text',
        from: { data: 'captions' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'scalar' },
            y: { value: 2 },
            text: { field: 'text' },
            description: { field: 'text' },
            align: { field: 'align' },
            dx: { field: 'dx' },
            baseline: { value: 'top' },
            fill: { value: palette.mark },
            font: { value: look.font },
          },
        },
      },
    ],
  };
}

/** Lines are numbered, since names need not differ; the legend says the names. */
const legendOf = (told: readonly CurveLine[], names: readonly string[]): Legend => ({
  title: 'label',
  symbolType: 'stroke',
  stroke: 'colour',
  encode: {
    labels: {
      update: {
        text: {
          signal: `${JSON.stringify(told.map(({ label }) => names[label] ?? `label ${label}`))}[datum.value]`,
        },
      },
    },
  },
});

/** On the side away from 1, so that two captions do not meet. */
const captionOf = ({ scalar, text }: NonNullable<CurveLook['captions']>[number]) =>
  scalar < 1 ? { scalar, text, align: 'right', dx: -4 } : { scalar, text, align: 'left', dx: 4 };

const ruleAt = (data: string, height: number, stroke: EncodeEntry): Mark => ({
  type: 'rule',
  from: { data },
  aria: false,
  encode: { enter: { x: { scale: 'x', field: 'scalar' }, y: { value: 0 }, y2: { value: height }, ...stroke } },
});

const lineThrough = (data: string, stroke: EncodeEntry): Mark => ({
  type: 'line',
  from: { data },
  aria: false,
  encode: {
    enter: {
      x: { scale: 'x', field: 'scalar' },
      y: { scale: 'y', field: 'score' },
      defined: { field: 'drawn' },
      strokeJoin: { value: 'round' },
      ...stroke,
    },
  },
});

/** The points of lines, one line after the other; between two of them is a point that is not drawn. */
const inOnePath = (scalars: readonly number[], lines: readonly CurveLine[]) =>
  lines.flatMap(({ scores }) => [
    ...scores.map((score, i) => ({ scalar: scalars[i] ?? 1, score, drawn: true })),
    { scalar: 1, score: 0, drawn: false },
  ]);

const configOf = ({ palette, font }: CurveLook): Config => ({
  style: { 'guide-label': { font }, 'guide-title': { font }, 'group-title': { font } },
  axis: {
    labelColor: palette.soft,
    titleColor: palette.soft,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    gridColor: palette.line,
    domain: false,
    ticks: false,
    labelPadding: 6,
  },
});

const scalarAxis = (scalars: readonly number[], width: number) => ({ title: 'scalar', ...ticksOf(scalars, width) });

const axisOf = ({ title, ticks }: CurveAxis): Pick<Axis, 'title' | 'values' | 'encode'> => ({
  title,
  values: ticks.map(({ place }) => place),
  encode: {
    labels: {
      update: {
        // The library numbers its ticks from 0 to 1.
        text: {
          signal: `${JSON.stringify(ticks.map(({ text }) => text))}[round(datum.index * ${ticks.length - 1})]`,
        },
      },
    },
  },
});

/** How much of an axis a tick needs, in the drawing's units. */
const tickRoom = 50;

/** Powers of ten, every so many that they have room; where there are fewer than two, the library's own choice. */
function ticksOf(
  scalars: readonly number[],
  width: number,
): {
  readonly values?: number[];
  readonly format: string;
  readonly tickCount?: number;
} {
  const low = Math.ceil(Math.log10(scalars[0] ?? 1) - 1e-9);
  const high = Math.floor(Math.log10(scalars.at(-1) ?? 1) + 1e-9);
  if (high - low < 1) return { format: '.6~g', tickCount: 5 };
  const every = Math.ceil((high - low + 1) / Math.floor(width / tickRoom));
  const values = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => 10 ** (high - i * every));
  return { values: values.toReversed(), format: '.6~g' };
}
