import { describe, expect, test } from '@jest/globals';
import { formatFigure, formatMeasured, formatRequired, unitOf } from '../../src/gate/figures.js';

describe('the numbers of a limit', () => {
  test('are shares, as a percentage', () => {
    const limit = {
      kind: 'rate',
      limit: 0.01,
      measured: 0.0193,
      interval: { low: 0.01, high: 0.03, confidence: 0.95 },
    } as const;
    expect(formatMeasured(limit)).toBe('1.93 % (1 % to 3 %)');
    expect(formatRequired(limit)).toBe('at most 1 %');
  });

  test('are counts where cases are counted', () => {
    expect(formatRequired({ kind: 'cases', limit: 5000 })).toBe('at least 5,000');
    expect(unitOf({ kind: 'none-violated', limit: 0, measured: 3 })).toBe('count');
    expect(unitOf({ kind: 'none-violated', limit: 0, measured: 0.5 })).toBe('share');
  });

  test('have a sign where they are a change', () => {
    expect(formatFigure(0.02, { kind: 'regression' })).toBe('+2 %');
    expect(formatFigure(-0.02, { kind: 'regression' })).toBe('-2 %');
  });

  test('are dashes where there are none', () => {
    expect(formatMeasured({ kind: 'proved' })).toBe('–');
    expect(formatRequired({ kind: 'proved' })).toBe('–');
  });
});
