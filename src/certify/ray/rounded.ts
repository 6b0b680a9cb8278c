import { followExactly } from '../exact/follow.js';
import { precisionOf } from '../exact/precision.js';
import { roundedLabels } from '../exact/roundedLabels.js';
import type { Program } from '../../network/program/program.js';
import { equals, rationalOf, type Rational } from '../../network/rational.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { unit } from '../piecewise/rounding.js';
import type { ExactChart } from './exact.js';
import type { ProvedStretches } from './float64.js';
import type { KnownStretch } from './stretches.js';

/**
 * What rounded integers can prove of the labels along some charts: as exact as the network's depth asks for, and no more. Far slower than
 * float64, and far faster than fractions where a network is deep.
 *
 * @param goodBits of the logits, after the point, that rounding leaves alone.
 * @throws Obstacle if weights are neither fractions nor square roots, or time is up.
 */
export function proveInRoundedIntegers(
  program: Program,
  charts: readonly ExactChart[],
  limits: FollowLimits,
  goodBits?: number,
): ProvedStretches {
  const { bits, doubts } = precisionOf(program, goodBits);
  let count = 0;
  const known = charts.flatMap(({ family, inverted }): readonly KnownStretch[] => {
    const { pieces, scale } = followExactly(program, family, { ...limits, bits });
    count += pieces.length;
    const stretches = roundedLabels(program, pieces, scale, doubts);
    if (!inverted) return stretches.map(({ from, to, label }) => ({ from: above(from), to: below(to), label }));
    return stretches
      .toReversed()
      .map(({ from, to, label }) => ({ from: above(inverse(to)), to: below(inverse(from)), label }));
  });
  return { known, pieces: count };
}

const inverse = ({ numerator, denominator, approximate }: Rational): Rational => ({
  numerator: denominator,
  denominator: numerator,
  approximate: 1 / approximate,
});

/** A float that is certainly not below a fraction, and next to it: the very number where floats have it. */
const above = (place: Rational): number => place.approximate * (isFloat(place) ? 1 : 1 + 8 * unit);

const below = (place: Rational): number => place.approximate * (isFloat(place) ? 1 : 1 - 8 * unit);

const isFloat = (place: Rational): boolean => place.denominator === 0n || equals(rationalOf(place.approximate), place);
