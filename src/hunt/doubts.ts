import type { Reading } from './trace.js';

/** Between readings no further apart than this, relative, nothing is looked for. */
const finest = 0.004;

/** How much steeper the lead may be between two readings than anywhere around them; `npm run bench:islands` and `bench:real-models` say what is missed. */
const steeper = 24;

/** How much more the lead may curve between two readings than it is seen to around them. */
const curvier = 72;

/** Two neighbours and those beside them that count; what they come to does not change as long as they are the same. */
interface Interval {
  readonly before: Reading | undefined;
  readonly to: Reading;
  readonly after: Reading | undefined;
  readonly lowest: number;
}

/**
 * Where between readings another label may be ahead without showing at either end: scalars to ask at, the most doubtful first.
 *
 * How far a lead can fall between two readings is bounded twice, on the scale of the scalar's logarithm, and the better bound
 * counts: by its slope (no lead falls below the mean of its ends less half of what the steepest slope makes of the width, as in
 * Piyavskii's and Shubert's search), and by its curvature (a smooth function stays within an eighth of curvature times width
 * squared of its secant). Slope and curvature are those seen around the place, times a factor for what is not seen. So this
 * is a guide and no proof: where a bound falls below 0, a question is due.
 *
 * A search asks it after every answer, which changes little of what is known: the bounds of all other places are remembered.
 *
 * @example const doubts = new Doubts(trace.own); doubts.among(trace.outward(-1)); // [0.31, 0.044]
 */
export class Doubts {
  /** By the first of the two neighbours. */
  readonly #known = new Map<Reading, Interval>();

  /** @param own the label whose lead may be lost. */
  constructor(private readonly own: number) {}

  /** @param readings neighbours in the order of their scalars, ascending or descending; in the same order every time. */
  among(readings: readonly Reading[]): readonly number[] {
    const places = readings.map(({ scalar }) => Math.log(scalar));
    const found: { readonly scalar: number; readonly lowest: number }[] = [];
    for (let i = 0; i + 1 < readings.length; i++) {
      const [from, to] = [readings[i]!, readings[i + 1]!];
      const width = Math.abs(places[i + 1]! - places[i]!);
      if (width <= finest || !(from.lead > 0 && to.lead > 0)) continue;
      const before = apart(places, i, -1, width);
      const after = apart(places, i + 1, 1, width);
      const lowest = this.#lowest(readings, places, [before, i, i + 1, after]);
      if (lowest < 0) found.push({ scalar: Math.sqrt(from.scalar * to.scalar), lowest });
    }
    return found.toSorted((a, b) => a.lowest - b.lowest).map(({ scalar }) => scalar);
  }

  #lowest(readings: readonly Reading[], places: readonly number[], at: IntervalPlaces): number {
    const [before, from, to, after] = [readings[at[0]], readings[at[1]]!, readings[at[2]]!, readings[at[3]]];
    const known = this.#known.get(from);
    if (known?.to === to && known.before === before && known.after === after) return known.lowest;
    const lowest = lowestLead(readings, places, this.own, at);
    this.#known.set(from, { before, to, after, lowest });
    return lowest;
  }
}

/** Places of two neighbours among readings, and of those beside them that count; -1 where there is none. */
type IntervalPlaces = readonly [before: number, from: number, to: number, after: number];

/** The next reading on one side that is far enough away for a slope to be more than rounding; -1 where there is none. */
function apart(places: readonly number[], from: number, step: 1 | -1, width: number): number {
  for (let i = from + step; i >= 0 && i < places.length; i += step)
    if (Math.abs(places[i]! - places[from]!) >= width / 16) return i;
  return -1;
}

/** How low any label could bring the lead between two readings, relative to the smaller lead at the ends. */
function lowestLead(
  readings: readonly Reading[],
  places: readonly number[],
  own: number,
  [before, from, to, after]: IntervalPlaces,
): number {
  const { length } = readings[from]!.scores;
  const leadAt = (i: number, label: number): number => readings[i]!.scores[own]! - readings[i]!.scores[label]!;
  const width = places[to]! - places[from]!;
  const scale = Math.min(readings[from]!.lead, readings[to]!.lead);
  let lowest = Infinity;
  for (let label = 0; label < length; label++) {
    if (label === own) continue;
    const [start, end] = [leadAt(from, label), leadAt(to, label)];
    const slope = (end - start) / width;
    let [steepest, curvature, sides] = [Math.abs(slope), 0, 0];
    if (before >= 0) {
      const gap = places[from]! - places[before]!;
      const other = (start - leadAt(before, label)) / gap;
      steepest = Math.max(steepest, Math.abs(other));
      curvature = Math.abs((2 * (slope - other)) / (gap + width));
      sides++;
    }
    if (after >= 0) {
      const gap = places[after]! - places[to]!;
      const other = (leadAt(after, label) - end) / gap;
      steepest = Math.max(steepest, Math.abs(other));
      curvature = Math.max(curvature, Math.abs((2 * (other - slope)) / (gap + width)));
      sides++;
    }
    const bySlope = (start + end) / 2 - (steeper * steepest * Math.abs(width)) / 2;
    const byCurvature = sides === 0 ? -Infinity : Math.min(start, end) - (curvier * curvature * width * width) / 8;
    lowest = Math.min(lowest, Math.max(bySlope, byCurvature));
  }
  return lowest / scale;
}
