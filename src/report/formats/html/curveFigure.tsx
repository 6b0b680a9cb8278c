import { formatNumber } from '../../../gate/figures.js';
import type { GateReport } from '../../../gate/schema.js';
import type { ShownFinding } from './shown.js';

/** Scores against the scalar. The names of the lines stand in the page and not in the drawing: they are anybody's text. */
export function CurveFigure({ one: { curve }, report }: { readonly one: ShownFinding; readonly report: GateReport }) {
  if (curve === undefined) return null;
  const { labels } = report.model;
  const coloured = curve.lines.filter(({ colour }) => colour !== undefined);
  const others = curve.lines.length - coloured.length + curve.omitted;
  return (
    <figure class="curve">
      <div
        class="drawing"
        role="img"
        aria-label="scores against the scalar"
        dangerouslySetInnerHTML={{ __html: curve.svg }}
      />
      <figcaption>
        {coloured.map(({ label, colour }) => (
          <span class="key">
            <i class={colour} />
            {labels[label] ?? `label ${label}`}
          </span>
        ))}
        {others > 0 && (
          <span class="key">
            <i class="grey" />
            {others === 1 ? 'one other label' : `${others} other labels`}
            {curve.omitted > 0 && `, ${curve.omitted} of them not drawn`}
          </span>
        )}
        {curve.at !== undefined && (
          <span class="key">
            <i class="dashed" />
            the counterexample, scalar {formatNumber(curve.at)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}
