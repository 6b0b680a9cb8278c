import { followExactly, type ExactFamily } from '../exact/follow.js';
import { integersOf } from '../exact/integers.js';
import { exactLabels, type ExactStretch } from '../exact/labels.js';
import { reciprocal, rational, rationalOf, reduced, type Rational } from '../../network/rational.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { unit } from '../piecewise/rounding.js';
import type { Program } from '../../network/program/program.js';
import type { RayFlip, LabelInterval } from './certificate.js';
import type { LineLabels } from './stretches.js';

/** A part of a line in rational numbers. */
export interface ExactChart {
  readonly family: ExactFamily;
  readonly inverted: boolean;
}

/** All a x in rational numbers, in the two charts that {@link rayCharts} explains. */
export function exactRayCharts(pixels: Float32Array, from: number, to: number): readonly ExactChart[] {
  const { values, exponent } = integersOf(pixels);
  const none = values.map(() => 0n);
  const scale = 1n << BigInt(exponent);
  const one = rational(1n, 1n);
  const charts: ExactChart[] = [];
  if (from < 1)
    charts.push({
      inverted: false,
      family: {
        from: rationalOf(from),
        to: to < 1 ? rationalOf(to) : one,
        pixels: { constant: none, slope: values },
        scale,
        biasSlope: false,
      },
    });
  if (to > 1)
    charts.push({
      inverted: true,
      family: {
        from: to === Infinity ? rational(0n, 1n) : reciprocal(rationalOf(to)),
        to: from > 1 ? reciprocal(rationalOf(from)) : one,
        pixels: { constant: values, slope: none },
        scale,
        biasSlope: true,
      },
    });
  return charts;
}

/** Mixtures of two images, from one share of the second to another, in rational numbers. */
export function exactSegmentChart(a: Float32Array, b: Float32Array, start: number, end: number): ExactChart {
  const { values, exponent } = integersOf([...a, ...b]);
  const constant = values.slice(0, a.length);
  const slope = values.slice(a.length).map((value, i) => value - constant[i]!);
  const [from, to] = [rationalOf(start), rationalOf(end)];
  const family = { from, to, pixels: { constant, slope }, scale: 1n << BigInt(exponent), biasSlope: false };
  return { inverted: false, family };
}

/**
 * The labels along some charts, in rational numbers: nothing is left undecided.
 *
 * @throws Obstacle if weights are not fractions, or time is up.
 */
export function proveExactly(
  program: Program,
  charts: readonly ExactChart[],
  limits: FollowLimits,
): LineLabels & { readonly pieces: number } {
  let count = 0;
  const stretches = charts.flatMap(({ family, inverted }): readonly ExactStretch[] => {
    const { pieces } = followExactly(program, family, limits);
    count += pieces.length;
    const found = exactLabels(program, pieces);
    if (!inverted) return found;
    return found.toReversed().map(({ from, to, label, tied, touches }) => ({
      from: reciprocal(to),
      to: reciprocal(from),
      label,
      tied,
      touches: touches.map(reciprocal),
    }));
  });
  const joined: ExactStretch[] = [];
  for (const next of stretches) {
    const last = joined.at(-1);
    if (last?.label === next.label && last.tied.join() === next.tied.join())
      joined[joined.length - 1] = { ...last, to: next.to, touches: [...last.touches, ...next.touches] };
    else joined.push(next);
  }
  const intervals = joined.map(({ from, to, label, tied, touches }): LabelInterval => ({
    min: from.approximate,
    max: to.approximate,
    label,
    ...(tied.length > 0 && { tied }),
    ...(touches.length > 0 && { touches: touches.map(({ approximate }) => approximate) }),
    word: 'proved-exact',
  }));
  const flips = joined.slice(1).map(({ from, label }, i) => flipAt(from, joined[i]!.label, label));
  return { intervals, flips: flips.filter(({ before, after }) => before !== after), pieces: count };
}

function flipAt(place: Rational, before: number, after: number): RayFlip {
  const { numerator, denominator } = reduced(place);
  const at = place.approximate;
  const exact = { numerator: numerator.toString(), denominator: denominator.toString() };
  return { at, low: at * (1 - 4 * unit), high: at * (1 + 4 * unit), exact, before, after };
}
