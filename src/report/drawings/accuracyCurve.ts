import type { TopLevelSpec } from 'vega-lite';
import type { ReportedAccuracyCurve } from '../documents/accuracy.js';
import { loadVega, loadVegaLite } from './loadVega.js';
import { paper } from './palette.js';
import { printable } from './printable.js';
import { svgToPng } from './svgToPng.js';

const longestTitle = 60;

/** It is of no one label. */
const colour = paper.soft;

/**
 * Draws accuracy against strength: a line through the points, the bounds as a band around it, and a dashed line at identity.
 *
 * @returns an SVG, and the same as PNG.
 */
export async function drawAccuracyCurve(
  curve: ReportedAccuracyCurve,
): Promise<{ readonly svg: string; readonly png: Buffer }> {
  const vega = loadVega();
  const view = new vega.View(vega.parse(loadVegaLite().compile(accuracyDrawing(curve)).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return { svg, png: await svgToPng(svg) };
  } finally {
    view.finalize();
  }
}

/** The drawing as vega-lite has it: for tests. */
export function accuracyDrawing({ along, scale, identity, points }: ReportedAccuracyCurve): TopLevelSpec {
  const values = points.map(({ strength, accuracy, interval: { low, high } }) => ({ strength, accuracy, low, high }));
  const name = printable(along, longestTitle);
  const x = {
    field: 'strength',
    type: 'quantitative',
    scale: { type: scale, nice: false, ...(scale === 'log' ? {} : { zero: false }) },
    axis: { title: `strength of ${name}`, grid: false, tickCount: 7, format: '.3~g' },
  } as const;
  const y = {
    field: 'accuracy',
    type: 'quantitative',
    scale: { domainMin: 0, domainMax: 1 },
    axis: { title: 'accuracy', tickCount: 5, format: '.0%' },
  } as const;
  const isInside =
    points.some(({ strength }) => strength <= identity) && points.some(({ strength }) => strength >= identity);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    width: 560,
    height: 260,
    background: '#ffffff',
    padding: 8,
    title: { text: `accuracy along ${name}`, anchor: 'start' },
    config: {
      view: { stroke: null },
      font: 'DejaVu Sans',
      axis: { labelColor: paper.soft, titleColor: paper.soft, gridColor: paper.line, domain: false, ticks: false },
    },
    layer: [
      {
        data: { values: isInside ? [{ strength: identity }] : [] },
        mark: { type: 'rule', aria: false, color: paper.soft, strokeDash: [4, 3] },
        encoding: { x },
      },
      {
        data: { values },
        mark: { type: 'area', aria: false, color: colour, opacity: 0.2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values },
        mark: { type: 'line', aria: false, color: colour, strokeWidth: 2, point: { color: colour } },
        encoding: { x, y },
      },
    ],
  };
}
