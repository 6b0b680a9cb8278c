import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { check, fromFunction, type Outcome, type Property } from '../../src/index.js';
import { assertProperty } from '../../src/run/assertProperty.js';

const good = {
  name: 'mine',
  claim: 'it holds',
  needs: [],
  cases: () => fc.constant(0),
  examine: async () => ({ kind: 'held' }),
};

describe('a property of the user’s', () => {
  test('is taken as it is, in a class as well', () => {
    class Mine {
      name = 'mine';
      claim = 'it holds';
      needs = ['margins'];
      cases = () => fc.constant(0);
      async examine() {
        return { kind: 'held' };
      }
    }
    expect(() => assertProperty(good, 'mine.ts')).not.toThrow();
    expect(() => assertProperty(new Mine(), 'mine.ts')).not.toThrow();
  });

  test.each<[unknown, string]>([
    [undefined, 'mine.ts: found nothing; expected a property: an object with name, claim, needs, cases and examine.'],
    [
      () => good,
      'found a function; expected a property: an object with name, claim, needs, cases and examine. A function',
    ],
    [[good], 'found a list; expected a property'],
    [{ ...good, needs: undefined }, 'found the property "mine": needs is missing; expected a list of what it needs'],
    [{ ...good, needs: ['logit'] }, 'found the property "mine": needs is ["logit"]; expected a list of what it needs'],
    [{ ...good, name: 'two words' }, 'found name is "two words"; expected a name without blanks and #'],
    [{ ...good, examine: undefined }, 'found the property "mine": examine is missing; expected a function that tries'],
    [
      { ...good, cases: [1, 2] },
      'found the property "mine": cases is 1,2; expected a function that gives an arbitrary',
    ],
    [{ ...good, kind: 'rates' }, `found the property "mine": kind is "rates"; expected 'claim' or 'rate'`],
    [{ ...good, count: 0 }, 'found the property "mine": count is 0; expected how many cases there are, 1 or more'],
  ])('%#: is told what to write', (value, message) => {
    expect(() => assertProperty(value, 'mine.ts')).toThrow(message);
  });
});

const model = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), {
  shape: { height: 1, width: 1, channels: 1 },
  labels: ['a', 'b'],
});

/** What JavaScript lets a property give. */
const giving = (outcome: unknown, cases: unknown = fc.constant(0)): Property<unknown> => {
  const property: unknown = { ...good, cases: () => cases, examine: async () => outcome };
  assertProperty(property, 'mine.ts');
  return property;
};

describe('what it says of a case', () => {
  test.each<[unknown, string]>([
    [true, `examine of mine: found true returned; expected an outcome: { kind: 'held' }, or { kind: 'violated'`],
    [undefined, 'examine of mine: found nothing returned; expected an outcome'],
    [{ kind: 'hold' }, `found an object of kind "hold" returned; expected kind: 'held', 'violated', 'vacuous' or`],
    [{ kind: 'vacuous' }, `found vacuous with why nothing; expected a reason: { kind: 'vacuous', why:`],
    [{ kind: 'held', margin: '1' }, 'found held with the margin "1"; expected a number above 0, or none'],
    [{ kind: 'violated', why: 'x' }, 'found violated with margin nothing and why "x"; expected { kind:'],
    [{ kind: 'violated', margin: -1, why: 'x', views: [] }, 'found violated with no views; expected { kind:'],
    [{ kind: 'violated', margin: -1, why: 'x', views: [{ title: 'a' }] }, 'found violated with views that are not'],
  ])('%#: is told how to write it', async (outcome, message) => {
    await expect(check(giving(outcome), model, { cases: 5 })).rejects.toThrow(message);
  });

  test('is taken where it is an outcome', async () => {
    const outcomes: readonly Outcome[] = [{ kind: 'held' }, { kind: 'held', margin: 0.5 }];
    for (const outcome of outcomes) expect((await check(giving(outcome), model, { cases: 5 })).verdict).toBe('held');
  });

  test('cases that are no arbitrary are told', async () => {
    await expect(check(giving({ kind: 'held' }, [1, 2]), model)).rejects.toThrow(
      'cases of mine: found 1,2 returned; expected an arbitrary of cases, such as context.images',
    );
  });
});
