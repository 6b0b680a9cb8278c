import { describe, expect, test } from '@jest/globals';
import { formatFigure, formatMeasured, formatRequired } from '../../../src/gate/report/figures.js';

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

  test('are points with a sign where they are a change', () => {
    expect(formatFigure(0.02, { unit: change })).toBe('+2 points');
    expect(formatFigure(-0.02, { unit: change })).toBe('-2 points');
    expect(formatRequired({ unit: change, limit: 0.01 })).toBe('at most +1 point');
    const interval = { low: -0.001, high: 0.012, confidence: 0.95 };
    expect(formatMeasured({ unit: change, measured: 0.01, interval })).toBe('+1 point (-0.1 to +1.2 points)');
  });

  test('are dashes where there are none', () => {
    expect(formatMeasured({ unit: share })).toBe('–');
    expect(formatRequired({ unit: share })).toBe('–');
  });
});
