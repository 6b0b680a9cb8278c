import { formatNumber } from '../../text/figures.js';
import type { ShownCounterexample } from './shown.js';

/** Scores against the scalar. The names of the lines stand in the page and not in the drawing: they are anybody's text. */
export function CurveFigure(props: {
  readonly figure: ShownCounterexample['figure'];
  readonly labels: readonly string[];
}) {
  const { figure, labels } = props;
  if (figure === undefined) return null;
  const coloured = figure.lines.filter(({ colour }) => colour !== undefined);
  const others = figure.lines.length - coloured.length + figure.omitted;
  return (
    <figure class="curve">
      <div
        class="drawing"
        role="img"
        aria-label="scores against the scalar"
        dangerouslySetInnerHTML={{ __html: figure.svg }}
      />
      <figcaption>
        {coloured.map(({ label, colour }) => (
          <span class="key">
            <i class={`label-${colour}`} />
            {labels[label] ?? `label ${label}`}
          </span>
        ))}
        {others > 0 && (
          <span class="key">
            <i class="grey" />
            {others === 1 ? 'one other label' : `${others} other labels`}
            {figure.omitted > 0 && `, ${figure.omitted} of them not drawn`}
          </span>
        )}
        {figure.marks.map((scalar) => (
          <span class="key">
            <i class="dashed" />
            the counterexample, scalar {formatNumber(scalar)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
