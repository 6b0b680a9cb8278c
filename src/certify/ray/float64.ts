import { follow, type FollowLimits } from '../piecewise/follow.js';
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
    known.push(...(chart.inverted ? stretches.toReversed().map(inverted) : stretches));
  }
  return { known, open, pieces, ...(obstacle && { obstacle }) };
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
