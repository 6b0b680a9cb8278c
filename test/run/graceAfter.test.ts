import { expect, test } from '@jest/globals';
import { graceAfter } from '../../src/run/graceAfter.js';

test.each([
  ['a twelfth of a long time limit', 60_000, 5000],
  ['0.8 s after a short one', 1000, 800],
  ['no less after none at all', 0, 800],
  ['the larger of the two', 12_000, 1000],
])('what was found may be explained for %s', (_, timeLimit, grace) => {
  expect(graceAfter(timeLimit)).toBe(grace);
});
