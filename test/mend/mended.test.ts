import { describe, expect, test } from '@jest/globals';
import {
  fromFunction,
  images,
  labelOf,
  mended,
  Subject,
  type Classifier,
  type FunctionOptions,
  type MendedOptions,
} from 'conic';

const shape = { height: 2, width: 2, channels: 3 } as const;

/** Prefers its first label in the dark: two scores, of which one has a bias. */
const classifier = (options: Partial<FunctionOptions> = {}): Classifier =>
  fromFunction(
    ({ data, count }) => {
      const scores = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const sum = data.subarray(12 * i, 12 * (i + 1)).reduce((all, value) => all + value, 0);
        scores.set([1, sum], 2 * i);
      }
      return scores;
    },
    { id: 'biased', shape, labels: ['dark', 'light'], scores: 'logits', ...options },
  );

const [one, other] = [
  Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.2),
  Float32Array.of(1, 0, 0, 0.2, 0, 0, 0.1, 0, 0, 0, 0, 0),
];
const corpus = images.fromPixels(shape, [one, other]);
const scoresOn = async (asked: Classifier, scalar: number): Promise<readonly Float32Array[]> => {
  const subject = new Subject(asked);
  return Promise.all(corpus.images.map((image) => subject.scores(image.times(scalar))));
};

describe('a classifier that is wrapped', () => {
  test('the defect is there without it', async () => {
    expect((await scoresOn(classifier(), 1)).map(labelOf)).toEqual([1, 1]);
    expect((await scoresOn(classifier(), 0.1)).map(labelOf)).toEqual([0, 0]);
  });

  test.each<[string, MendedOptions]>([
    ['max', {}],
    ['mean', { by: 'mean', images: corpus }],
    ['norm', { by: 'norm', images: corpus }],
    ['quantile', { by: 'quantile', quantile: 0.9, images: corpus }],
    ['each channel', { perChannel: true }],
  ])('keeps scores at every scalar, and is uniform on black: %s', async (_, options) => {
    const asked = mended(classifier(), options);
    const plain = await scoresOn(asked, 1);
    for (const scalar of [0.5, 2 ** -30]) expect(await scoresOn(asked, scalar)).toEqual(plain);
    for (const scalar of [0.3, 1e-6]) expect((await scoresOn(asked, scalar)).map(labelOf)).toEqual(plain.map(labelOf));
    expect(await scoresOn(asked, 0)).toEqual([Float32Array.of(0, 0), Float32Array.of(0, 0)]);
  });

  test('an image that reaches white has the scores that it had', async () => {
    const [, before] = await scoresOn(classifier(), 1);
    const [, after] = await scoresOn(mended(classifier()), 1);
    expect(after).toEqual(before);
  });

  test('preprocessing comes after it, and black is told by what is fed', async () => {
    const asked = mended(classifier({ steps: [{ kind: 'subtract', value: 0.25 }], scores: 'probabilities' }));
    expect(await scoresOn(asked, 0.25)).toEqual(await scoresOn(asked, 1));
    expect(await scoresOn(asked, 0)).toEqual([Float32Array.of(0.5, 0.5), Float32Array.of(0.5, 0.5)]);
  });

  test('is another model to a report, and nothing is proved of it', () => {
    const [before, after] = [classifier(), mended(classifier())];
    expect(after.spec.id).toBe('biased-mended');
    expect(after.spec.digest).not.toBe(before.spec.digest);
    expect(after.network).toBeUndefined();
    expect(after.spec.steps[0]).toMatchObject({ name: 'divide by its largest value over 1' });
  });

  test('options that make no sense are mistakes', () => {
    expect(() => mended(classifier(), { by: 'mean' })).toThrow('found by: mean, and no images');
    // In plain JavaScript: biases are in a network, at which it does not look.
    const dropping: object = { dropBiases: true };
    expect(() => mended(classifier(), dropping)).toThrow('the unknown key "dropBiases"');
    expect(() => mended(classifier(), { quantile: 0 })).toThrow('quantile: found 0');
    expect(() => mended(classifier(), { by: 'quantile', perChannel: true, images: corpus })).toThrow(
      'perChannel: found',
    );
  });
});
