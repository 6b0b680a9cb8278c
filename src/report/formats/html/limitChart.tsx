import type { LimitFigures, Tone } from '../../page.js';

/** The drawing's own units. */
const width = 260;
const height = 40;
const inset = 1;
const middle = 13;

/** A letter of a caption is about so wide. */
const letter = 6.2;

type Place = (value: number) => number;

/** What is allowed as a band, the limit as its end, the interval as a bar and what was measured as a dot. */
export function LimitChart({ chart, tone }: { readonly chart: LimitFigures; readonly tone: Tone }) {
  const { allowed, measured, interval, from, to } = chart;
  const [low, high] = [from.value, to.value];
  const place: Place = (value) =>
    inset + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (width - 2 * inset);
  return (
    <svg class={`chart ${tone}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(chart)}>
      <rect class="range" x={inset} y={middle - 3} width={width - 2 * inset} height={6} rx={3} />
      {allowed !== undefined && <Allowed chart={chart} at={place(allowed.value)} place={place} />}
      {interval !== undefined && (
        <path
          class="interval"
          d={`M${place(interval.low.value)} ${middle}H${Math.max(place(interval.high.value), place(interval.low.value) + 0.5)}`}
        />
      )}
      {measured !== undefined && <circle class="dot" cx={place(measured.value)} cy={middle} r={5} />}
      <Captions chart={chart} place={place} />
    </svg>
  );
}

function Allowed({ chart, at, place }: { readonly chart: LimitFigures; readonly at: number; readonly place: Place }) {
  const [left, right] = chart.moreIsBetter ? [at, place(chart.to.value)] : [place(chart.from.value), at];
  return (
    <>
      <rect class="allowed" x={left} y={middle - 3} width={Math.max(0, right - left)} height={6} rx={3} />
      <path class="edge" d={`M${at} ${middle - 10}V${middle + 10}`} />
    </>
  );
}

/** The limit, and the ends of the scale where they do not touch it. */
function Captions({ chart: { allowed, from, to }, place }: { readonly chart: LimitFigures; readonly place: Place }) {
  const sizeOf = (text: string): number => text.length * letter;
  const captions: Caption[] = [];
  if (allowed !== undefined) {
    const text = `limit ${allowed.text}`;
    const [at, half] = [place(allowed.value), sizeOf(text) / 2];
    if (at - half < inset) captions.push({ kind: 'limit', text, anchor: 'start', x: inset });
    else if (at + half > width - inset) captions.push({ kind: 'limit', text, anchor: 'end', x: width - inset });
    else captions.push({ kind: 'limit', text, anchor: 'middle', x: at });
  }
  const ends: Caption[] = [
    { kind: 'end', text: from.text, anchor: 'start', x: inset },
    { kind: 'end', text: to.text, anchor: 'end', x: width - inset },
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

const inWords = ({ measured, interval, allowed }: LimitFigures): string =>
  [
    ...(measured === undefined ? [] : [`measured ${measured.text}`]),
    ...(interval === undefined ? [] : [`interval ${interval.low.text} to ${interval.high.text}`]),
    ...(allowed === undefined ? [] : [`limit ${allowed.text}`]),
  ].join(', ');
