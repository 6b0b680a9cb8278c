import { describe, expect, test } from '@jest/globals';
import {
  formatDuration,
  formatFigure,
  formatMeasured,
  formatNumber,
  formatRequired,
  formatScores,
} from '../../src/gate/figures.js';

test.each([
  [0, '0'],
  [20000, '20,000'],
  [0.012345, '0.0123'],
  [-1234.5, '-1,230'],
  [1e-7, '1e-7'],
  [1e300, '1e300'],
])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

describe('the numbers of a limit', () => {
  const share = { name: 'share of cases', as: 'share', better: 'less' } as const;
  const cases = { name: 'cases', as: 'count', better: 'more' } as const;
  const change = { name: 'change in the share of cases', as: 'change', better: 'less' } as const;

  test('are shares, as a percentage', () => {
    const interval = { low: 0.01, high: 0.03, confidence: 0.95 };
    const limit = { unit: share, limit: 0.01, measured: 0.0193, interval };
    expect(formatMeasured(limit)).toBe('1.93 % (1 % to 3 %)');
    expect(formatRequired(limit)).toBe('at most 1 %');
  });

  test('are counts where cases are counted', () => {
    expect(formatRequired({ unit: cases, limit: 5000 })).toBe('at least 5,000');
    expect(formatMeasured({ unit: { ...cases, better: 'less' }, limit: 0, measured: 3 })).toBe('3');
  });

  test('have a sign where they are a change', () => {
    expect(formatFigure(0.02, { unit: change })).toBe('+2 %');
    expect(formatFigure(-0.02, { unit: change })).toBe('-2 %');
  });

  test('are dashes where there are none', () => {
    expect(formatMeasured({ unit: share })).toBe('–');
    expect(formatRequired({ unit: share })).toBe('–');
  });
});

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

test.each([
  [800, '0.8 s'],
  [9_960, '10.0 s'],
  [59_700, '1 min 0 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
