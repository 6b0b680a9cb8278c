import type { Config, TopLevelSpec } from 'vega-lite';
import type { ChosenCurve, CurveLine } from './curve.js';
import { loadVega } from './loadVega.js';
import { paper, variables, type Palette } from './palette.js';

/** One part of a plot of several. */
type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

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
  const { vega, compile } = loadVega();
  const view = new vega.View(vega.parse(compile(specOf(curve, look)).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return look.fluid ? withoutSize(svg) : svg;
  } finally {
    view.finalize();
  }
}

const withoutSize = (svg: string): string =>
  svg.replace(/(<svg[^>]*?) width="[\d.]+" height="[\d.]+"/, '$1 aria-hidden="true"');

function specOf({ scalars, lines, span, marks }: ChosenCurve, look: CurveLook): TopLevelSpec {
  const { palette, captions = [], title, names } = look;
  const told = lines.filter(({ colour }) => colour !== undefined);
  const x = {
    field: 'scalar',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { grid: false, ...(look.axis === undefined ? scalarAxis(scalars, look.width) : axisOf(look.axis)) },
  } as const;
  const y = {
    field: 'score',
    type: 'quantitative' as const,
    scale: { zero: false, domain: [...span] },
    axis: { title: look.scores, tickCount: 5, format: '.6~g' },
  };
  const rule = (places: readonly number[], color: string, dash: readonly number[]): Layer => ({
    data: { values: places.map((scalar) => ({ scalar })) },
    mark: { type: 'rule', aria: false, color, ...(dash.length === 0 ? {} : { strokeDash: [...dash] }) },
    encoding: { x },
  });
  const line = { type: 'line', aria: false, strokeJoin: 'round' } as const;
  const captioned = captions.map(({ scalar }) => scalar);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: look.width,
    height: look.height,
    background: look.background,
    padding: look.fluid ? 4 : 8,
    ...(title === undefined ? {} : { title: { text: title, anchor: 'start' as const } }),
    config: configOf(look),
    layer: [
      rule(
        marks.filter((scalar) => !captioned.includes(scalar)),
        palette.soft,
        [4, 3],
      ),
      {
        data: {
          values: valuesOf(
            scalars,
            lines.filter(({ colour }) => colour === undefined),
          ),
        },
        mark: { ...line, strokeWidth: 1, color: palette.grey },
        encoding: { x, y, detail: { field: 'line', type: 'ordinal' } },
      },
      {
        data: { values: valuesOf(scalars, told) },
        mark: { ...line, strokeWidth: 2 },
        encoding: {
          x,
          y,
          color: {
            field: 'line',
            type: 'ordinal',
            ...legendOf(told, names),
            scale: {
              domain: [...told.keys()],
              range: told.map(({ colour }) => palette.labels[colour ?? -1] ?? palette.grey),
            },
          },
        },
      },
      rule(captioned, palette.mark, []),
      // On the side away from 1, so that two captions do not meet.
      captionLayer(
        captions.filter(({ scalar }) => scalar < 1),
        'right',
        x,
        palette,
      ),
      captionLayer(
        captions.filter(({ scalar }) => scalar >= 1),
        'left',
        x,
        palette,
      ),
    ],
  };
}

/** Lines are numbered, since names need not differ; the legend says the names. */
const legendOf = (told: readonly CurveLine[], names: readonly string[] | undefined) =>
  names === undefined
    ? { legend: null }
    : {
        legend: {
          title: 'label',
          symbolType: 'stroke' as const,
          labelExpr: `${JSON.stringify(told.map(({ label }) => names[label] ?? `label ${label}`))}[datum.value]`,
        },
      };

const captionLayer = (
  captions: NonNullable<CurveLook['captions']>,
  align: 'left' | 'right',
  x: { readonly field: 'scalar'; readonly type: 'quantitative' },
  { mark }: Palette,
): Layer => ({
  data: { values: captions.map(({ scalar, text }) => ({ scalar, text })) },
  mark: { type: 'text', align, baseline: 'top', dx: align === 'left' ? 4 : -4, color: mark },
  encoding: { x, y: { value: 2 }, text: { field: 'text', type: 'nominal' } },
});

/** Rows as the library wants them. */
const valuesOf = (scalars: readonly number[], lines: readonly CurveLine[]) =>
  lines.flatMap(({ scores }, line) => scores.map((score, i) => ({ scalar: scalars[i] ?? 1, score, line })));

const configOf = ({ palette, font }: CurveLook): Config => ({
  view: { stroke: null },
  font,
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

const axisOf = ({ title, ticks }: CurveAxis) => ({
  title,
  values: ticks.map(({ place }) => place),
  // The library numbers its ticks from 0 to 1.
  labelExpr: `${JSON.stringify(ticks.map(({ text }) => text))}[round(datum.index * ${ticks.length - 1})]`,
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
