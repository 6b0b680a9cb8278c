import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { Draws, type ToldDraws } from '../../src/generate/draws.js';
import { scalars } from '../../src/generate/scalars.js';

const generator = (seed = 1): fc.Random => new fc.Random(xorshift128plus(seed));
const draws = (told: ToldDraws = new Map(), seed = 1): Draws => new Draws(generator(seed), told);

/** Of many kinds, and drawn in every way that fast-check has. */
const anything = fc.tuple(
  fc.nat(100),
  fc.string(),
  fc.bigInt({ min: 0n, max: 2n ** 80n }),
  fc.double({ noNaN: true }),
  fc.constantFrom('a', 'b', 'c'),
  fc.boolean(),
);

const drawn = <T>(arbitrary: fc.Arbitrary<T>, from: fc.Random): T => arbitrary.generate(from, undefined).value;

describe('draws', () => {
  test('come to what the generator says, unless they are told', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(drawn(anything, draws(new Map(), seed))).toEqual(drawn(anything, generator(seed)));
      }),
      { numRuns: 100 },
    );
  });

  test('are written down, and come to the same where all of them are told', () => {
    const first = draws(new Map(), 7);
    const value = drawn(anything, first);
    expect(first.drawn.length).toBeGreaterThan(5);
    const told = new Map(first.drawn.map(({ at, place }) => [at, place]));
    const numbers = fc.tuple(fc.nat(100), fc.string(), fc.constantFrom('a', 'b', 'c'));
    expect(drawn(anything, draws(told, 7))).toEqual(value);
    const other = draws(new Map(), 7);
    const wanted = drawn(numbers, other);
    expect(drawn(numbers, draws(new Map(other.drawn.map(({ at, place }) => [at, place])), 8))).toEqual(wanted);
  });

  test('where one is told, the others stay what they were', () => {
    const three = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000));
    const [one, two, last] = drawn(three, draws());
    expect(drawn(three, draws(new Map([['1', 5]])))).toEqual([one, 5, last]);
    expect(two).not.toBe(5);
  });

  test('do not hear of a place that there is not', () => {
    expect(drawn(fc.nat(9), draws(new Map([['0', 10]])))).toBe(drawn(fc.nat(9), generator()));
  });

  test('a branch takes nothing from the draws after it, and is told by names of its own', () => {
    const from = draws();
    expect(from.branch().unlessTold(10)).toBe(0);
    const [before, after] = [from.nextInt(0, 1000), generator().nextInt(0, 1000)];
    expect(before).toBe(after);
    expect(from.drawn.map(({ at }) => at)).toEqual(['1.0', '1.1', '0']);
    expect(
      draws(new Map([['1.1', 4]]))
        .branch()
        .unlessTold(10),
    ).toBe(4);
    const [one, other] = [0, 1].map((first) =>
      draws(new Map([['1.0', first]]))
        .branch()
        .nextInt(),
    );
    expect(one).not.toBe(other);
  });
});

test('a scalar may be told to move a little, and stays in its range', () => {
  const bounds = { min: 0.01, max: 1 };
  const from = draws();
  const scalar = drawn(scalars(bounds), from);
  const { at, place, size } = from.drawn.at(-1)!;
  const moved = (by: number): number => drawn(scalars(bounds), draws(new Map([[at, place + by]])));
  expect(moved(0)).toBe(scalar);
  expect(moved(20)).toBeGreaterThan(scalar);
  expect(moved(20)).toBeLessThan(scalar * 1.01);
  expect(moved(-20)).toBeLessThan(scalar);
  expect([moved(size - 1 - place), moved(-place)]).toEqual([1, 0.01]);
});
