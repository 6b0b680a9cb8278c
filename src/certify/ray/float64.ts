import { follow, type FollowLimits } from '../piecewise/follow.js';
import { labelsAlong, type LineStretch } from '../piecewise/labels.js';
import { unit } from '../piecewise/rounding.js';
import type { Program } from '../../network/program/program.js';
import type { Chart } from './charts.js';
import type { KnownStretch } from './stretches.js';

/** Stretches of known labels, and how many pieces of the network there are. */
export interface ProvedStretches {
  readonly known: readonly KnownStretch[];
  readonly pieces: number;
}

/**
 * What float64 with error bounds can prove of the labels along some charts.
 *
 * @throws Obstacle if there are too many breakpoints, or time is up.
 */
export function proveInFloat64(program: Program, charts: readonly Chart[], limits: FollowLimits): ProvedStretches {
  let pieces = 0;
  const known = charts.flatMap(({ family, inverted, open }): readonly KnownStretch[] => {
    const stretches: LineStretch[] = [];
    for (const followed of follow(program, family, limits)) {
      const isStart = followed.partition.times[0] === family.from;
      const labels = labelsAlong(followed, open && isStart);
      for (const stretch of labels.stretches) {
        const last = stretches.at(-1);
        // Parts share a breakpoint, and a label may be proved on both sides of it.
        if (last?.label === stretch.label && last.to === stretch.from)
          stretches[stretches.length - 1] = { ...last, to: stretch.to };
        else stretches.push(stretch);
      }
      pieces += labels.breakpoints - 1;
    }
    if (!inverted) return stretches;
    // 1 / s is rounded: the ends move inward, but for those that are ends of the family.
    return stretches.toReversed().map(({ from, to, label }) => ({
      from: to === 1 ? 1 : (1 / to) * (1 + 2 * unit),
      to: from === 0 ? Infinity : (1 / from) * (1 - 2 * unit),
      label,
    }));
  });
  return { known, pieces };
}
