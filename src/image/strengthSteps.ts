import type { TransformationStrength } from './transformation.js';

/**
 * Strengths from the lowest to the highest, even on the scale of a transformation, of three digits; and identity, which everything is
 * held against.
 *
 * @param count how many, 2 or more, besides identity; of whole numbers there may be fewer.
 * @example strengthSteps(gamma.strength, [0.5, 2], 3); // [0.5, 1, 2]
 */
export function strengthSteps(
  { scale, identity, whole = false }: TransformationStrength,
  [lowest, highest]: readonly [lowest: number, highest: number],
  count: number,
): readonly number[] {
  const inner = Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const value = scale === 'log' ? lowest * (highest / lowest) ** share : lowest + share * (highest - lowest);
    return whole ? Math.round(value) : Number(value.toPrecision(3));
  });
  const within = inner.filter((value) => value > lowest && value < highest);
  return [...new Set([lowest, ...within, identity, highest])].toSorted((a, b) => a - b);
}
