import { describe, expect, test } from '@jest/globals';
import { countOutcomes, failuresFirst, foundIn } from '../../../src/gate/known/findings.js';
import type { GateLimit } from '../../../src/gate/report/schema.js';
import { smallReport } from '../reports.js';

const [example] = smallReport().limits;
const limit = (outcome: GateLimit['outcome'], property = 'p', name: string = outcome): GateLimit => {
  if (example === undefined) throw new Error('no fixture');
  return { ...example, outcome, property, name };
};

test('failures come first, and those alike stay in order', () => {
  const limits = [
    limit('pass'),
    limit('warn'),
    limit('fail', 'p', 'a'),
    limit('inconclusive'),
    limit('fail', 'p', 'b'),
  ];
  expect(failuresFirst(limits).map(({ name }) => name)).toEqual(['a', 'b', 'inconclusive', 'warn', 'pass']);
});

describe('what was found', () => {
  const [result] = smallReport().results;
  if (result === undefined) throw new Error('no fixture');
  const results = ['calm', 'bad', 'unspoken'].map((property) => ({ ...result, property }));

  test('is ordered by the worst limit on its property', () => {
    const findings = results.slice(0, 2).map(({ property }, i) => ({ property, result: i }));
    const limits = [limit('pass', 'calm'), limit('warn', 'bad'), limit('fail', 'bad')];
    const found = foundIn(smallReport({ results: results.slice(0, 2), findings, limits }));
    expect(found.map(({ property, outcome, place }) => [property, outcome, place])).toEqual([
      ['bad', 'fail', 1],
      ['calm', 'pass', 0],
    ]);
  });

  test('includes counterexamples that no finding speaks of', () => {
    const found = foundIn(smallReport({ results, findings: [{ property: 'bad', result: 1 }], limits: [] }));
    expect(found.map(({ property, finding }) => [property, finding !== undefined])).toEqual([
      ['bad', true],
      ['calm', false],
      ['unspoken', false],
    ]);
  });

  test('may speak of a result that is not there', () => {
    const [found] = foundIn(smallReport({ results: [], findings: [{ property: 'bad', result: 7 }] }));
    expect(found).toMatchObject({ property: 'bad', result: undefined, counterexample: undefined });
  });
});

test.each([
  [[], 'no limit was set'],
  [[limit('pass')], '1 of 1 limit passed'],
  [[limit('pass'), limit('fail'), limit('warn'), limit('warn')], '1 of 4 limits failed, 2 warnings'],
  [[limit('inconclusive'), limit('accepted'), limit('pass')], '1 of 3 limits passed, 1 inconclusive, 1 accepted'],
])('outcomes are counted in words (%#)', (limits, words) => expect(countOutcomes({ limits })).toBe(words));
