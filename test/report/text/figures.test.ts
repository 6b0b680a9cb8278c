import { describe, expect, test } from '@jest/globals';
import {
  formatDuration,
  formatNumber,
  formatPoints,
  formatScores,
  leadersOf,
  toldLabels,
} from '../../../src/report/text/figures.js';

test.each([
  [0, '0'],
  [20000, '20,000'],
  [0.012345, '0.0123'],
  [-1234.5, '-1,230'],
  [1e-7, '1e-7'],
  [1e300, '1e300'],
])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [0.024, '+2.4 points'],
  [-0.01, '-1 point'],
  [0, '0 points'],
  [1e308, '+1e308 points'],
])('a difference of %d is %s', (difference, text) => expect(formatPoints(difference)).toBe(text));

describe('scores below each other', () => {
  test('have decimals in common', () => expect(formatScores([7.7, 3.36, -0.001])).toEqual(['7.70', '3.36', '-0.00']));
  test('have as many as tell the first two apart', () =>
    expect(formatScores([1.8612, 1.86, 1])).toEqual(['1.861', '1.860', '1.000']));
  test('may be tiny, large or none', () => {
    expect(formatScores([0, 0])).toEqual(['0', '0']);
    expect(formatScores([1e9, 1])).toEqual(['1e9', '1']);
    expect(formatScores([])).toEqual([]);
  });
});

test('of many scores the five highest are told, and those of the labels that lead elsewhere', () => {
  const before = Array.from({ length: 100 }, (_, label) => label);
  const after = before.map((label) => (label === 7 ? 1000 : label));
  const concerned = leadersOf([{ scores: before }, { scores: after }]);
  expect([...concerned]).toEqual([99, 7]);
  expect(toldLabels(before, concerned)).toEqual([99, 98, 97, 96, 95, 7]);
  expect(toldLabels(after, concerned)).toEqual([7, 99, 98, 97, 96]);
  expect(toldLabels([1, 2], new Set())).toEqual([1, 0]);
});

test.each([
  [800, '0.8 s'],
  [9_960, '10.0 s'],
  [59_700, '1 min 0 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
