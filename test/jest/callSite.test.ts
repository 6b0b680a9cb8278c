import { expect, test } from '@jest/globals';
import { CallSite } from '../../src/jest/callSite.js';

/** As a function of conic that a user calls. */
const called = (): CallSite => deeper();
const deeper = (): CallSite => new CallSite(called);

test('an error points to where a user called', () => {
  const error = called().error('a message');
  expect(error.message).toBe('a message');
  expect(error.stack?.split('\n')[0]).toBe('Error: a message');
  expect(error.stack?.split('\n')[1]).toMatch(/callSite\.test\.ts/);
  expect(error.stack).not.toMatch(/deeper/);
});

test('an error has its cause', () => {
  const cause = new Error('below');
  expect(called().error('above', { cause }).cause).toBe(cause);
});

test('a message of several lines comes before the frames', () => {
  expect(called().error('one\ntwo').stack).toMatch(/^Error: one\ntwo\n {4}at /);
});
