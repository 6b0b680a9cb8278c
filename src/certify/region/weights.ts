import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A mixture of the images: a weight each, which sum to 1 and are sums of powers of two. */
export type SimplexWeights = readonly number[];

/** The weights of the middles of all edges. */
export function* middlesOf(count: number): Generator<SimplexWeights> {
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) yield Array.from({ length: count }, (_, i) => (i === a || i === b ? 0.5 : 0));
}

/** What moved weights are whole multiples of, so that they stay exact and their sum is 1. */
const grain = 2 ** -24;

/** The weights a share of the way to a corner. */
export function toward(weights: SimplexWeights, corner: number, step: number): SimplexWeights {
  const moved = weights.map((weight) => Math.round(((1 - step) * weight) / grain) * grain);
  const others = moved.reduce((sum, weight, i) => (i === corner ? sum : sum + weight), 0);
  return moved.map((weight, i) => (i === corner ? 1 - others : weight));
}

/** Mixtures at random, the same ones each time: some near the middle, some near corners and edges. */
export function randomMixtures(count: number, howMany: number): readonly SimplexWeights[] {
  const numbers = xoroshiro128plus(1);
  return Array.from({ length: howMany }, (_, at) => {
    const raw = Array.from({ length: count }, () => (-Math.log1p(-uniformFloat64(numbers))) ** (at % 2 === 0 ? 1 : 3));
    const total = raw.reduce((sum, value) => sum + value, 0);
    const weights = raw.map((value) => Math.floor(value / total / grain) * grain);
    const others = weights.reduce((sum, weight, i) => (i === 0 ? sum : sum + weight), 0);
    return weights.map((weight, i) => (i === 0 ? 1 - others : weight));
  });
}
