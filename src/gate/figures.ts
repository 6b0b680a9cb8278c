import type { GateLimit } from './schema.js';

/** What a limit needs to have for its numbers to be read. */
type Figures = Pick<GateLimit, 'unit' | 'limit' | 'measured' | 'interval'>;

/** A number with three digits that count, and none that do not: 0.01234 is `0.0123`, 20000 is `20,000`. */
export function formatNumber(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return rounded.toExponential().replace('e+', 'e');
  return rounded.toLocaleString('en', { maximumFractionDigits: 10 });
}

/** One of a limit's numbers, in its unit: `1.25 %`, `4,000`; a change has its sign. */
export function formatFigure(value: number, { unit }: Pick<Figures, 'unit'>): string {
  const sign = unit.as === 'change' && value > 0 ? '+' : '';
  // No share is that large, but nothing keeps it out of a report.
  if (!Number.isFinite(100 * value)) return sign + formatNumber(value);
  return sign + (unit.as === 'count' ? formatNumber(value) : `${formatNumber(100 * value)} %`);
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
    : `${limit.unit.better === 'more' ? 'at least' : 'at most'} ${formatFigure(limit.limit, limit)}`;

/**
 * Scores below each other, highest first: with as many decimals as the largest needs for three digits, and more where the first
 * two would look the same.
 */
export function formatScores(scores: readonly number[]): readonly string[] {
  const largest = Math.max(...scores.map(Math.abs));
  if (largest === 0 || largest >= 1e6 || largest < 1e-3) return scores.map(formatNumber);
  const needed = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  const [first = 0, second = first] = scores;
  const told = [0, 1, 2].find((more) => first.toFixed(needed + more) !== second.toFixed(needed + more)) ?? 0;
  return scores.map((score) => score.toFixed(needed + told));
}

/** A time in words that suit its size: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${formatNumber(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
