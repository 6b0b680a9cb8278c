import { expect, test } from '@jest/globals';
import { wrapped } from '../../../src/report/drawings/wrapped.js';

test.each([
  ['corpus #137 (shirt/00226.png)', ['corpus #137', '(shirt/00226.png)']],
  ['black', ['black']],
  ['', []],
  ['a very-long-word-that-does-not-fit', ['a', 'very-long-word-that-doe…']],
  ['one two three four five six seven eight nine ten eleven', ['one two three four five', 'six seven eight nine …']],
])('%j', (text, lines) => expect(wrapped(text, 24, 2)).toEqual(lines));
