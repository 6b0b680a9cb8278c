import type { Config, TopLevelSpec } from 'vega-lite';
import type { Curve, CurveLine } from './curve.js';

/** Size in the drawing's own units; the page makes it as wide as its column. */
const size = { width: 350, height: 190 };

/**
 * Draws scores against scalars as SVG. The drawing has numbers in it and no text from the report, so nothing in it needs to be
 * trusted; its colours are the page's, so they follow dark and light.
 *
 * @param scores what they are: logits or probabilities.
 */
export async function drawCurve(curve: Curve, scores: string): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(specOf(curve, scores)).spec), { renderer: 'none' });
  try {
    return withoutSize(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** The page gives it its size. */
const withoutSize = (svg: string): string =>
  svg.replace(/(<svg[^>]*?) width="[\d.]+" height="[\d.]+"/, '$1 aria-hidden="true"');

function specOf({ scalars, lines, span, at }: Curve, scores: string): TopLevelSpec {
  const told = lines.filter(({ colour }) => colour !== undefined);
  const x = {
    field: 'scalar',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { title: 'scalar', grid: false, ...ticksOf(scalars) },
  } as const;
  const y = {
    field: 'score',
    type: 'quantitative' as const,
    scale: { zero: false, domain: [...span] },
    axis: { title: scores, tickCount: 5, format: '.6~g' },
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    ...size,
    background: 'transparent',
    padding: 4,
    config,
    layer: [
      {
        data: { values: at === undefined ? [] : [{ scalar: at }] },
        mark: { type: 'rule', aria: false, color: 'var(--soft)', strokeDash: [4, 3] },
        encoding: { x },
      },
      {
        data: {
          values: valuesOf(
            scalars,
            lines.filter(({ colour }) => colour === undefined),
          ),
        },
        mark: { type: 'line', aria: false, strokeJoin: 'round', strokeWidth: 1, color: 'var(--grey-line)' },
        encoding: { x, y, detail: { field: 'line', type: 'ordinal' } },
      },
      {
        data: { values: valuesOf(scalars, told) },
        mark: { type: 'line', aria: false, strokeJoin: 'round', strokeWidth: 2 },
        encoding: {
          x,
          y,
          color: {
            field: 'line',
            type: 'ordinal',
            legend: null,
            scale: { domain: [...told.keys()], range: told.map(({ colour }) => `var(--${colour ?? 'soft'})`) },
          },
        },
      },
    ],
  };
}

/** Rows as the library wants them. */
const valuesOf = (scalars: readonly number[], lines: readonly CurveLine[]) =>
  lines.flatMap(({ scores }, line) => scores.map((score, i) => ({ scalar: scalars[i] ?? 1, score, line })));

const config: Config = {
  view: { stroke: null },
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'var(--soft)',
    titleColor: 'var(--soft)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    gridColor: 'var(--line)',
    domain: false,
    ticks: false,
    labelPadding: 6,
  },
};

/** Powers of ten, every so many that they have room; where there are fewer than two, the library's own choice. */
function ticksOf(scalars: readonly number[]): {
  readonly values?: number[];
  readonly format: string;
  readonly tickCount?: number;
} {
  const low = Math.ceil(Math.log10(scalars[0] ?? 1) - 1e-9);
  const high = Math.floor(Math.log10(scalars.at(-1) ?? 1) + 1e-9);
  if (high - low < 1) return { format: '.6~g', tickCount: 5 };
  const every = Math.ceil((high - low + 1) / 7);
  const values = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => 10 ** (high - i * every));
  return { values: values.toReversed(), format: '.6~g' };
}
