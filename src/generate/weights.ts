import * as fc from 'fast-check';
import { InputError } from '../errors.js';
import { scalarsTo, type ScalarConstraints } from './scalars.js';

function assertCount(count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new InputError({ where: 'weights', found: String(count), expected: 'a count of 1 or more' });
}

/**
 * Weights of a conic combination: every one positive, none bound by the others. They shrink toward 1.
 *
 * Rescaling the vertices independently is what tells a network without biases from one with: on one piece a biased network
 * is affine, so it survives every convex combination.
 *
 * @param range of each weight; 1e-3 to 10 unless told.
 */
export function conicWeights(count: number, range: ScalarConstraints = {}): fc.Arbitrary<readonly number[]> {
  assertCount(count);
  // Roughly: several that are traded off against each other would shrink for ever in small steps.
  const weight = scalarsTo(0.2, { min: 1e-3, max: 10, ...range });
  return fc.tuple(...Array.from({ length: count }, () => weight));
}

/** Weights of a convex combination: every one positive, together 1. They shrink toward equal shares. */
export function convexWeights(count: number): fc.Arbitrary<readonly number[]> {
  assertCount(count);
  const share = fc.integer({ min: 1, max: 1000 });
  return fc.tuple(...Array.from({ length: count }, () => share)).map((shares) => {
    const total = shares.reduce((sum, part) => sum + part, 0);
    return shares.map((part) => part / total);
  });
}
