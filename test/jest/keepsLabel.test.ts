import { afterAll, beforeAll, expect, test } from '@jest/globals';
import '../../src/jest/jest.js';
import { fromFunction, type Classifier, type Image } from 'conic';
import { openBiased, openBiasFree, samples } from './lenets.js';

let biased: Classifier;
let biasFree: Classifier;
let bags: readonly Image[];
beforeAll(async () => {
  [biased, biasFree] = await Promise.all([openBiased(), openBiasFree()]);
  bags = (await samples.load(biased.spec.shape)).images.slice(0, 20);
});
afterAll(async () => {
  await Promise.all([biased.dispose(), biasFree.dispose()]);
});

test('a network without biases keeps every label on the whole ray', async () => {
  await expect(biasFree).toKeepItsLabelOnRay(bags[0]!, { scalars: { min: 0.5, max: 2 } });
});

test('a flip on the ray is a failure that lists where each label holds', async () => {
  const [image] = bags;
  await expect(biased).not.toKeepItsLabelOnRay(image!, { scalars: { min: 0.001, max: 1 } });
  await expect(expect(biased).toKeepItsLabelOnRay(image!, { scalars: { min: 0.001, max: 1 } })).rejects.toThrow(
    /expect\(lenet-bias\)\.toKeepItsLabelOnRay\(image\)[^]*nearest flip: /,
  );
});

test('a region of one image is its label; one of two labels is refuted', async () => {
  await expect(biasFree).toKeepItsLabelOnRegion([bags[0]!]);
  const labelled = await samples.load(biased.spec.shape);
  await expect(expect(biasFree).toKeepItsLabelOnRegion([labelled.images[0]!, labelled.images[60]!])).rejects.toThrow(
    /refuted/,
  );
});

test('what cannot be decided passes neither way', async () => {
  const unread = fromFunction(({ count }) => new Float32Array(count * 2).fill(1), {
    shape: biased.spec.shape,
    labels: 2,
  });
  await expect(expect(unread).toKeepItsLabelOnRay(bags[0]!)).rejects.toThrow(/undecided/);
  await expect(expect(unread).not.toKeepItsLabelOnRay(bags[0]!)).rejects.toThrow(/undecided/);
});
