import * as fc from 'fast-check';
import { Draws } from './draws.js';
import { InputError, optionProblem } from '../errors.js';
import { checkOptions, filled } from '../settings/check.js';
import type { Kind } from '../settings/kind.js';
import { above0, flag } from '../settings/kinds.js';
import { object } from '../settings/object.js';
import { inOrder, scalarRange } from '../settings/scalars.js';
import type { OptionsOf } from '../settings/setting.js';

const constraints = {
  /** Smallest, above 0. Default 1e-3. */
  min: { kind: above0(), help: 'the lowest scalar', default: 1e-3 },
  /** Largest. Default 1e3. */
  max: { kind: above0(), help: 'the highest scalar', default: 1e3 },
  /** Powers of two only. Multiplying by one rounds nothing, so results can be compared bit for bit. */
  powersOfTwo: { kind: flag, help: 'powers of two only', default: false },
} as const;

/** Which scalars are drawn. */
export interface ScalarConstraints extends OptionsOf<typeof constraints> {}

/** The same as a kind of setting. */
export const scalarConstraints: Kind<ScalarConstraints> = object(constraints, scalarRange.expected, {
  typed: 'range',
  together: inOrder,
});

/** Contrasts at which papers report accuracy (Geng et al., arXiv 2211.08486, among them). */
const customary = [0.5, 0.25, 0.15, 0.125, 0.1, 0.075, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001, 1.5, 2, 3, 5, 10];

/**
 * Positive scalars: a third powers of two, a third customary contrasts, a third log-uniform over the range. Shrinks toward
 * 1 on a log scale by halving the distance, through scalars of two digits; of more only where none of these fails.
 *
 * @throws InputError if a bound is not a positive finite number, min exceeds max, or no power of two lies between.
 * @example fc.sample(scalars({ min: 0.01, max: 1 }), 100).every((scalar) => scalar >= 0.01 && scalar <= 1); // true
 */
export function scalars(range: ScalarConstraints = {}): fc.Arbitrary<number> {
  return scalarsTo(1e-3, range);
}

/** As {@link scalars}, but shrinking stops when the scalar is known to this relative precision. */
export function scalarsTo(precision: number, told: ScalarConstraints): fc.Arbitrary<number> {
  checkOptions('scalars', { scalars: { kind: scalarConstraints, help: 'the range of scalars' } }, { scalars: told });
  const { min, max, powersOfTwo } = filled('scalars', constraints, told);
  const fault = inOrder({ min, max });
  if (fault !== undefined) throw new InputError(optionProblem(['scalars'], fault));
  const powers = powersBetween(min, max);
  if (!powersOfTwo)
    return new Scalars(
      min,
      max,
      precision,
      powers.filter((power) => power !== 1),
      customary.filter((a) => a >= min && a <= max),
    );
  if (powers.length === 0)
    throw new InputError({
      where: 'scalars',
      option: ['scalars'],
      found: `no power of two between ${min} and ${max}`,
      expected: 'a range that holds one',
    });
  // By place, since fc.constantFrom would shrink to its first value or not at all.
  const nearestFirst = powers.toSorted((a, b) => Math.abs(Math.log2(a)) - Math.abs(Math.log2(b)));
  return fc.noBias(fc.nat(powers.length - 1)).map((place) => nearestFirst[place]!);
}

function powersBetween(min: number, max: number): number[] {
  const [from, to] = [Math.ceil(Math.log2(min)), Math.floor(Math.log2(max))];
  const powers = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => 2 ** (from + i));
  // Multiplying by 1 asks nothing.
  return powers.length > 1 ? powers.filter((power) => power !== 1) : powers;
}

/** Parts of the range, on a log scale, by which a scalar may be told to move. */
const wayParts = 2 ** 15;

class Scalars extends fc.Arbitrary<number> {
  readonly #ladders: readonly (readonly number[])[];
  /** Easily said: of these, as of scalars of two digits, none of more digits is simpler. */
  readonly #wellKnown: ReadonlySet<number>;

  constructor(
    readonly min: number,
    readonly max: number,
    readonly precision: number,
    powers: readonly number[],
    contrasts: readonly number[],
  ) {
    super();
    this.#wellKnown = new Set([...powers, ...contrasts]);
    this.#ladders = [powers, contrasts].filter((ladder) => ladder.length > 0);
  }

  override generate(random: fc.Random): fc.Value<number> {
    const ladder = this.#ladders[random.nextInt(0, 2)];
    const scalar = ladder?.[random.nextInt(0, ladder.length - 1)] ?? this.#logUniform(random);
    return new fc.Value(random instanceof Draws ? this.#moved(scalar, random.branch()) : scalar, undefined);
  }

  /** As far along the range, on a log scale, as draws are told; else the scalar as it is. Between two rungs of a ladder there are others. */
  #moved(scalar: number, draws: Draws): number {
    const way = draws.unlessTold(2 * wayParts + 1, wayParts) - wayParts;
    return way === 0 ? scalar : this.#within(Math.fround(scalar * (this.max / this.min) ** (way / wayParts)));
  }

  #within(scalar: number): number {
    return Math.min(this.max, Math.max(this.min, scalar));
  }

  #logUniform(random: fc.Random): number {
    const place = random.nextInt(0, 0x7fffffff) / 0x7fffffff;
    const scalar = Math.fround(this.min * (this.max / this.min) ** place);
    return this.#within(scalar);
  }

  override canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === 'number' && value >= this.min && value <= this.max;
  }

  /**
   * Candidates from 1 (or the range's nearest) toward `value`, each halving what is left of the way; first those of two digits. What
   * has passed is not remembered: it was tried with an image that may have been shrunk since.
   */
  override shrink(value: number): fc.Stream<fc.Value<number>> {
    const nearest = Math.min(this.max, Math.max(this.min, 1));
    const rungs = [...rungsToward(value, nearest, this.precision)];
    const short = [...new Set(rungs.map((rung) => twoDigits(rung, nearest)))];
    const isShort = this.#wellKnown.has(value) || Number(value.toPrecision(2)) === value;
    const candidates = new Set(isShort ? short : [...short, ...rungs]);
    return fc.stream(valuesOf(candidates));
  }
}

function* rungsToward(value: number, nearest: number, precision: number): IterableIterator<number> {
  if (value !== nearest) yield nearest;
  let from = nearest;
  while (Math.abs(Math.log(value / from)) > precision) {
    from *= Math.sqrt(value / from);
    yield from;
  }
}

/** The scalar of two digits that is next to this one on its way to `nearest`; `nearest` where there is none between. */
function twoDigits(scalar: number, nearest: number): number {
  const [down, up] = [Math.floor, Math.ceil].map((round) => {
    const unit = Math.floor(Math.log10(scalar)) - 1;
    return Number(`${round(scalar / 10 ** unit)}e${unit}`);
  });
  return scalar < nearest ? Math.min(nearest, up ?? nearest) : Math.max(nearest, down ?? nearest);
}

function* valuesOf(candidates: Iterable<number>): IterableIterator<fc.Value<number>> {
  for (const candidate of candidates) yield new fc.Value(candidate, undefined);
}
