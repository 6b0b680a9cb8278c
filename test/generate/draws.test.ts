import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { branchSeedOf, branchSeeds, Draws, type ToldDraws } from '../../src/generate/draws.js';
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

describe('each kind of draw', () => {
  const wide = 2n ** 80n - 1n;
  test.each<
    [
      string,
      (from: fc.Random) => number | bigint | boolean,
      size: number,
      place: number,
      expected: number | bigint | boolean,
    ]
  >([
    ['8 bits', (from) => from.next(8), 256, 200, 200],
    ['a truth', (from) => from.nextBoolean(), 2, 1, true],
    ['a falsehood', (from) => from.nextBoolean(), 2, 0, false],
    ['the lowest whole number', (from) => from.nextInt(-5, 5), 11, 0, -5],
    ['the highest whole number', (from) => from.nextInt(-5, 5), 11, 10, 5],
    ['any whole number', (from) => from.nextInt(), 2 ** 32, 2 ** 31 + 7, 7],
    ['a small large one', (from) => from.nextBigInt(10n, 14n), 5, 2, 12n],
    [
      'a large one, by its first 53 bits',
      (from) => from.nextBigInt(3n, wide + 3n),
      2 ** 53,
      2 ** 52 + 1,
      3n + ((2n ** 52n + 1n) << 27n),
    ],
    ['a fraction', (from) => from.nextDouble(), 2 ** 53, 2 ** 51, 0.25],
  ])('is told its place: %s', (_, draw, size, place, expected) => {
    const from = draws(new Map([['0', place]]));
    expect(draw(from)).toBe(expected);
    expect(from.drawn).toStrictEqual([{ at: '0', size, place }]);
    // As long as nothing is told, it is what the generator says.
    const untold = draws();
    expect(draw(untold)).toBe(draw(generator()));
    expect(untold.drawn[0]!.size).toBe(size);
    // Whatever is told, the next one comes to the same.
    expect(from.nextInt(0, 999)).toBe(untold.nextInt(0, 999));
  });

  test('that comes to what is usual says so', () => {
    const from = draws(new Map([['1', 9]]));
    expect([from.unlessTold(10, 3), from.unlessTold(10, 3), from.unlessTold(10)]).toEqual([3, 9, 0]);
    expect(from.drawn).toEqual([
      { at: '0', size: 10, place: 3, usual: 3 },
      { at: '1', size: 10, place: 9, usual: 3 },
      { at: '2', size: 10, place: 0, usual: 0 },
    ]);
  });
});

test('what is drawn from a copy is not written down, and takes nothing', () => {
  const from = draws();
  expect(from.getState()).toEqual(generator().getState());
  expect(from.clone().nextInt(0, 999)).toBe(generator().nextInt(0, 999));
  expect(from.drawn).toEqual([]);
  expect(from.nextInt(0, 999)).toBe(generator().nextInt(0, 999));
});

test('branches differ from each other, and branches of branches are named after them', () => {
  const from = draws();
  const [one, two] = [from.branch(), from.branch()];
  const inner = two.branch();
  expect(one.nextInt()).not.toBe(two.nextInt());
  expect(inner.nextInt()).not.toBe(one.nextInt());
  expect(from.drawn.map(({ at }) => at)).toEqual(['1.0', '2.0', '2.1.0', '1.1', '2.1', '2.1.1', '1.2']);
  expect(from.drawn[0]).toEqual({ at: '1.0', size: branchSeeds, place: 0, usual: 0 });
  // The same again from the same generator.
  expect(draws().branch().nextInt()).toBe(draws().branch().nextInt());
  expect(draws(new Map(), 2).branch().nextInt()).not.toBe(draws().branch().nextInt());
});

test.each([
  ['1.3', '1.0'],
  ['2.1.4', '2.1.0'],
  ['7', undefined],
])('the draws beside %s come to what %s says', (at, seed) => {
  expect(branchSeedOf(at)).toBe(seed);
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
