import { describe, expect, test } from '@jest/globals';
import { agreementOf, type Answer } from '../../../src/run/feeding/chance.js';

/** So many answers of a kind. */
const times = (count: number, known: number, given: number): Answer[] =>
  Array.from({ length: count }, () => ({ known, given }));

/** Every order of a list. */
const orders = (list: readonly number[]): readonly (readonly number[])[] =>
  list.length < 2 ? [list] : list.flatMap((first, i) => orders(list.toSpliced(i, 1)).map((rest) => [first, ...rest]));

describe('guessing', () => {
  test.each([
    [
      [0, 0, 1, 2, 2],
      [0, 1, 1, 2, 0],
    ],
    [
      [0, 1, 1, 1],
      [1, 1, 1, 0],
    ],
    [
      [0, 1, 2, 3],
      [3, 0, 0, 1],
    ],
  ])('is right as often as the same answers in all orders are: %j, %j', (known, given) => {
    const rights = orders(given).map((order) => order.filter((label, i) => label === known[i]).length);
    const mean = rights.reduce((sum, right) => sum + right, 0) / rights.length;
    const answers = known.map((label, i) => ({ known: label, given: given[i]! }));
    expect(agreementOf(answers, 4).expected).toBeCloseTo(mean, 12);
  });

  test.each([
    ['who always says the commonest label', [...times(80, 0, 0), ...times(20, 1, 0)], true],
    ['who says one label to ten', Array.from({ length: 10 }, (_, label) => times(20, label, 3)).flat(), true],
    [
      'who is right about all but some of two labels of 80 and 20',
      [...times(70, 0, 0), ...times(10, 0, 1), ...times(5, 1, 0), ...times(15, 1, 1)],
      false,
    ],
    [
      'who is right 16 times in 20',
      [...times(8, 0, 0), ...times(2, 0, 1), ...times(8, 1, 1), ...times(2, 1, 0)],
      false,
    ],
    ['who is always wrong', [...times(50, 0, 1), ...times(50, 1, 0)], true],
    [
      'who knows one label in twenty of a thousand',
      Array.from({ length: 500 }, (_, i) => ({ known: i, given: i % 20 === 0 ? i : 999 - i })),
      false,
    ],
    ['who is right about one label alone, and there is no other', times(30, 4, 4), false],
    [
      'who says each of ten labels to images of one',
      Array.from({ length: 10 }, (_, label) => times(5, 4, label)).flat(),
      true,
    ],
  ] as const)('%s', (_, answers, atChance) => {
    expect(agreementOf(answers, 10).atChance).toBe(atChance);
  });

  test('passes for knowledge less than once in a hundred times', () => {
    // A generator of its own: the numbers are the same on every machine.
    let state = 1;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const guess = (): number => Math.floor(next() ** 2 * 5);
    const runs = Array.from({ length: 1000 }, () =>
      agreementOf(
        Array.from({ length: 200 }, () => ({ known: guess(), given: guess() })),
        5,
      ),
    );
    expect(runs.filter(({ atChance }) => !atChance).length).toBeLessThan(10);
  });
});
