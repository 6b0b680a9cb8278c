import { formatNumber } from '../report/text/figures.js';
import type { GateLimit } from './schema.js';

/** What a limit needs to have for its numbers to be read. */
type Figures = Pick<GateLimit, 'kind' | 'limit' | 'measured' | 'interval'>;

/**
 * In what a limit's numbers are given: cases are counted, and so are violations where none is allowed and only whole numbers
 * are given; all else is a share of 1, shown as a percentage.
 */
export function unitOf({ kind, limit, measured, interval }: Figures): 'count' | 'share' {
  if (kind === 'cases') return 'count';
  const given = [limit, measured].filter((figure) => figure !== undefined);
  return kind === 'none-violated' && interval === undefined && given.every(Number.isInteger) ? 'count' : 'share';
}

/** Whether more is better: of kept labels, of proofs and of cases; of violations and changes for the worse, less is. */
export const moreIsBetter = ({ kind }: Pick<GateLimit, 'kind'>): boolean =>
  kind === 'margin' || kind === 'cases' || kind === 'proved';

/** One of a limit's numbers, in its unit: `1.25 %`, `4,000`; a change has its sign. */
export function formatFigure(value: number, limit: Figures): string {
  const sign = limit.kind === 'regression' && value > 0 ? '+' : '';
  // No share is that large, but nothing keeps it out of a report.
  if (!Number.isFinite(100 * value)) return sign + formatNumber(value);
  return sign + (unitOf(limit) === 'count' ? formatNumber(value) : `${formatNumber(100 * value)} %`);
}

/** What was measured, with its interval where there is one: `1.9 % (1.2 % to 2.8 %)`; a dash where nothing was. */
export function formatMeasured(limit: Figures): string {
  const { measured, interval } = limit;
  const parts = [
    ...(measured === undefined ? [] : [formatFigure(measured, limit)]),
    ...(interval === undefined
      ? []
      : [`(${formatFigure(interval.low, limit)} to ${formatFigure(interval.high, limit)})`]),
  ];
  return parts.length === 0 ? '–' : parts.join(' ');
}

/** What is required: `at most 1 %`, `at least 500`; a dash where it is not a number. */
export const formatRequired = (limit: Figures): string =>
  limit.limit === undefined
    ? '–'
    : `${moreIsBetter(limit) ? 'at least' : 'at most'} ${formatFigure(limit.limit, limit)}`;
