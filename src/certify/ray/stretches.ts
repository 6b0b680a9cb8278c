import type { LabelInterval, RayFlip, ProofWord } from './certificate.js';

/** A stretch of a line of which the label is known: scalars, both ends included but for 0 and Infinity. */
export interface KnownStretch {
  readonly from: number;
  readonly to: number;
  readonly label: number;
  readonly tied?: readonly number[];
}

/** Intervals and flips. */
export interface LineLabels {
  readonly intervals: readonly LabelInterval[];
  readonly flips: readonly RayFlip[];
  /** The first gap that is no flip. */
  readonly gap?: { readonly from: number; readonly to: number; readonly label: number | undefined };
}

/** Labels of a line of which nothing is known. */
export const nothingKnown = (from: number, to: number): Pick<LineLabels, 'intervals' | 'flips'> => ({
  intervals: [{ min: from, max: to, label: undefined, word: 'undecided' }],
  flips: [],
});

/** A gap this narrow, relative to its place, with different labels on its sides is a flip whose place is known. */
const narrow = 1e-7;

/**
 * Puts together what is known along a line: a narrow gap between two labels is a flip, any other gap is undecided.
 *
 * @param from the ends of the line.
 */
export function labelsOfLine(known: readonly KnownStretch[], from: number, to: number, word: ProofWord): LineLabels {
  // Along a segment, where shares of the way are what counts, places near 0 are not more exact than others.
  const isNarrow = (low: number, high: number): boolean =>
    high - low <= Math.max(narrow * Math.max(Math.abs(low), Math.abs(high)), to === 1 && from === 0 ? 1e-9 : 0);
  const joined: KnownStretch[] = [];
  for (const stretch of known) {
    const next = { ...stretch, from: Math.max(stretch.from, from), to: Math.min(stretch.to, to) };
    if (next.from > next.to) continue;
    const last = joined.at(-1);
    if (
      last !== undefined &&
      last.label === next.label &&
      next.from <= last.to &&
      last.tied?.join() === next.tied?.join()
    )
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, next.to) };
    else joined.push(next);
  }
  const intervals: LabelInterval[] = [];
  const flips: RayFlip[] = [];
  let gap: LineLabels['gap'];
  const undecided = (start: number, end: number, label: number | undefined): void => {
    gap ??= { from: start, to: end, label };
    intervals.push({ min: start, max: end, label: undefined, word: 'undecided' });
  };
  let reached = from;
  joined.forEach((stretch, index) => {
    const before = joined[index - 1];
    let start = stretch.from;
    if (before !== undefined && stretch.label !== before.label && isNarrow(before.to, stretch.from)) {
      const at = before.to + (stretch.from - before.to) / 2;
      flips.push({ at, low: before.to, high: stretch.from, before: before.label, after: stretch.label });
      const last = intervals.at(-1);
      if (last !== undefined) intervals[intervals.length - 1] = { ...last, max: at };
      start = at;
    } else if (start > reached) undecided(reached, start, before?.label === stretch.label ? stretch.label : undefined);
    intervals.push({
      min: start,
      max: stretch.to,
      label: stretch.label,
      ...(stretch.tied && { tied: stretch.tied }),
      word,
    });
    reached = stretch.to;
  });
  if (reached < to) undecided(reached, to, undefined);
  return { intervals, flips, ...(gap && { gap }) };
}
