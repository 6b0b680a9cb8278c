import type { Program } from '../../network/program/program.js';
import { followExactly } from './follow.js';
import { integersOf } from './integers.js';
import { exactLabels } from './labels.js';
import { rational } from '../../network/rational.js';

/** The label at one point: the first of those with the highest logit, and the others. */
export interface ExactLabel {
  readonly label: number;
  readonly tied: readonly number[];
}

/**
 * The label of a mixture of images in rational numbers.
 *
 * @throws Obstacle if the network's weights are not fractions.
 */
export function labelAt(program: Program, images: readonly Float32Array[], weights: readonly number[]): ExactLabel {
  const factors = integersOf(weights);
  const sums: bigint[] = Array.from(images[0] ?? [], () => 0n);
  const pixels = images.map((image) => integersOf(image));
  const exponent = pixels.reduce((most, each) => Math.max(most, each.exponent), 0);
  pixels.forEach((image, i) => {
    const factor = (factors.values[i] ?? 0n) << BigInt(exponent - image.exponent);
    image.values.forEach((value, j) => (sums[j]! += value * factor));
  });
  const [from, to] = [rational(0n, 1n), rational(1n, 1n)];
  const scale = 1n << BigInt(exponent + factors.exponent);
  const family = { from, to, pixels: { constant: sums, slope: sums.map(() => 0n) }, scale, biasSlope: false };
  const [{ label, tied } = { label: 0, tied: [] }] = exactLabels(program, followExactly(program, family).pieces);
  return { label, tied };
}
