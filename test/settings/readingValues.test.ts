import { expect, test } from '@jest/globals';
import { InputError } from '../../src/errors.js';
import { assertOutcome } from '../../src/run/assertOutcome.js';
import { assertProperty } from '../../src/run/assertProperty.js';
import { readingValues } from '../../src/settings/readingValues.js';

const trap = new Proxy(
  {},
  {
    get: () => {
      throw new TypeError('boom\nat a place');
    },
  },
);
const found = 'found an error while reading its values (boom); expected';

test('what a getter or a proxy throws is an error of whoever wrote it, in one line', () => {
  expect(readingValues('here', 'a number', () => 5)).toBe(5);
  const own = new InputError({ where: 'a', found: 'b', expected: 'c' });
  expect(() =>
    readingValues('here', 'a number', () => {
      throw own;
    }),
  ).toThrow(own);
  expect(() => assertProperty(trap, './mine.ts')).toThrow(`./mine.ts: ${found} a property of plain values.`);
  expect(() => assertOutcome(trap, 'mine')).toThrow(`examine of mine: ${found} an outcome of plain values.`);
});
