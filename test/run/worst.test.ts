import { describe, expect, test } from '@jest/globals';
import { clearestOf, mayBeWorst } from '../../src/run/worst.js';

describe('the clearest of violations', () => {
  test.each([
    ['the only one', [-0.1], 0],
    ['the smallest', [-0.1, -0.5, -0.2], 1],
    ['the first of two that differ by rounding', [-0.1, -0.5, -0.5000001, -0.2], 1],
    ['the first of two that differ by just what rounding may do', [-1, -1.00001], 0],
    ['a later one that is smaller by more', [-0.5, -0.50001], 1],
    ['the first of equal ones', [-0.5, -0.5], 0],
    ['one whose margin is no number, which must not be hidden', [-0.5, Number.NaN], 1],
    ['none', [], -1],
  ])('is %s', (_, margins, place) => {
    expect(clearestOf(margins)).toBe(place);
  });

  test.each([
    ['clearer than those after it', -0.5, -0.1, true],
    ['as clear', -0.5, -0.5, true],
    ['less clear by rounding', -0.5, -0.5000001, true],
    ['less clear by just what rounding may do', -1, -1.00001, true],
    ['less clear', -0.5, -0.6, false],
  ])('of a run may be one in a share of it that is %s: %d before %d', (_, margin, last, expected) => {
    expect(mayBeWorst(margin, last)).toBe(expected);
  });
});
