import { describe, expect, test } from '@jest/globals';
import { images } from '../../src/generate/images.js';
import { measure } from '../../src/run/check.js';
import { givesWay } from '../../src/run/givingWay.js';
import type { Outcome } from '../../src/run/outcome.js';
import type { Property } from '../../src/run/property.js';
import type { Image } from '../../src/image/image.js';
import { linear, row } from './networks.js';

const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };

describe('a run gives way', () => {
  test.each<[boolean, string, Partial<typeof counts>, number, number | undefined]>([
    [true, 'after a quarter of its time limit', { vacuous: 10 }, 5000, 20_000],
    [false, 'not before', { vacuous: 10 }, 4999, 20_000],
    [true, 'after ten seconds without a limit', { vacuous: 10 }, 10_000, undefined],
    [false, 'not before either', { vacuous: 10_000 }, 9999, undefined],
    [true, 'where cases are near ties', { vacuous: 4, inconclusive: 6 }, 5000, 20_000],
    [false, 'not before the tenth case', { vacuous: 9 }, 19_000, 20_000],
    [false, 'not where one case held', { held: 1, vacuous: 100 }, 19_000, 20_000],
    [false, 'not where as many are violated as held', { held: 1, violated: 1, vacuous: 100 }, 19_000, 20_000],
    [false, 'not where one is violated', { violated: 1, vacuous: 100 }, 19_000, 20_000],
  ])('%s: %s', (expected, _, given, elapsed, timeLimit) => {
    expect(givesWay({ ...counts, ...given }, () => elapsed, timeLimit)).toBe(expected);
  });
});

describe('a property', () => {
  const pixel = linear([[1], [-1]], [0, 1]);
  const ofCases = (judge: (number: number) => Outcome): Property<Image> => {
    let number = 0;
    return {
      name: 'levels',
      claim: 'levels are fine',
      needs: [],
      cases: ({ images: any }) => any,
      examine: async (one, subject) => {
        await subject.scores(one);
        return judge(number++);
      },
    };
  };
  const run = { images: images.constant(row(1)), seed: 42, cases: 1_000_000_000 };
  const vacuous: Outcome = { kind: 'vacuous', why: 'nothing to see' };

  test('none of whose cases can be decided says so, and is never held', async () => {
    const result = await measure(
      ofCases(() => vacuous),
      pixel,
      { ...run, timeLimit: 2 },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'nothing decided', held: 0, violated: 0 });
    expect(result.reasons).toEqual({ 'nothing to see': result.cases });
  });

  test('that decides one case in a hundred goes on to the end', async () => {
    const one = ofCases((number) => (number % 100 === 5 ? { kind: 'held' } : vacuous));
    const result = await measure(one, pixel, { ...run, timeLimit: 0.5 });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'time limit' });
    expect(result.held).toBeGreaterThan(0);
  });
});
