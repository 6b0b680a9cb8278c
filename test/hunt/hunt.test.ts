import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  fromFunction,
  hunt,
  image,
  summarise,
  type Classifier,
  type Hunted,
  type HuntOptions,
  type Image,
} from 'conic';
import { huntRecordOf } from '../../src/hunt/record.js';
import { zeroImageOf } from '../../src/hunt/summary.js';
import { settledHunt } from '../../src/hunt/settings.js';

const shape = { height: 1, width: 2, channels: 1 };
const pixels = (...values: readonly number[]): Image =>
  image(shape, { kind: 'pixels', values }, `pixels ${values.join(' ')}`, (target) => target.set(values));

/** Label a where the first pixel is above the bias, else b. With bias 0, no scalar changes anything. */
const biased = (bias: number, classify?: (count: number) => void): Classifier =>
  fromFunction(
    ({ data, count }) => {
      classify?.(count);
      return Array.from({ length: count }, (_, i) => [data[2 * i]!, bias + data[2 * i + 1]!]);
    },
    { shape, labels: ['a', 'b'], batchLimit: 16, id: 'biased' },
  );

async function all(classifier: Classifier, images: readonly Image[], options: HuntOptions = {}): Promise<Hunted[]> {
  const found: Hunted[] = [];
  for await (const hunted of hunt(classifier, images, options)) found.push(hunted);
  return found;
}

test('a planted bias is found for every image that it can flip, where it does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 1e-3, max: 0.4, noNaN: true }),
      fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      async (bias, levels) => {
        const found = await all(
          biased(bias),
          levels.map((level) => pixels(level, 0)),
        );
        expect(found.map(({ index }) => index)).toEqual(levels.map((_, i) => i));
        for (const [i, { outcome, below, above, label }] of found.entries()) {
          expect({ outcome, label, above }).toEqual({ outcome: 'flipped', label: 'a', above: undefined });
          const exact = bias / levels[i]!;
          expect(Math.abs(below!.scalar / exact - 1)).toBeLessThan(3e-6);
          expect(below).toMatchObject({ kept: { label: 'a' }, label: 'b', witness: { label: 'b' } });
          expect(below!.witness.margin).toBeGreaterThan(1e-5);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('without a bias every image holds, and is seen to scale bit for bit', async () => {
  const found = await all(biased(0), [pixels(1, 0.2), pixels(0.3, 0.9), pixels(0.4, 0.4)]);
  expect(found.map(({ outcome }) => outcome)).toEqual(['unflipped', 'unflipped', 'vacuous']);
  expect(found.every(({ homogeneous }) => homogeneous)).toBe(true);
  expect(found[0]).toMatchObject({
    clear: { min: 1e-4, max: 1e4, scalars: 31, apart: expect.closeTo(2, 5) },
    stretches: [{ min: 1e-4, max: 1e4, label: 'a' }],
  });
});

test('results come in the order of the images; `firstImage` gives what a whole hunt gives, from there on', async () => {
  const images = Array.from({ length: 75 }, (_, i) => pixels(0.3 + i / 150, (i % 7) / 10));
  const whole = (await all(biased(0.1), images)).map(huntRecordOf);
  expect(whole.map(({ index }) => index)).toEqual(images.map((_, i) => i));
  for (const firstImage of [1, 31, 32, 33, 74, 75])
    expect((await all(biased(0.1), images, { firstImage })).map(huntRecordOf)).toEqual(whole.slice(firstImage));
});

test('the same questions share the same batches, whatever has been done before', async () => {
  const images = Array.from({ length: 40 }, (_, i) => pixels(0.3 + i / 150, 0));
  const sizes = async (): Promise<readonly number[]> => {
    const seen: number[] = [];
    await all(
      biased(0.1, (count) => seen.push(count)),
      images,
    );
    return seen.toSorted((a, b) => a - b);
  };
  expect(await sizes()).toEqual(await sizes());
});

test('overflow `limit` goes no further than white; `allow` does', async () => {
  // Above 1.6 the second pixel's square wins.
  const classifier = fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i]!, data[2 * i]! ** 2 * 1.25]),
    { shape, labels: ['a', 'b'] },
  );
  const [allowed] = await all(classifier, [pixels(0.5, 0)]);
  expect(allowed?.above?.scalar).toBeCloseTo(1.6, 5);
  const [limited] = await all(classifier, [pixels(0.5, 0)], { overflow: 'limit' });
  expect(limited?.above?.scalar).toBeCloseTo(1.6, 5);
  const [bright] = await all(classifier, [pixels(0.75, 0)], { overflow: 'limit', scalars: { max: 50 } });
  expect(bright?.clear.max).toBeLessThanOrEqual(1 / 0.75);
});

