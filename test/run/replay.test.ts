import { describe, expect, test } from '@jest/globals';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { ClassifierError, InputError } from '../../src/errors.js';
import type { Image } from '../../src/image/image.js';
import type { Outcome } from '../../src/run/outcome.js';
import type { Property } from '../../src/run/property.js';
import { replay, type ReplayableCase } from '../../src/run/replay.js';
import { scalarInvariance, zeroImageUniformity, type ScaledCase } from '../../properties/index.js';
import { changed, given, linear, row } from './networks.js';

const property = scalarInvariance();
const weights = [
  [1, 0],
  [0, 1],
];
/** The second label wins where it is dark. */
const biased = linear(weights, [0, 0.3], { id: 'biased' });
const unbiased = linear(weights, [0, 0], { id: 'unbiased' });
const bright = given(1, 0.1);
const kept = (change: Partial<ReplayableCase<ScaledCase>> = {}): ReplayableCase<ScaledCase> => ({
  case: { image: bright, scaled: bright.times(0.125) },
  space: 'pixel',
  shape: row(2),
  labels: ['0', '1'],
  digest: biased.spec.digest,
  ...change,
});

/** The biased network, asked about; its scores changed by how many images share a batch, and how often it was asked. */
const moody = (change: (scores: Float32Array, count: number, call: number) => Float32Array): Classifier => {
  let calls = 0;
  return changed(biased, (scores, count) => change(scores, count, calls++));
};
/** The first label wins, always. */
const firstWins = (scores: Float32Array): Float32Array => scores.map((_, i) => (i % 2 === 0 ? 2 : 1));

test('still failing: alone three times, and in a batch', async () => {
  const replayed = await replay(property, biased, kept());
  expect(replayed).toMatchObject({ answer: 'still failing', stale: false, why: '0 became 1' });
  expect(replayed.alone).toHaveLength(3);
  expect(replayed.batched).toHaveLength(32);
  for (const outcome of [...replayed.alone, ...replayed.batched]) expect(outcome.kind).toBe('violated');
});

test('fixed, on a model that keeps the claim; its digest is another, and that is said', async () => {
  const replayed = await replay(property, { ...unbiased, spec: { ...unbiased.spec, digest: 'new' } }, kept());
  expect(replayed).toMatchObject({ answer: 'fixed', stale: true, why: '' });
});

test('stale does not mean fixed', async () => {
  expect(await replay(property, biased, kept({ digest: 'old' }))).toMatchObject({
    answer: 'still failing',
    stale: true,
  });
});

describe('flaky', () => {
  test.each([
    [
      'wrong alone, right in a batch',
      (count: number) => count === 1,
      '3 x violated (0 became 1) alone; 32 x held in a batch',
    ],
    [
      'right alone, wrong in a batch',
      (count: number) => count > 1,
      '3 x held alone; 32 x violated (0 became 1) in a batch',
    ],
  ])('%s', async (_, isWrong, why) => {
    const depends = moody((scores, count) => (isWrong(count) ? scores : firstWins(scores)));
    expect(await replay(property, depends, kept())).toMatchObject({ answer: 'flaky', stale: false, why });
  });

  test('another answer each time, the batch apart', async () => {
    // Three questions a run that is wrong, the last whether it is rounding; the second run of three is right, after two.
    const random = moody((scores, count, call) =>
      count === 1 && (call === 3 || call === 4) ? firstWins(scores) : scores,
    );
    const replayed = await replay(property, random, kept(), { copies: 1 });
    expect(replayed).toMatchObject({ answer: 'flaky', batched: [] });
    expect(replayed.why).toBe('2 x violated (0 became 1), 1 x held alone; not tried in a batch');
  });

  test('always wrong, but not always the same label', async () => {
    const three = linear([...weights, [0, 0]], [0, 0.3, 0.3], { id: 'three' });
    let calls = 0;
    const drawn = changed(three, (scores) => {
      const better = calls++ % 6 < 3 ? 1 : 2;
      return scores.map((score, i) => (i % 3 === better ? score + 0.1 : score));
    });
    const replayed = await replay(property, drawn, kept({ labels: ['a', 'b', 'c'] }));
    expect(replayed.answer).toBe('flaky');
    expect(replayed.why).toContain('violated (0 became 1)');
    expect(replayed.why).toContain('violated (0 became 2)');
  });

  test('a model that draws its scores', async () => {
    let state = 1;
    const random = changed(biased, (scores) =>
      scores.map(() => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x7fffffff),
    );
    expect(await replay(property, random, kept())).toMatchObject({ answer: 'flaky' });
  });

  test('is not said of scores that differ in the last bits', async () => {
    const rounding = moody((scores, count) => (count > 1 ? scores.map((score) => score * (1 + 1e-7)) : scores));
    expect(await replay(property, rounding, kept())).toMatchObject({ answer: 'still failing' });
  });
});

