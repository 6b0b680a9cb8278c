import * as fc from 'fast-check';
import { InputError } from '../errors.js';
import { scalarsTo, type ScalarConstraints } from './scalars.js';

function assertCount(count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new InputError({ where: 'weights', found: String(count), expected: 'a count of 1 or more' });
}

/**
 * Weights of a conic combination: every one positive, none bound by the others. They shrink toward few, and toward 1.
 *
 * Rescaling the vertices independently is what tells a network without biases from one with: on one piece a biased network
 * is affine, so it survives every convex combination.
 *
 * @param range of each weight; 1e-3 to 10 unless told.
 * @param fewest how many are left at least when they shrink. Default: all.
 * @example fc.sample(conicWeights(3), 1); // such as [[0.0312, 4, 1]]
 */
export function conicWeights(
  count: number,
  range: ScalarConstraints = {},
  fewest: number = count,
): fc.Arbitrary<readonly number[]> {
  assertCount(count);
  // Roughly: several that are traded off against each other would shrink for ever in small steps.
  const weight = scalarsTo(0.2, { min: 1e-3, max: 10, ...range });
  return new ConicWeights(weight, count, fewest);
}

class ConicWeights extends fc.Arbitrary<readonly number[]> {
  constructor(
    readonly weight: fc.Arbitrary<number>,
    readonly count: number,
    readonly fewest: number,
  ) {
    super();
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<readonly number[]> {
    return this.#allOf(this.count).generate(random, biasFactor);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly number[] {
    return Array.isArray(value) && this.#allOf(value.length).canShrinkWithoutContext(value);
  }

  /** Fewer weights first, then simpler ones. */
  override shrink(value: readonly number[], context?: unknown): fc.Stream<fc.Value<readonly number[]>> {
    const lengths = Array.from({ length: Math.max(0, value.length - this.fewest) }, (_, i) => this.fewest + i);
    const fewer = lengths.map((length) => new fc.Value<readonly number[]>(value.slice(0, length), undefined));
    return fc.stream(fewer.values()).join(this.#allOf(value.length).shrink([...value], context));
  }

  #allOf(length: number): fc.Arbitrary<number[]> {
    return fc.tuple(...Array.from({ length }, () => this.weight));
  }
}

/**
 * Weights of a convex combination: every one positive, together 1. They shrink toward few and round ones: 0.5 and 0.5; 0.4, 0.3 and
 * 0.3.
 *
 * @param fewest how many are left at least when they shrink. Default: all.
 * @example fc.sample(convexWeights(3), 1); // such as [[0.2, 0.5, 0.3]]
 */
export function convexWeights(count: number, fewest: number = count): fc.Arbitrary<readonly number[]> {
  assertCount(count);
  return new ConvexWeights(count, fewest);
}

/** Weights are multiples of one part of these, the roundest first. */
const rounds = [2, 4, 5, 10, 20, 50, 100];

class ConvexWeights extends fc.Arbitrary<readonly number[]> {
  readonly #shares: fc.Arbitrary<readonly number[]>;

  constructor(
    readonly count: number,
    readonly fewest: number,
  ) {
    super();
    const share = fc.integer({ min: 1, max: 1000 });
    this.#shares = fc.tuple(...Array.from({ length: count }, () => share));
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<readonly number[]> {
    return new fc.Value(together1(this.#shares.generate(random, biasFactor).value), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly number[] {
    return Array.isArray(value) && value.length >= this.fewest && value.length <= this.count;
  }

  /** Fewer weights first, then rounder ones: every candidate has fewer, or comes of larger parts. */
  override shrink(value: readonly number[]): fc.Stream<fc.Value<readonly number[]>> {
    return fc.stream(this.#simpler(value));
  }

  *#simpler(value: readonly number[]): IterableIterator<fc.Value<readonly number[]>> {
    for (let count = Math.min(this.fewest, value.length); count <= value.length; count++) {
      const own = together1(value.slice(0, count));
      for (const parts of partsFor(count)) {
        const rounded = roundedTo(parts, own);
        // Those of one number of parts are not simpler than each other.
        if (count === value.length && isSame(rounded, value)) return;
        yield new fc.Value(rounded, undefined);
      }
    }
  }
}

/** Equal shares first, where they can be said in two digits; then what is round and has a part for each. */
const partsFor = (count: number): readonly number[] => [
  ...(100 % count === 0 ? [count] : []),
  ...rounds.filter((parts) => parts > count),
];

function together1(shares: readonly number[]): readonly number[] {
  const total = shares.reduce((sum, part) => sum + part, 0);
  return shares.map((part) => part / total);
}

/** The same in whole parts, one for each weight at least, the rest as near as they come; what is so already stays. */
function roundedTo(parts: number, weights: readonly number[]): readonly number[] {
  const exact = weights.map((weight) => weight * parts);
  const whole = exact.map((part) => Math.max(1, Math.floor(part)));
  for (let left = parts - whole.reduce((sum, part) => sum + part, 0); left !== 0; left -= Math.sign(left)) {
    const lacks = whole.map((part, i) => (left > 0 || part > 1 ? Math.sign(left) * (exact[i]! - part) : -Infinity));
    const place = lacks.indexOf(Math.max(...lacks));
    whole[place] = whole[place]! + Math.sign(left);
  }
  return whole.map((part) => part / parts);
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((weight, i) => Math.abs(weight - other[i]!) < 1e-9);