test('a function that gives labels only is hunted too', async () => {
  const classifier = fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => (data[2 * i]! > 0.2 ? 0 : 1)),
    {
      shape,
      labels: ['light', 'dark'],
      scores: 'label',
    },
  );
  const [found] = await all(classifier, [pixels(0.8, 0)]);
  expect(found?.below?.scalar).toBeCloseTo(0.25, 5);
});

test('a failing model ends the hunt with its error; an abort ends it quietly', async () => {
  const failing = fromFunction(
    () => {
      throw new Error('out of order');
    },
    { shape, labels: 2 },
  );
  await expect(all(failing, [pixels(1, 0)])).rejects.toThrow('out of order');
  const controller = new AbortController();
  const images = Array.from({ length: 500 }, () => pixels(1, 0));
  const found: Hunted[] = [];
  for await (const hunted of hunt(biased(0.1), images, { signal: controller.signal })) {
    found.push(hunted);
    controller.abort();
  }
  expect(found.length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(500);
});

test('progress counts images, flips and evaluations', async () => {
  const seen: unknown[] = [];
  const found = await all(biased(0.1), [pixels(1, 0), pixels(0, 1)], { onProgress: (progress) => seen.push(progress) });
  const evaluations = found.reduce((sum, hunted) => sum + hunted.evaluations, 0);
  expect(seen.at(-1)).toEqual({ done: 2, planned: 2, flipped: 1, evaluations });
});

test.each([
  [{ scalars: { min: 2 } }, 'a range with 1 in it'],
  [{ scalars: { min: 0 } }, 'a finite number above 0'],
  [{ precision: 0 }, 'precision: found 0'],
  [{ tolerance: 1 }, 'tolerance: found 1'],
  [{ firstImage: -1 }, 'firstImage: found -1'],
] as const)('options that make no sense are refused: %j', async (options, message) => {
  await expect(all(biased(0), [pixels(1, 0)], options)).rejects.toThrow(message);
});

test('the summary counts what is there', async () => {
  const classifier = biased(0.1);
  const found = await all(classifier, [pixels(1, 0), pixels(0.3, 0), pixels(0.15, 0), pixels(0, 1), pixels(0.5, 0.4)]);
  // Flips at 0.1, 1/3, 2/3, never; and the last is a near tie.
  const summary = summarise(found, 1e-4, 2);
  expect(summary).toMatchObject({ hunted: 5, flipped: 3, unflipped: 1, vacuous: 1, worst: [2, 1] });
  expect(summary.keeps).toEqual([
    { scalar: 0.5, images: 3, share: 0.75 },
    { scalar: 0.25, images: 2, share: 0.5 },
    { scalar: 0.1, images: expect.any(Number), share: expect.any(Number) },
    { scalar: 0.01, images: 1, share: 0.25 },
  ]);
  expect(summary.falls).toEqual([{ label: 'a', labelAfter: 'b', nearest: 3, below: 3, above: 0 }]);
  expect(summary.margins.below[0]!.scalar).toBeCloseTo(2 / 3, 5);
  expect(summary.margins.nearest.at(-1)).toEqual({ share: 0.95, scalar: null });
  expect(await zeroImageOf(classifier, pixels(1, 0), settledHunt({}))).toMatchObject({ label: 'b', tie: false });
  expect(await zeroImageOf(biased(0), pixels(1, 0), settledHunt({}))).toMatchObject({ tie: true });
});
