import type { TransformationStrength } from '../image/transformation.js';
import type { ScalarRange } from './grid.js';

/** Octaves from identity to the end that is farther from it: as many coarse steps are tried of every transformation. */
const octaves = 8;

/** Strengths as places on the scale that a search goes along, where identity is 1 as scalar 1 is, and what is as far from it is as many times more or less. */
export interface StrengthScale {
  /** Of places, with 1 in it. */
  readonly range: ScalarRange;
  readonly placeOf: (strength: number) => number;
  readonly strengthAt: (place: number) => number;
  /** Whole strengths, all of which are tried, as places; undefined where there are strengths between any two. */
  readonly all: readonly number[] | undefined;
}

/**
 * The scale of a transformation's strengths.
 *
 * @param strengths the lowest and the highest. Where identity is outside, they reach as far as it.
 */
export function strengthScale(
  { identity, scale, whole = false }: TransformationStrength,
  [lowest, highest]: readonly [number, number],
): StrengthScale {
  const [from, to] = [Math.min(lowest, identity), Math.max(highest, identity)];
  const evenly = (strength: number): number => (scale === 'log' ? Math.log2(strength / identity) : strength - identity);
  const back = (even: number): number => (scale === 'log' ? identity * 2 ** even : identity + even);
  const farthest = Math.max(-evenly(from), evenly(to));
  // A range of identity alone has no unit.
  const unit = farthest === 0 ? 1 : farthest / octaves;
  const placeOf = (strength: number): number => 2 ** (evenly(strength) / unit);
  const all = whole ? Array.from({ length: to - from + 1 }, (_, i) => placeOf(from + i)) : undefined;
  return {
    range: { min: placeOf(from), max: placeOf(to) },
    placeOf,
    strengthAt: (place) => {
      const strength = Math.min(to, Math.max(from, back(Math.log2(place) * unit)));
      return whole ? Math.round(strength) : strength;
    },
    all,
  };
}
