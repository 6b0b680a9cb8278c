import type { OpenStretch } from '../piecewise/labels.js';
import type { LineLabels } from './stretches.js';

/** A lead below this, relative to the largest logit, is a near tie. */
const nearTie = 1e-9;

/**
 * Why the first gap of a line is one: labels that are close, or an error bound that is larger than the lead, which says nothing of the
 * labels.
 *
 * @param open what float64 computed where it could not prove anything.
 * @param labels their names.
 */
export function openReason(
  { gap }: LineLabels,
  open: readonly OpenStretch[],
  labels: readonly string[],
): { readonly reason?: string } {
  if (gap === undefined) return {};
  const { from, to, label } = gap;
  const doubtful = open.find(
    (part) => part.to > from && part.from < to && part.doubt >= part.lead && part.lead > nearTie * part.size,
  );
  if (doubtful !== undefined) {
    const [lead, doubt] = [doubtful.lead, doubtful.doubt].map((value) => value.toPrecision(2));
    return {
      reason: `from ${place(from)} to ${place(to)} the label is ahead by ${lead}, and the bound of float64's rounding error is ${doubt}`,
    };
  }
  if (label !== undefined)
    return {
      reason: `near tie at ${place(from)}: another label comes up to ${labels[label] ?? label} within rounding error`,
    };
  return { reason: `near tie from ${place(from)} to ${place(to)}: labels are closer than rounding error` };
}

const place = (value: number): string => String(Number(value.toPrecision(9)));