describe('neither failing nor fixed', () => {
  test.each<[string, readonly number[], string, string]>([
    ['vacuous', [0, 0.9], 'vacuous', 'the image itself is a near tie'],
    ['inconclusive', [0, 0.1125], 'inconclusive', 'the scaled image is a near tie'],
  ])('%s', async (_, bias, answer, why) => {
    expect(await replay(property, linear(weights, bias), kept())).toMatchObject({ answer, why });
  });
});

describe('impossible, and what stands in the way', () => {
  test.each<[string, Classifier, Partial<ReplayableCase<ScaledCase>>, string]>([
    ['another shape', linear([[1], [1]]), {}, 'its images are 1x2x1 and network takes 1x1x1'],
    ['another number of labels', biased, { labels: ['a', 'b', 'c'] }, 'it was found among 3 labels and biased has 2'],
  ])('%s', async (_, classifier, change, why) => {
    expect(await replay(property, classifier, kept(change))).toMatchObject({ answer: 'impossible', why, alone: [] });
  });

  test('a classifier that lacks what the property needs', async () => {
    const labels = { ...biased, spec: { ...biased.spec, scores: 'label' } } as const;
    const replayed = await replay(zeroImageUniformity(), labels, { ...kept(), case: bright.times(0) });
    expect(replayed).toMatchObject({ answer: 'impossible' });
    expect(replayed.why).toContain('found a classifier that gives labels and no scores');
  });

  test('a case that the property does not understand any more', async () => {
    const replayed = await replay<unknown>(property, biased, { ...kept(), case: { picture: bright } });
    expect(replayed).toMatchObject({ answer: 'impossible' });
    expect(replayed.why).toMatch(/^scalar-invariance cannot examine it: /);
  });
});

test('scalars act where they acted', async () => {
  // After preprocessing the image is (0.5, -0.4) x scalar, and keeps its label; before, the mean remains.
  const tilted = linear(
    [
      [1, 0],
      [0.5, 0.3],
    ],
    [0, 0],
    { steps: [{ kind: 'subtract', value: [0.5] }] },
  );
  expect((await replay(property, tilted, kept({ space: 'model' }))).answer).toBe('fixed');
  expect((await replay(property, tilted, kept({ space: 'pixel' }))).answer).toBe('still failing');
});

test('a model that fails is an error and no answer', async () => {
  const broken = fromFunction(() => [[NaN, 0]], { shape: row(2), labels: 2 });
  await expect(replay(property, broken, kept())).rejects.toBeInstanceOf(ClassifierError);
  const inBatches = moody((scores, count) => (count > 1 ? scores.map(() => NaN) : scores));
  await expect(replay(property, inBatches, kept())).rejects.toBeInstanceOf(ClassifierError);
});

test('a batch is no larger than the model takes, and there is none for a model of one', async () => {
  const counts: number[] = [];
  const watched = {
    ...biased,
    classify: (batch: Parameters<Classifier['classify']>[0]) => (counts.push(batch.count), biased.classify(batch)),
  };
  await replay(property, { ...watched, spec: { ...biased.spec, batchLimit: 5 } }, kept());
  expect(Math.max(...counts)).toBe(5);
  counts.length = 0;
  await replay(property, { ...watched, spec: { ...biased.spec, batchLimit: 1 } }, kept());
  expect(new Set(counts)).toEqual(new Set([1]));
});

test('options that make no sense are refused', async () => {
  await expect(replay(property, biased, kept(), { runs: 0 })).rejects.toThrow('runs: found 0; expected a whole number');
  await expect(replay(property, biased, kept(), { copies: 1.5 })).rejects.toBeInstanceOf(InputError);
});

test('any property is replayed', async () => {
  const outcome: Outcome = { kind: 'violated', margin: -1, why: 'it is so', views: [] };
  const own: Property<Image> = {
    name: 'own',
    claim: 'mine',
    needs: [],
    cases: ({ images }) => images,
    examine: async () => outcome,
  };
  const replayed = await replay(own, biased, { ...kept(), case: bright });
  expect(replayed).toMatchObject({ answer: 'still failing', why: 'it is so' });
});
