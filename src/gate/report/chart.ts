import type { LimitFigures, Figure } from '../../report/page.js';
import { formatFigure } from './figures.js';
import type { GateLimit } from './schema.js';

/** What a limit allows and what was measured, on one scale; undefined where there is nothing to measure on it. */
export function chartOf(limit: GateLimit): LimitFigures | undefined {
  const { limit: allowed, measured, interval, unit } = limit;
  const [low, high] = scaleOf(limit);
  if (measured === undefined && interval === undefined) return undefined;
  if (!(high > low) || !Number.isFinite(high - low)) return undefined;
  const figure = (value: number): Figure => ({ value, text: formatFigure(value, limit) });
  return {
    from: figure(low),
    to: figure(high),
    moreIsBetter: unit.better === 'more',
    ...(allowed === undefined ? {} : { allowed: figure(allowed) }),
    ...(measured === undefined ? {} : { measured: figure(measured) }),
    ...(interval === undefined ? {} : { interval: { low: figure(interval.low), high: figure(interval.high) } }),
  };
}

/** From 0 to the whole for shares that are to be large, else from 0 to a little more than the largest number. */
function scaleOf(limit: GateLimit): readonly [number, number] {
  const { limit: allowed, measured, interval, unit } = limit;
  const given = [allowed, measured, interval?.low, interval?.high].filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...given), Math.max(0, ...given)];
  const isShare = unit.as !== 'count' && most <= 1 && least >= 0;
  if (isShare && (unit.better === 'more' || most > 0.5)) return [0, 1];
  const [low, high] = [1.2 * least, 1.2 * most];
  return [round(low), Math.min(isShare ? 1 : Infinity, round(high))];
}

/** To two digits, away from 0. */
function round(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number((Math.sign(value) * Math.ceil(Math.abs(value) / unit) * unit).toPrecision(2));
}
