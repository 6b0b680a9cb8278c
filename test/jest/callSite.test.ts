import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { CallSite, upToConic } from '../../src/jest/callSite.js';

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

test("a user's error keeps the frames that come before conic's", () => {
  const error = new Error('expected 3');
  const mine = `Error: expected 3\n    at toBe (${resolve('test/mine.test.ts')}:5:3)`;
  error.stack = `${mine}\n    at ${resolve('dist/cjs/src/jest/prop.js')}:84:20\n    at run (/elsewhere/fast-check.js:1:1)`;
  expect(upToConic(error)).toBe(error);
  expect(error.stack).toBe(mine);
  expect(upToConic(error)).toHaveProperty('stack', mine);
  expect(upToConic('a text')).toBe('a text');
});
