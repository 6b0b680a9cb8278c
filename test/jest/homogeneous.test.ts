import { afterAll, beforeAll, expect, test } from '@jest/globals';
import '../../src/jest/jest.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { openBiased, openBiasFree } from './lenets.js';

let biased: Classifier;
let biasFree: Classifier;
beforeAll(async () => {
  [biased, biasFree] = await Promise.all([openBiased(), openBiasFree()]);
});
afterAll(async () => {
  await Promise.all([biased.dispose(), biasFree.dispose()]);
});

test('a network without biases is proved', async () => {
  await expect(biasFree).toBeHomogeneous();
  await expect(biased).not.toBeHomogeneous();
});

test('the nodes to blame are named', async () => {
  await expect(expect(biased).toBeHomogeneous()).rejects.toThrow(
    /expect\(lenet-bias\)\.toBeHomogeneous\(\)[^]*conv1 \(Conv\): a bias: 6 of 6 are not 0[^]*logits \(Gemm\)/,
  );
});

test('what is proved fails where it was not expected', async () => {
  await expect(expect(biasFree).not.toBeHomogeneous()).rejects.toThrow(/\.not\.toBeHomogeneous[^]*proved/);
});

test('a function is undecided, which passes neither way', async () => {
  const classifier = fromFunction(({ count }) => new Float32Array(count * 2), {
    shape: { height: 1, width: 1, channels: 1 },
    labels: 2,
  });
  await expect(expect(classifier).toBeHomogeneous()).rejects.toThrow(/cannot be read/);
  await expect(expect(classifier).not.toBeHomogeneous()).rejects.toThrow(/cannot be read/);
  await expect(expect(Promise.resolve(classifier)).toBeHomogeneous()).rejects.toThrow(/Await it/);
});
