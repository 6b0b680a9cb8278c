import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { agreedMargin } from '../../src/classifier/agreedMargin.js';
import { labelOf, marginOf } from '../../src/classifier/scores.js';

const scores = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.integer({ min: -20, max: 20 }), { minLength: length, maxLength: length })
    .map((all) => Float32Array.from(all));

const pairs = fc.integer({ min: 2, max: 6 }).chain((length) => fc.tuple(scores(length), scores(length)));

test('is the most that both put one label ahead', () => {
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const each = [...one.keys()].map((label) => Math.min(marginOf(one, label), marginOf(other, label)));
      expect(agreedMargin(one, other)).toBe(Math.max(...each));
      expect(agreedMargin(other, one)).toBe(agreedMargin(one, other));
    }),
  );
});

test('is above 0 only where both have the same label, and below 0 only where they have not', () => {
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const margin = agreedMargin(one, other);
      if (margin > 0) expect(labelOf(one)).toBe(labelOf(other));
      if (labelOf(one) === labelOf(other)) expect(margin).toBeGreaterThanOrEqual(0);
    }),
  );
});
