import { formatNumber, formatPoints, signedPoints } from '../../report/text/figures.js';
import type { GateLimit } from './schema.js';

/** What a limit needs to have for its numbers to be read. */
type Figures = Pick<GateLimit, 'unit' | 'limit' | 'measured' | 'interval'>;

/** One of a limit's numbers, in its unit: `1.25 %`, `4,000`; a change is told in points, with its sign: `+1.25 points`. */
export function formatFigure(value: number, { unit }: Pick<Figures, 'unit'>): string {
  if (unit.as === 'change') return formatPoints(value);
  // No share is that large, but nothing keeps it out of a report.
  if (unit.as === 'count' || !Number.isFinite(100 * value)) return formatNumber(value);
  return `${formatNumber(100 * value)} %`;
}

/** What was measured, with its interval where there is one: `1.9 % (1.2 % to 2.8 %)`; a dash where nothing was. */
export function formatMeasured(limit: Figures): string {
  const { measured, interval, unit } = limit;
  const parts = [
    ...(measured === undefined ? [] : [formatFigure(measured, limit)]),
    ...(interval === undefined
      ? []
      : [
          `(${unit.as === 'change' ? signedPoints(interval.low) : formatFigure(interval.low, limit)} to ${formatFigure(interval.high, limit)})`,
        ]),
  ];
  return parts.length === 0 ? '–' : parts.join(' ');
}

/** What is required: `at most 1 %`, `at least 500`; a dash where it is not a number. */
export const formatRequired = (limit: Figures): string =>
  limit.limit === undefined
    ? '–'
    : `${limit.unit.better === 'more' ? 'at least' : 'at most'} ${formatFigure(limit.limit, limit)}`;
