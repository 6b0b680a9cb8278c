import { describe, expect, test } from '@jest/globals';
import { accuracyAlong, fromFunction, images, transformation, type Classifier } from '../../src/index.js';
import { gamma } from '../../transformations/index.js';
import { Corpus } from '../../src/image/corpus.js';
import { strengthSteps } from '../../src/image/strengthSteps.js';

const shape = { height: 1, width: 2, channels: 1 };
const labels = ['left', 'right'];

/** Right where the right pixel is the brighter one; with a bias left wins in the dark. */
const model = (bias: number): Classifier =>
  fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i]! + bias, data[2 * i + 1]!]), {
    shape,
    labels,
  });

/** Forty images whose label is known, half of each. */
const known = (truth = labels): Corpus =>
  new Corpus(
    shape,
    Array.from({ length: 40 }, (_, i) => ({
      name: `${i}.png`,
      truth: truth[i % 2],
      render: (pixels: Float32Array) => pixels.set(i % 2 === 0 ? [0.8, 0.1] : [0.1, 0.8 - i / 200]),
    })),
    { origin: 'the test' },
  );

describe('accuracy along a transformation', () => {
  test('falls where a model with a bias is fooled by the dark, and stays where one without is not', async () => {
    const options = { images: known(), strength: [1, 16] as const, points: 5 };
    const fooled = await accuracyAlong(gamma, model(0.2), options);
    expect(fooled).toMatchObject({ along: 'gamma', identity: 1, scale: 'log', unfit: 0, planned: 5 });
    expect(fooled.points.map(({ strength }) => strength)).toEqual([1, 2, 4, 8, 16]);
    expect(fooled.points.map(({ accuracy }) => accuracy > 0.9)).toEqual([
      true,
      true,
      expect.any(Boolean),
      false,
      false,
    ]);
    expect(fooled.points.at(-1)).toMatchObject({ images: 40, correct: 20, accuracy: 0.5 });
    // R 4: binom.test(20, 40).
    expect(fooled.points.at(-1)!.interval.low).toBeCloseTo(0.3380178, 6);
    expect(fooled.points.at(-1)!.interval.high).toBeCloseTo(0.6619822, 6);
    const sound = await accuracyAlong(gamma, model(0), options);
    expect(sound.points.every(({ accuracy }) => accuracy === 1)).toBe(true);
  });

  test('leaves out images about which the transformation says nothing', async () => {
    const some = {
      ...transformation({ ...gamma, name: 'some', change: (pixels) => pixels }),
      unfit: ({ description }: { readonly description: string }) =>
        description.includes('/0.png') || description.includes('(0.png') ? 'it is the first' : undefined,
    };
    const curve = await accuracyAlong(some, model(0), { images: known(), points: 2 });
    expect(curve.unfit).toBe(1);
    expect(curve.points[0]).toMatchObject({ images: 39, correct: 39 });
  });

  test('ends when it is told to, with what it has', async () => {
    const stop = new AbortController();
    const heard: number[] = [];
    const curve = await accuracyAlong(gamma, model(0), {
      images: known(),
      signal: stop.signal,
      onProgress: (done) => {
        heard.push(done);
        if (done === 2) stop.abort();
      },
    });
    expect(heard).toEqual([1, 2]);
    expect(curve.points).toHaveLength(2);
    expect(curve.planned).toBe(9);
  });

  test('needs known labels, and strengths that there are', async () => {
    await expect(accuracyAlong(gamma, model(0), { images: known(['cat', 'dog']) })).rejects.toThrow(
      'found no image whose label is known',
    );
    await expect(accuracyAlong(gamma, model(0), { images: known(), strength: [-1, 1] })).rejects.toThrow(
      'found the strength -1; expected a number above 0',
    );
    await expect(accuracyAlong(gamma, model(0), { images: images.from('nowhere') })).rejects.toThrow('nowhere');
  });
});

test('strengths are even on their scale, whole where they are, and identity is among them', () => {
  expect(strengthSteps(gamma.strength, [0.5, 2], 3)).toEqual([0.5, 1, 2]);
  expect(strengthSteps(gamma.strength, [2, 8], 3)).toEqual([1, 2, 4, 8]);
  const linear = { means: 'bits', identity: 8, usual: [2, 7], scale: 'linear' } as const;
  expect(strengthSteps({ ...linear, whole: true }, [2, 7], 20)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(strengthSteps(linear, [0, 1], 5)).toEqual([0, 0.25, 0.5, 0.75, 1, 8]);
});
