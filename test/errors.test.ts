import { expect, test } from '@jest/globals';
import { messageOf } from '../src/errors.js';

test('the message of whatever was thrown', () => {
  expect(messageOf(new Error('an error'))).toBe('an error');
  expect(messageOf({ message: 'of another realm' })).toBe('of another realm');
  expect(messageOf('a text')).toBe('a text');
  expect(messageOf(null)).toBe('null');
});

test.each([
  [
    'whose message throws',
    Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('again');
      },
    }),
  ],
  [
    'that cannot be made a text',
    {
      toString: () => {
        throw new Error('again');
      },
    },
  ],
  ['without a prototype', Object.create(null)],
])('something thrown %s has one as well', (_, thrown) => {
  expect(messageOf(thrown)).toBe('an error whose message cannot be read');
});
