import { describe, expect, test } from '@jest/globals';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { images } from '../../../src/generate/images.js';
import { fromPixels } from '../../../src/image/corpus.js';
import { check, measure } from '../../../src/run/check.js';
import type { Outcome } from '../../../src/run/outcome.js';
import type { Property } from '../../../src/run/property.js';
import type { Image } from '../../../src/image/image.js';

const shape = { height: 1, width: 1, channels: 1 };
const labels = ['dark', 'light'];
const corpus = fromPixels(
  shape,
  Array.from({ length: 20 }, (_, i) => Float32Array.of(i % 2 === 0 ? 0.1 : 0.9)),
  { truth: Array.from({ length: 20 }, (_, i) => labels[i % 2]) },
);
const asked = (threshold: number) =>
  fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [threshold, data[i]!]), { shape, labels });
/** Right about every image. */
const sighted = asked(0.5);
/** Trained on 0 to 255: fed 0 to 1 it takes everything for dark. */
const blind = asked(127);

/** A property of images that comes to the same for all of them. */
const always = (outcome: Outcome, kind: 'claim' | 'rate' = 'claim'): Property<Image> => ({
  name: 'always',
  claim: 'it is always so',
  needs: [],
  kind,
  cases: (context) => context.images,
  examine: async (image, subject) => {
    const scores = await subject.scores(image);
    return outcome.kind === 'violated' ? { ...outcome, views: [{ title: 'original', image, scores }] } : outcome;
  },
});
const held = always({ kind: 'held' });
const violated = always({ kind: 'violated', margin: -1, why: 'it is not so', views: [] });
const options = { images: corpus, cases: 20, seed: 1 };

describe('of a classifier at chance', () => {
  test.each([
    ['a source', corpus],
    ['an arbitrary of a corpus', images.of(corpus)],
    ['one that mixes', images.of(corpus, { mixed: 0.5 })],
  ])('what held is inconclusive, and says why, with images from %s', async (_, source) => {
    expect(await check(held, blind, { ...options, images: source })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'at chance',
      held: 20,
      misfed: { labelled: 20, correct: 10, expected: 10, remedy: { options: { range: [0, 255] }, correct: 20 } },
    });
  });

  test('what was measured is inconclusive as well', async () => {
    expect(await measure(held, blind, options)).toMatchObject({ verdict: 'inconclusive', reason: 'at chance' });
    expect(await check(always({ kind: 'held' }, 'rate'), blind, options)).toMatchObject({ verdict: 'inconclusive' });
  });

  test('a violation stays one, with the doubt beside it', async () => {
    const result = await check(violated, blind, options);
    expect(result).toMatchObject({ verdict: 'violated', misfed: { correct: 10 } });
    expect(result.counterexample?.views[0]?.truth?.by).toBe('the truth');
    expect(await measure(violated, blind, options)).toMatchObject({ verdict: 'violated', violated: 20 });
  });

  test('another reason for no answer stays the reason', async () => {
    const result = await check(always({ kind: 'vacuous', why: 'as it happens' }), blind, options);
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'too few cases', misfed: { correct: 10 } });
  });

  test('the verdict counts where that is meant', async () => {
    const result = await check(held, blind, { ...options, allowChance: true });
    expect(result.verdict).toBe('held');
    expect(result).not.toHaveProperty('misfed');
  });
});

test('of one that is better than guessing nothing changes, nor where no label is known', async () => {
  for (const [classifier, source] of [
    [sighted, corpus],
    [blind, images.arbitrary(shape)],
    [
      blind,
      fromPixels(
        shape,
        corpus.images.map((image) => image.pixels()),
      ),
    ],
  ] as const) {
    const result = await check(held, classifier, { ...options, images: source });
    expect(result.verdict).toBe('held');
    expect(result).not.toHaveProperty('misfed');
  }
});
