import { expect, test } from '@jest/globals';
import { now, orStopped } from '../../src/clock.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { sharedTime } from '../../src/cli/sharedTime.js';
import { images } from '../../src/generate/images.js';
import type { Image } from '../../src/image/image.js';
import { Corpus } from '../../src/image/corpus.js';
import { imageNotes } from '../../src/report/imageNotes.js';
import { check, measure } from '../../src/run/check.js';
import { graceAfter } from '../../src/run/graceAfter.js';
import type { Property } from '../../src/run/property.js';
import { linear, row } from './networks.js';

// What is left to do when the time limit has come. A run that waited for an answer would never end here.

const never = new Promise<never>(() => undefined);
const pixel = linear([[1], [-1]], [0, 1]);

/** Answers batches, and no image that is asked about alone. */
const silentAlone: Classifier = {
  ...pixel,
  classify: async (batch, asked) => (batch.count === 1 ? never : pixel.classify(batch, asked)),
};

/** Two questions at once, so that a run's own are never about one image alone. */
const wrong: Property<Image> = {
  name: 'wrong',
  claim: 'never true',
  needs: [],
  cases: ({ images: any }) => any,
  examine: async (one, subject) => {
    const [scores] = await Promise.all([subject.scores(one), subject.scores(one.times(0.5))]);
    return { kind: 'violated', margin: -1, why: 'it is wrong', views: [{ title: 'original', image: one, scores }] };
  },
};
const run = { images: images.constant(row(1)), seed: 1, cases: 20, timeLimit: 0.3 };

test.each([check, measure])('a violation that cannot be confirmed in time stays one, as it was found', async (verb) => {
  const result = await verb(wrong, silentAlone, run);
  expect(result).toMatchObject({
    verdict: 'violated',
    counterexample: {
      why: 'it is wrong',
      views: [{ title: 'original' }],
      cause: {
        kind: 'unknown',
        detail: 'not looked for, and the violation not asked about one image at a time: the time ran out',
      },
    },
  });
});

test('a cause that is not found in time is not made up, and the violation is confirmed', async () => {
  const result = await check({ ...wrong, cause: () => never }, pixel, run);
  expect(result).toMatchObject({
    verdict: 'violated',
    counterexample: { cause: { kind: 'unknown', detail: 'not looked for to the end: the time ran out' } },
  });
});

test('without a time limit, and with time enough, it is confirmed and its cause looked for', async () => {
  for (const timeLimit of [undefined, 60]) {
    const { timeLimit: _, ...rest } = run;
    const options = timeLimit === undefined ? rest : { ...rest, timeLimit };
    const { counterexample } = await check(wrong, pixel, options);
    expect(counterexample?.cause.detail).not.toContain('time');
  }
});

test('a failure while it is confirmed is one, as long as there is time', async () => {
  const failing: Classifier = {
    ...pixel,
    classify: async (batch, asked) => {
      if (batch.count === 1) throw new Error('out of memory');
      return pixel.classify(batch, asked);
    },
  };
  await expect(check(wrong, failing, { ...run, timeLimit: 60 })).rejects.toThrow('out of memory');
});

test('a limit holds within a tenth or a second', () => {
  for (const seconds of [0.1, 1, 10, 60, 3600])
    expect(graceAfter(seconds * 1000)).toBeLessThan(Math.max(1000, seconds * 100));
});

test('properties share a time limit: what one leaves, the others have', () => {
  const began = now() - 30_000;
  expect(sharedTime(undefined, began, 3)).toEqual({});
  expect(sharedTime(60, began, 3).timeLimit).toBeCloseTo(10, 0);
  expect(sharedTime(60, began, 1).timeLimit).toBeCloseTo(30, 0);
  expect(sharedTime(20, began, 2)).toEqual({ timeLimit: 0.001 });
});

test('what is waited for, or nothing where a signal comes first', async () => {
  const { signal } = new AbortController();
  expect(await orStopped(async () => 5, signal)).toBe(5);
  await expect(orStopped(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  expect(await orStopped(async () => 5, AbortSignal.abort())).toBeUndefined();
  const ended = new AbortController();
  const failing = orStopped(async () => {
    ended.abort();
    throw new Error('too late');
  }, ended.signal);
  expect(await failing).toBeUndefined();
});

test('notes on images end in time, and say what is not told', async () => {
  const corpus = new Corpus(
    { height: 1, width: 1, channels: 1 },
    Array.from({ length: 20 }, (_, i) => ({
      truth: String(i % 2),
      render: (pixels: Float32Array) => pixels.fill(i / 20),
    })),
    { origin: 'samples', truthBy: 'the folder' },
  );
  const silent: Classifier = { ...pixel, classify: () => never };
  expect(await imageNotes(corpus, silent, 'flags', { within: 20 })).toEqual([
    'Accuracy on labelled images is not told: the time ran out.',
  ]);
});
