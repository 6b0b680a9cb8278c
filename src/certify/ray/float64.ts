import { follow, isDeep, type Family, type FollowLimits } from '../piecewise/follow.js';
import { labelsAlong, type LineStretch, type OpenStretch } from '../piecewise/labels.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { unit } from '../piecewise/rounding.js';
import type { Program } from '../../network/program/program.js';
import type { Chart } from './charts.js';
import type { KnownStretch } from './stretches.js';

/** Stretches of known labels, and how many pieces of the network there are. */
export interface ProvedStretches {
  readonly known: readonly KnownStretch[];
  readonly pieces: number;
}

/** What float64 could prove, and what it could not. */
export interface FloatStretches extends ProvedStretches {
  readonly open: readonly OpenStretch[];
  /** Why the end was not reached. */
  readonly obstacle?: Obstacle;
}

/** What float64 with error bounds can prove of the labels along some charts. */
export function proveInFloat64(program: Program, charts: readonly Chart[], limits: FollowLimits): FloatStretches {
  let pieces = 0;
  const known: KnownStretch[] = [];
  const open: OpenStretch[] = [];
  let obstacle: Obstacle | undefined;
  for (const chart of charts) {
    const stretches: LineStretch[] = [];
    try {
      for (const followed of follow(program, chart.family, limits)) {
        const isStart = followed.partition.times[0] === chart.family.from;
        const labels = labelsAlong(followed, chart.open && isStart);
        for (const stretch of labels.stretches) join(stretches, stretch);
        open.push(...labels.open.map((stretch) => (chart.inverted ? invertedOpen(stretch) : stretch)));
        pieces += labels.breakpoints - 1;
      }
    } catch (thrown) {
      if (!(thrown instanceof Obstacle)) throw thrown;
      obstacle ??= thrown;
    }
    const all: LineStretch[] = [];
    for (const stretch of [...nearTheOpenEnd(program, chart, stretches[0], limits), ...stretches]) join(all, stretch);
    known.push(...(chart.inverted ? all.toReversed().map(inverted) : all));
  }
  return { known, open, pieces, ...(obstacle && { obstacle }) };
}

/**
 * The labels between an open end, where all leads may be 0, and the first stretch that is known. There bounds of single errors tell more, since they
 * are 0 at the end as well, and a length is not.
 */
function nearTheOpenEnd(
  program: Program,
  { open, family }: Chart,
  known: LineStretch | undefined,
  limits: FollowLimits,
): readonly LineStretch[] {
  if (!open || known === undefined || known.from === family.from || !isDeep(program)) return [];
  try {
    const part = { ...family, to: known.from, ...pixelsAt(family, known.from) };
    return [...follow(program, part, { ...limits, lengths: false })].flatMap(
      (followed, i) => labelsAlong(followed, i === 0).stretches,
    );
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return [];
  }
}

/** The pixels somewhere along a family, and how far they may be off: the share and what is made of it are rounded. */
function pixelsAt(
  { from, to, start, end, startError, endError }: Family,
  place: number,
): Pick<Family, 'end' | 'endError'> {
  const share = (place - from) / (to - from);
  const pixels = start.map((value, j) => value + share * (end[j]! - value));
  const errors = pixels.map((_, j) => {
    const most = Math.max(Math.abs(start[j]!), Math.abs(end[j]!));
    return Math.max(startError?.[j] ?? 0, endError?.[j] ?? 0) + (start[j] === end[j] ? 0 : 16 * unit * most);
  });
  return { end: pixels, endError: errors };
}

/** Parts share a breakpoint, and a label may be proved on both sides of it. */
function join(stretches: LineStretch[], next: LineStretch): void {
  const last = stretches.at(-1);
  if (last?.label === next.label && last.to === next.from) stretches[stretches.length - 1] = { ...last, to: next.to };
  else stretches.push(next);
}

/** 1 / s is rounded: the ends move inward, but for those that are ends of the family. */
const inverted = ({ from, to, label }: LineStretch): KnownStretch => ({
  from: to === 1 ? 1 : (1 / to) * (1 + 2 * unit),
  to: from === 0 ? Infinity : (1 / from) * (1 - 2 * unit),
  label,
});

/** What was followed is the network over the scalar. */
const invertedOpen = ({ from, to, lead, doubt, size }: OpenStretch): OpenStretch => {
  const scalar = 2 / (from + to);
  return { from: 1 / to, to: 1 / from, lead: lead * scalar, doubt: doubt * scalar, size: size * scalar };
};
