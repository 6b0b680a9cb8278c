import { afterAll, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { dense, models } from './networks.js';

// How much probing holds at once: one image, and few tensors at a time.

const { openRow, close } = models();
afterAll(close);

const layers = (count: number, biased: number): Parameters<typeof dense>[0] =>
  Array.from({ length: count }, (_, i) => ({
    weights: [
      [1, -0.5],
      [0.25, 0.75],
    ],
    ...(i === biased && { bias: [0.5, 0] }),
  }));

/** A classifier that notes what is asked of it. */
async function watched(biased: number): Promise<{ classifier: Classifier; asked: string[][]; counts: Set<number> }> {
  const classifier = await openRow(2, dense(layers(40, biased)), 2);
  const asked: string[][] = [];
  const counts = new Set<number>();
  const network = classifier.network!;
  return {
    asked,
    counts,
    classifier: {
      ...classifier,
      network: {
        ...network,
        probe: (batch, names) => {
          asked.push([...names]);
          counts.add(batch.count);
          return network.probe(batch, names);
        },
      },
    },
  };
}

test('one image at a time, and at first one tensor', async () => {
  const { classifier, asked, counts } = await watched(-1);
  expect(await certifyDynamic(classifier)).toMatchObject({
    verdict: 'scales',
    tried: { images: 3, scalars: 10, tensors: 79 },
  });
  expect([...counts]).toEqual([1]);
  expect(asked[0]).toHaveLength(1);
  expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(48);
});

test('what breaks first ends the search', async () => {
  const { classifier, asked } = await watched(0);
  expect(await certifyDynamic(classifier)).toMatchObject({
    verdict: 'breaks',
    culprit: { node: 'dense0' },
    reachesScores: true,
    tried: { images: 1, scalars: 1, tensors: 1 },
  });
  // An image and its multiple, for the first tensor and for the scores.
  expect(asked.map((names) => names.join())).toEqual(['z0', 'z0', 'z39', 'z39']);
});

test('what comes before it is looked at with all images, for it is called the first', async () => {
  const { classifier, asked } = await watched(12);
  expect(await certifyDynamic(classifier)).toMatchObject({
    verdict: 'breaks',
    culprit: { node: 'dense12' },
    tried: { images: 3, scalars: 10, tensors: 25 },
  });
  // Read together with it, once of an image and once of its multiple; from then on there is no need.
  expect(asked.filter((names) => names.includes('z30'))).toHaveLength(2);
  expect(asked.flat()).not.toContain('z36');
});
