import * as fc from 'fast-check';
import type { TransformationStrength } from '../image/transformation.js';

/** How many steps the strengths between the ends are drawn from. */
const steps = 1000;

/** Shrinking ends this near, as a share of the range. */
const closest = 0.005;

/**
 * Strengths of a transformation: one in four an end of the range, the others even on its scale, of three digits. They shrink toward
 * identity (or what in the range is nearest it) by halving the distance, to strengths of two digits where they do.
 *
 * @param range the lowest and the highest; the usual ones unless told.
 * @example fc.sample(strengths(gamma.strength, [0.5, 2]), 3); // such as [0.5, 1.37, 0.871]
 */
export const strengths = (
  strength: TransformationStrength,
  range: TransformationStrength['usual'] = strength.usual,
): fc.Arbitrary<number> => new Strengths(strength, range);

class Strengths extends fc.Arbitrary<number> {
  readonly #isWhole: boolean;
  readonly #isLog: boolean;
  readonly #nearest: number;

  constructor(
    { identity, scale, whole = false }: TransformationStrength,
    private readonly range: TransformationStrength['usual'],
  ) {
    super();
    this.#isWhole = whole;
    this.#isLog = scale === 'log';
    this.#nearest = this.#within(identity);
  }

  override generate(random: fc.Random): fc.Value<number> {
    const [lowest, highest] = this.range;
    const isEnd = random.nextInt(0, 3) === 0;
    const place = random.nextInt(0, steps) / steps;
    const drawn = this.#at(this.#place(lowest) + place * this.#span);
    return new fc.Value(isEnd ? (place < 0.5 ? lowest : highest) : this.#rounded(drawn, 3), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === 'number' && value >= this.range[0] && value <= this.range[1];
  }

  override shrink(value: number): fc.Stream<fc.Value<number>> {
    return fc.stream(this.#candidates(value));
  }

  /** Each halves what is left of the way from identity to the value, and is nearer identity than it. */
  *#candidates(value: number): IterableIterator<fc.Value<number>> {
    const far = this.#far(value);
    if (far === 0) return;
    yield new fc.Value(this.#nearest, undefined);
    let last = this.#nearest;
    for (let left = far / 2; left > closest * this.#span || (this.#isWhole && left >= 0.5); left /= 2) {
      const wish = this.#at(this.#place(value) + (value < this.#nearest ? left : -left));
      const candidate = [this.#rounded(wish, 2), this.#rounded(wish, 3)].find(
        (each) => this.#far(each) < far && this.#far(each) > this.#far(last),
      );
      if (candidate === undefined) continue;
      last = candidate;
      yield new fc.Value(candidate, undefined);
    }
  }

  #far(value: number): number {
    return Math.abs(this.#place(value) - this.#place(this.#nearest));
  }

  get #span(): number {
    return this.#place(this.range[1]) - this.#place(this.range[0]);
  }

  #place(value: number): number {
    return this.#isLog ? Math.log(value) : value;
  }

  #at(place: number): number {
    return this.#isLog ? Math.exp(place) : place;
  }

  #rounded(value: number, digits: number): number {
    return this.#within(this.#isWhole ? Math.round(value) : Number(value.toPrecision(digits)));
  }

  #within(value: number): number {
    return Math.min(this.range[1], Math.max(this.range[0], value));
  }
}
