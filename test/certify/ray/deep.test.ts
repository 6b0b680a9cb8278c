import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import type { LabelInterval } from '../../../src/certify/ray/certificate.js';
import { openModel } from '../../../src/classifier/openModel.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { images } from '../../../src/index.js';
import type { Image } from '../../../src/image/image.js';
import { deepAndSmall } from '../deepNetworks.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

async function network(seed: number, depth: number): Promise<readonly [Classifier, Image]> {
  const classifier = await openModel(files.write(`deep-${seed}.onnx`, deepAndSmall({ seed, depth })), { workers: 1 });
  opened.push(classifier);
  return [classifier, fc.sample(images.noise(classifier.spec.shape), { seed: 1, numRuns: 1 })[0]!];
}

/** Whether an interval has its label in fractions too, up to the blur of its ends. */
const isTrue = ({ min, max, label }: LabelInterval, exact: readonly LabelInterval[]): boolean =>
  exact.every((other) => other.label === label || Math.min(max, other.max) <= Math.max(min, other.min) * (1 + 1e-7));

describe('a deep network of convolutions', () => {
  test.each([
    [1, 5],
    [2, 6],
    [4, 8],
    [8, 7],
  ])('has no label that fractions contradict (network %i, %i layers)', async (seed, depth) => {
    const [classifier, image] = await network(seed, depth);
    const scalars = { min: 0.5, max: 2 };
    const exact = await certifyRay(classifier, image, { method: 'exact', replay: false, scalars });
    expect(exact.word).toBe('proved-exact');
    for (const method of ['float64', 'rounded'] as const) {
      const { intervals } = await certifyRay(classifier, image, { method, replay: false, scalars });
      const known = intervals.filter(({ label }) => label !== undefined);
      expect(known.length).toBeGreaterThan(0);
      for (const interval of known) expect([method, interval, isTrue(interval, exact.intervals)]).toContain(true);
    }
  });

  test('is followed to the end of the light, where all leads may come to 0', async () => {
    const [classifier, image] = await network(3, 7);
    const { word, intervals } = await certifyRay(classifier, image, { method: 'float64', replay: false });
    expect(word).toBe('proved-real');
    expect(intervals.at(-1)).toMatchObject({ max: Infinity, label: expect.any(Number) });
  });
});
