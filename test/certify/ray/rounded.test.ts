import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../../src/certify/ray/certifySegment.js';
import { precisionOf } from '../../../src/certify/exact/precision.js';
import { programFor } from '../../../src/certify/piecewise/compile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { dense, models, pixelsOf, type DenseLayer } from '../networks.js';

const { openRow, close } = models();
afterAll(close);

/** Dense layers of a given depth whose weights are too large for float64 to follow. */
function deepLayers(depth: number, width: number, seed: number, gain = 2): readonly DenseLayer[] {
  const stream = someNumbers(seed);
  const row = (size: number, scale: number): readonly number[] => Array.from(take(size, stream), (x) => x * scale);
  return Array.from({ length: depth }, (_, layer) => ({
    weights: Array.from({ length: layer === depth - 1 ? 3 : width }, () => row(width, gain / Math.sqrt(width))),
    bias: row(layer === depth - 1 ? 3 : width, 0.5),
  }));
}

const imageOf = (width: number, seed: number) =>
  pixelsOf(Array.from(take(width, someNumbers(seed)), (x) => Math.abs(x)));

describe('rounded integers', () => {
  test.each([1, 2, 3, 4, 5])('give the intervals of fractions (network %i)', async (seed) => {
    const classifier = await openRow(6, dense(deepLayers(5, 6, seed)), 3);
    const image = imageOf(6, seed + 10);
    for (const scalars of [{ min: 0.2, max: 5 }, {}, { min: 0.3, max: 0.7 }]) {
      const exact = await certifyRay(classifier, image, { method: 'exact', replay: false, scalars });
      const rounded = await certifyRay(classifier, image, { method: 'rounded', replay: false, scalars });
      expect(rounded).toMatchObject({ word: 'proved-real', method: 'rounded' });
      expect(rounded.intervals.map(({ label }) => label)).toEqual(exact.intervals.map(({ label }) => label));
      rounded.flips.forEach(({ low, high }, i) => {
        const { at } = exact.flips[i]!;
        expect(low).toBeLessThanOrEqual(at);
        expect(high).toBeGreaterThanOrEqual(at);
      });
    }
    const other = imageOf(6, seed + 20);
    const segment = await certifySegment(classifier, image, other, { method: 'rounded', replay: false });
    const exact = await certifySegment(classifier, image, other, { method: 'exact', replay: false });
    expect(segment.word).toBe('proved-real');
    expect(segment.intervals.map(({ label }) => label)).toEqual(exact.intervals.map(({ label }) => label));
  });

  test('go where float64 cannot, and float64 says why it cannot', async () => {
    const classifier = await openRow(16, dense(deepLayers(70, 16, 3, 2.4)), 3);
    const image = imageOf(16, 3);
    const scalars = { min: 0.9, max: 1.1 };
    const float = await certifyRay(classifier, image, { method: 'float64', replay: false, scalars });
    expect(float).toMatchObject({ word: 'undecided', reason: expect.stringContaining("float64's rounding error") });
    const rounded = await certifyRay(classifier, image, { method: 'rounded', replay: false, scalars });
    const exact = await certifyRay(classifier, image, { method: 'exact', replay: false, scalars });
    expect(rounded).toMatchObject({ word: 'proved-real', min: 0.9, max: 1.1 });
    expect(rounded.intervals.map(({ label }) => label)).toEqual(exact.intervals.map(({ label }) => label));
  });

  test('leave a tie undecided', async () => {
    const layers = [{ weights: [[1, 0], [0, 1]], bias: [0, 0] }]; // prettier-ignore
    const classifier = await openRow(2, dense(layers), 2);
    const tie = await certifyRay(classifier, pixelsOf([0.5, 0.5]), { method: 'rounded', replay: false });
    expect(tie).toMatchObject({ word: 'undecided', reason: expect.stringContaining('near tie') });
  });

  test('are as many bits as the depth asks for', async () => {
    const bitsOf = async (depth: number): Promise<number> => {
      const program = programFor(await openRow(8, dense(deepLayers(depth, 8, 3)), 3));
      if (program instanceof Error) throw program;
      const { bits, doubts } = precisionOf(program);
      for (const doubt of doubts) expect(doubt).toBeLessThan(1e-11);
      return bits;
    };
    const [few, many] = [await bitsOf(3), await bitsOf(30)];
    expect(few).toBeLessThan(60);
    expect(many).toBeGreaterThan(few + 20);
  });
});
