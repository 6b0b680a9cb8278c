import { describe, expect, test } from '@jest/globals';
import { check, fromFunction, images, LostClassifierError, measure } from 'conic';
import { scalarInvariance } from 'conic/properties';

const shape = { height: 1, width: 1, channels: 1 };

/** A function that is lost after so many batches: the brighter a pixel, the lighter; or the other way round near black. */
function lostAfter(batches: number) {
  let asked = 0;
  return fromFunction(
    ({ data, count }) => {
      if (asked++ >= batches)
        throw new LostClassifierError({ where: 'service', found: 'nobody', expected: 'an answer' });
      return Array.from({ length: count }, (_, i) => [0.5, data[i]!]);
    },
    { shape, labels: ['dark', 'light'], batchLimit: 8 },
  );
}

const whites = { images: images.constant(shape), seed: 2, cases: 500, scalars: { min: 0.999, max: 1 } };

describe('a model that is lost', () => {
  test.each([check, measure])('in the middle ends the run inconclusive, with what there is (%p)', async (run) => {
    const result = await run(scalarInvariance(), lostAfter(10), whites);
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'model lost', lost: 'nobody' });
    expect(result.cases).toBeGreaterThan(0);
    expect(result.cases).toBeLessThan(500);
    expect(result.cases).toBe(result.held + result.violated + result.vacuous + result.inconclusive);
  });

  test('from the beginning has no case', async () => {
    expect(await check(scalarInvariance(), lostAfter(0), whites)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'model lost',
      cases: 0,
    });
  });
});
