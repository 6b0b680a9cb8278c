import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { descend } from '../../../src/certify/region/descend.js';
import { toward, type SimplexWeights } from '../../../src/certify/region/weights.js';

test('finds a hollow that lies within, and stops there as soon as it is deep enough', () => {
  const hollow = [0.25, 0.5, 0.25];
  const looked: { readonly weights: SimplexWeights; readonly lead: number }[] = [];
  const leadAt = (weights: SimplexWeights): number => {
    const lead = weights.reduce((sum, weight, i) => sum + (weight - hollow[i]!) ** 2, 0) - 0.02;
    looked.push({ weights, lead });
    return lead;
  };
  descend([1, 0, 0], leadAt, 0);
  expect(Math.min(...looked.map(({ lead }) => lead))).toBeLessThan(0);
  const first = looked.findIndex(({ lead }) => lead < 0);
  expect(looked.length - first).toBeLessThanOrEqual(3);
});

test('weights that are moved stay exact, and sum to 1', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 4 }), fc.constantFrom(1 / 2, 1 / 4, 1 / 8)), { maxLength: 40 }),
      (moves) => {
        const end = moves.reduce<SimplexWeights>(
          (weights, [corner, step]) => toward(weights, corner, step),
          [1, 0, 0, 0, 0],
        );
        expect(end.reduce((sum, weight) => sum + weight, 0)).toBe(1);
        for (const weight of end) expect(weight * 2 ** 24).toBe(Math.round(weight * 2 ** 24));
        expect(Math.min(...end)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
