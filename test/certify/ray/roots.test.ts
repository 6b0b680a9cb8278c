import { afterAll, expect, test } from '@jest/globals';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { weights, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { models, pixelsOf } from '../networks.js';

const { openRow, close } = models();
afterAll(close);

interface Batch {
  readonly gamma: readonly number[];
  readonly beta: readonly number[];
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** A batch normalisation of two values, without anything added to its variances, between two dense layers. */
function normalised(
  { gamma, beta, mean, variance }: Batch,
  first: readonly number[],
  last: readonly number[],
  offset: readonly number[] = [0, 0],
) {
  const nodes: OnnxNode[] = [
    { op: 'MatMul', inputs: ['x', 'first'], outputs: ['a'] },
    {
      op: 'BatchNormalization',
      name: 'norm',
      inputs: ['a', 'gamma', 'beta', 'mean', 'variance'],
      outputs: ['b'],
      attributes: { epsilon: { float: 0 } },
    },
    { op: 'Relu', inputs: ['b'], outputs: ['c'] },
    { op: 'MatMul', inputs: ['c', 'last'], outputs: ['d'] },
    { op: 'Add', inputs: ['d', 'offset'], outputs: ['y'] },
  ];
  const initializers: OnnxTensor[] = [
    weights('first', [2, 2], first),
    weights('gamma', [2], gamma),
    weights('beta', [2], beta),
    weights('mean', [2], mean),
    weights('variance', [2], variance),
    weights('last', [2, 2], last),
    weights('offset', [2], offset),
  ];
  return { nodes, initializers };
}

/** Where all values are cut off, no two labels are equal. */
const apart = [0.0625, 0];

const identity = [1, 0, 0, 1];

test('a tie that float64 cannot see through a square root is decided', async () => {
  // Logits y and y + 2^-70 z: the second is larger, by far less than the rounding of y.
  const batch = { gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [2, 3] };
  const classifier = await openRow(2, normalised(batch, identity, [1, 1, 0, 2 ** -70]), 2);
  const image = pixelsOf([0.7, 0.3]);
  const float = await certifyRay(classifier, image, {
    method: 'float64',
    replay: false,
    scalars: { min: 0.25, max: 4 },
  });
  expect(float).toMatchObject({ word: 'undecided', reason: expect.stringContaining('near tie') });
  const ray = await certifyRay(classifier, image, { replay: false, scalars: { min: 0.25, max: 4 } });
  expect(ray).toMatchObject({ word: 'proved-real', method: 'rounded', intervals: [{ label: 1 }] });
});

test('values that are equal behind a square root stay undecided, and nothing is called exact', async () => {
  const batch = { gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [2, 3] };
  const classifier = await openRow(2, normalised(batch, identity, [1, 1, 0, 0]), 2);
  const ray = await certifyRay(classifier, pixelsOf([0.7, 0.3]), { replay: false });
  expect(ray).toMatchObject({ word: 'undecided', reason: expect.stringContaining('near tie') });
  const exact = await certifyRay(classifier, pixelsOf([0.7, 0.3]), { method: 'exact', replay: false });
  expect(exact).toMatchObject({ word: 'undecided', reason: expect.stringContaining('square root') });
});

test.each([1, 2, 3, 4, 5, 6])('where roots are fractions, labels are those of fractions (network %i)', async (seed) => {
  const numbers = someNumbers(seed);
  const [first, last, gamma, beta, mean] = [4, 4, 2, 2, 2].map((count) => [...take(count, numbers)]);
  const batch = { gamma: gamma!, beta: beta!, mean: mean!, variance: [4, 0.25] };
  const rooted = await openRow(2, normalised(batch, first!, last!, apart), 2);
  // The same in fractions: gamma x / 2 + (beta - gamma mean / 2), which float32 holds in two additions.
  const factors = gamma!.map((value, i) => value / [2, 0.5][i]!);
  const nodes: OnnxNode[] = [
    { op: 'MatMul', inputs: ['x', 'first'], outputs: ['a'] },
    { op: 'Sub', inputs: ['a', 'mean'], outputs: ['s'] },
    { op: 'Mul', inputs: ['s', 'factors'], outputs: ['m'] },
    { op: 'Add', inputs: ['m', 'beta'], outputs: ['b'] },
    { op: 'Relu', inputs: ['b'], outputs: ['c'] },
    { op: 'MatMul', inputs: ['c', 'last'], outputs: ['d'] },
    { op: 'Add', inputs: ['d', 'offset'], outputs: ['y'] },
  ];
  const initializers = [
    weights('first', [2, 2], first!),
    weights('mean', [2], mean!),
    weights('factors', [2], factors),
    weights('beta', [2], beta!),
    weights('last', [2, 2], last!),
    weights('offset', [2], apart),
  ];
  const fractions = await openRow(2, { nodes, initializers }, 2);
  const image = pixelsOf([...take(2, numbers)].map((value) => Math.abs(value)));
  for (const scalars of [
    { min: 0.05, max: 20 },
    { min: 0.25, max: 4 },
  ]) {
    const found = await certifyRay(rooted, image, { method: 'rounded', replay: false, scalars });
    const exact = await certifyRay(fractions, image, { method: 'exact', replay: false, scalars });
    expect(exact.word).toBe('proved-exact');
    expect(found).toMatchObject({ word: 'proved-real' });
    expect(found.intervals.map(({ label }) => label)).toEqual(exact.intervals.map(({ label }) => label));
    found.flips.forEach(({ low, high }, i) => {
      expect(low).toBeLessThanOrEqual(exact.flips[i]!.at * (1 + 1e-15));
      expect(high).toBeGreaterThanOrEqual(exact.flips[i]!.at * (1 - 1e-15));
    });
  }
});
