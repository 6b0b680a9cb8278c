import { formatFigure, moreIsBetter, unitOf } from '../../../gate/figures.js';
import type { GateLimit } from '../../../gate/schema.js';

/** The drawing's own units. */
const width = 260;
const height = 40;
const inset = 1;
const middle = 13;

/** A letter of a caption is about so wide. */
const letter = 6.2;

/** What is allowed as a band, the limit as its end, the interval as a bar and what was measured as a dot. */
export function LimitChart({ limit }: { readonly limit: GateLimit }) {
  const { limit: allowed, measured, interval, outcome } = limit;
  const [low, high] = domainOf(limit);
  if (measured === undefined && interval === undefined) return null;
  if (!(high > low) || !Number.isFinite(high - low)) return null;
  const place = (value: number): number =>
    inset + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (width - 2 * inset);
  return (
    <svg class={`chart ${outcome}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(limit)}>
      <rect class="range" x={inset} y={middle - 3} width={width - 2 * inset} height={6} rx={3} />
      {allowed !== undefined && <Allowed limit={limit} from={place(low)} to={place(high)} at={place(allowed)} />}
      {interval !== undefined && (
        <path
          class="interval"
          d={`M${place(interval.low)} ${middle}H${Math.max(place(interval.high), place(interval.low) + 0.5)}`}
        />
      )}
      {measured !== undefined && <circle class="dot" cx={place(measured)} cy={middle} r={5} />}
      <Captions limit={limit} low={low} high={high} place={place} />
    </svg>
  );
}

function Allowed(props: {
  readonly limit: GateLimit;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}) {
  const { limit, from, to, at } = props;
  const [left, right] = moreIsBetter(limit) ? [at, to] : [from, at];
  return (
    <>
      <rect class="allowed" x={left} y={middle - 3} width={Math.max(0, right - left)} height={6} rx={3} />
      <path class="edge" d={`M${at} ${middle - 10}V${middle + 10}`} />
    </>
  );
}

/** The limit, and the ends of the scale where they do not touch it. */
function Captions(props: {
  readonly limit: GateLimit;
  readonly low: number;
  readonly high: number;
  readonly place: (value: number) => number;
}) {
  const { limit, low, high, place } = props;
  const sizeOf = (text: string): number => text.length * letter;
  const captions: Caption[] = [];
  if (limit.limit !== undefined) {
    const text = `limit ${formatFigure(limit.limit, limit)}`;
    const [at, half] = [place(limit.limit), sizeOf(text) / 2];
    if (at - half < inset) captions.push({ kind: 'limit', text, anchor: 'start', x: inset });
    else if (at + half > width - inset) captions.push({ kind: 'limit', text, anchor: 'end', x: width - inset });
    else captions.push({ kind: 'limit', text, anchor: 'middle', x: at });
  }
  const ends: Caption[] = [
    { kind: 'end', text: formatFigure(low, limit), anchor: 'start', x: inset },
    { kind: 'end', text: formatFigure(high, limit), anchor: 'end', x: width - inset },
  ];
  const leftOf = ({ text, anchor, x }: Caption): number =>
    anchor === 'start' ? x : anchor === 'end' ? x - sizeOf(text) : x - sizeOf(text) / 2;
  const apart = ends.filter((end) =>
    captions.every(
      (one) => leftOf(end) + sizeOf(end.text) + 8 < leftOf(one) || leftOf(one) + sizeOf(one.text) + 8 < leftOf(end),
    ),
  );
  return (
    <>
      {[...captions, ...apart].map(({ kind, text, anchor, x }) => (
        <text class={kind} x={x} y={height - 4} text-anchor={anchor}>
          {text}
        </text>
      ))}
    </>
  );
}

interface Caption {
  readonly kind: 'limit' | 'end';
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly x: number;
}

/** From 0 to the whole for shares that are to be large, else from 0 to a little more than the largest number. */
function domainOf(limit: GateLimit): readonly [number, number] {
  const { limit: allowed, measured, interval } = limit;
  const given = [allowed, measured, interval?.low, interval?.high].filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...given), Math.max(0, ...given)];
  if (unitOf(limit) === 'share' && least >= 0 && most <= 1 && (moreIsBetter(limit) || most > 0.5)) return [0, 1];
  const [low, high] = [1.2 * least, 1.2 * most];
  const ceiling = unitOf(limit) === 'share' && most <= 1 && least >= 0 ? 1 : Infinity;
  return [round(low), Math.min(ceiling, round(high))];
}

/** To two digits, away from 0. */
function round(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number((Math.sign(value) * Math.ceil(Math.abs(value) / unit) * unit).toPrecision(2));
}

function inWords(limit: GateLimit): string {
  const { limit: allowed, measured, interval } = limit;
  return [
    ...(measured === undefined ? [] : [`measured ${formatFigure(measured, limit)}`]),
    ...(interval === undefined
      ? []
      : [`interval ${formatFigure(interval.low, limit)} to ${formatFigure(interval.high, limit)}`]),
    ...(allowed === undefined ? [] : [`limit ${formatFigure(allowed, limit)}`]),
  ].join(', ');
}
