import { describe, expect, test } from '@jest/globals';
import { verdictIfMisfed, verdictOf, type Stop, type Verdict } from '../../src/run/result.js';

describe('verdict on counts', () => {
  const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };

  test.each<[string, Partial<typeof counts>, 'claim' | 'rate', Stop | undefined, object]>([
    ['all held', { held: 10 }, 'claim', undefined, { verdict: 'held' }],
    ['one violated', { held: 10, violated: 1 }, 'claim', undefined, { verdict: 'violated' }],
    ['violated before the end', { held: 1, violated: 1 }, 'claim', 'time limit', { verdict: 'violated' }],
    ['stopped', { held: 10 }, 'claim', 'aborted', { verdict: 'inconclusive', reason: 'aborted' }],
    ['out of time', { held: 10 }, 'claim', 'time limit', { verdict: 'inconclusive', reason: 'time limit' }],
    ['nothing', {}, 'claim', undefined, { verdict: 'inconclusive', reason: 'too few cases' }],
    ['vacuous', { vacuous: 10 }, 'claim', undefined, { verdict: 'inconclusive', reason: 'too few cases' }],
    ['gave way', { vacuous: 10 }, 'claim', 'nothing decided', { verdict: 'inconclusive', reason: 'nothing decided' }],
    ['ten to one', { held: 1, vacuous: 6, inconclusive: 4 }, 'claim', undefined, { verdict: 'held' }],
    [
      'eleven to one',
      { held: 1, vacuous: 7, inconclusive: 4 },
      'claim',
      undefined,
      { verdict: 'inconclusive', reason: 'too few cases' },
    ],
    [
      'one violated and ten undecided',
      { violated: 1, vacuous: 11 },
      'rate',
      undefined,
      { verdict: 'inconclusive', reason: 'too few cases' },
    ],
    ['none violated of a rate', { held: 5 }, 'rate', undefined, { verdict: 'measured' }],
    ['a rate', { held: 5, violated: 5 }, 'rate', undefined, { verdict: 'measured' }],
    ['a rate of nothing', { vacuous: 5 }, 'rate', undefined, { verdict: 'inconclusive', reason: 'too few cases' }],
    ['half a rate', { held: 5 }, 'rate', 'aborted', { verdict: 'inconclusive', reason: 'aborted' }],
  ])('%s', (_name, given, kind, stopped, expected) => {
    expect(verdictOf({ ...counts, ...given }, kind, stopped)).toEqual(expected);
  });
});

describe('verdict on a classifier that is probably misfed', () => {
  const misfed = { labelled: 100, correct: 9, expected: 10, truthBy: 'the folder' };

  test.each<[Verdict, object]>([
    ['held', { verdict: 'inconclusive', reason: 'at chance' }],
    ['measured', { verdict: 'inconclusive', reason: 'at chance' }],
    ['violated', { verdict: 'violated' }],
    ['inconclusive', { verdict: 'inconclusive', reason: 'aborted' }],
  ])('%s', (verdict, expected) => {
    const ruled = verdict === 'inconclusive' ? { verdict, reason: 'aborted' as const } : { verdict };
    expect(verdictIfMisfed(ruled, misfed)).toEqual(expected);
    expect(verdictIfMisfed(ruled, undefined)).toBe(ruled);
  });
});
