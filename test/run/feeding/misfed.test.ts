import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { openModel } from '../../../src/classifier/openModel.js';
import { fromPixels, type Corpus } from '../../../src/image/corpus.js';
import { fromPath } from '../../../src/image/fromPath.js';
import { accuracyOf } from '../../../src/run/accuracy.js';
import { betterFeeding, misfedOn } from '../../../src/run/feeding/misfed.js';
import { beginning, coloured, sided, sides } from './wrongly.js';

const model = 'examples/models/lenet-bias.onnx';
let lenet: Classifier;
let corpus: Corpus;
const opened: Classifier[] = [];

const open = async (options: Parameters<typeof openModel>[1]): Promise<Classifier> => {
  const classifier = await openModel(model, options);
  opened.push(classifier);
  return classifier;
};

beforeAll(async () => {
  lenet = await open({ workers: 1 });
  corpus = await fromPath('examples/fashion-mnist/images').load(lenet.spec.shape);
});
afterAll(() => Promise.all(opened.map((classifier) => classifier.dispose())));

/** The share of right labels that the remedy gives. */
const reached = ({
  correct = 0,
  labelled = 1,
}: { readonly correct?: number; readonly labelled?: number } = {}): number => correct / labelled;

describe('a network that is fed as it was trained', () => {
  test('is passed over in silence, and is asked about few images', async () => {
    let asked = 0;
    const counting: Classifier = {
      ...lenet,
      classify: (batch, options) => {
        asked += batch.count;
        return lenet.classify(batch, options);
      },
    };
    expect(await misfedOn(counting, corpus)).toBeUndefined();
    expect(asked).toBe(50);
  });
});

describe('a network that is not', () => {
  test.each([
    ['a range', { range: [0, 0.001] }, { range: [0, 1] }],
    ['a mean', { mean: 5 }, { range: [0, 1], mean: 0, std: 1 }],
    ['a deviation', { mean: 0.5, std: 200 }, { range: [0, 1], mean: 0, std: 1 }],
  ] as const)('is told which options bring it back: %s', async (_, options, remedy) => {
    const misfed = await misfedOn(await open({ ...options, workers: 1 }), corpus);
    expect(misfed).toMatchObject({ labelled: 200, truthBy: 'the folder', remedy: { options: remedy } });
    expect(misfed!.correct / misfed!.labelled).toBeLessThan(0.2);
    expect(misfed?.remedy).not.toHaveProperty('words');
    expect(reached(misfed?.remedy)).toBeGreaterThan(0.85);
  });

  test('is asked nothing twice', async () => {
    let asked = 0;
    const blind = beginning(lenet, (image, at) => (at === 0 ? ++asked && 0 : image[at]! / 255));
    const first = await misfedOn(blind, corpus);
    const count = asked;
    expect(await misfedOn(blind, corpus)).toBe(first);
    expect(asked).toBe(count);
  });

  test('trained on 0 to 255 and fed 0 to 1', async () => {
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => image[at]! / 255),
      corpus,
    );
    expect(misfed?.remedy?.options).toEqual({ range: [0, 255] });
    expect(reached(misfed?.remedy)).toBeGreaterThan(0.85);
  });

  test('trained on -1 to 1 and fed 0 to 1', async () => {
    // Left or right: where the sum of the numbers is above 0.
    const misfed = await misfedOn(
      sided((left, right) => [left, right].map((sum) => (sum > 0 ? 1 : 0))),
      sides({ black: 0.1, white: 0.9 }),
    );
    expect(misfed?.remedy?.options).toEqual({ range: [0, 1], mean: 0.5, std: 0.5 });
  });

  test('trained on white on black and fed black on white', async () => {
    const misfed = await misfedOn(
      sided((left, right) => [left, right]),
      sides({ black: 1, white: 0 }),
    );
    expect(misfed?.remedy).toMatchObject({ options: {}, words: 'black and white swapped', correct: 40 });
  });

  test('trained on images with height and width swapped', async () => {
    const misfed = await misfedOn(
      sided((_left, _right, top, bottom) => [top, bottom]),
      sides({ black: 0, white: 1 }),
    );
    expect(misfed?.remedy).toMatchObject({ options: {}, words: 'height and width swapped', correct: 40 });
  });

  test('and yet better than guessing is told of what is far better', async () => {
    const inverted = beginning(lenet, (image, at) => 1 - image[at]!);
    expect(await misfedOn(inverted, corpus)).toBeUndefined();
    const accuracy = (await accuracyOf(inverted, corpus))!;
    expect(accuracy.correct / accuracy.labelled).toBeLessThan(0.5);
    const better = await betterFeeding(inverted, corpus, accuracy);
    expect(better).toMatchObject({ options: {}, words: 'black and white swapped' });
    expect(reached(better)).toBeGreaterThan(0.85);
    expect(await betterFeeding(lenet, corpus, (await accuracyOf(lenet, corpus))!)).toBeUndefined();
  });

  test('that is wrong in two ways', async () => {
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => 1 - image[at]! / 255),
      corpus,
    );
    expect(misfed?.remedy).toMatchObject({ options: { range: [0, 255] }, words: 'black and white swapped' });
  });

  test('that nothing usual brings back', async () => {
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => image[(at * 5) % 784]!),
      corpus,
    );
    expect(misfed).toBeDefined();
    expect(misfed).not.toHaveProperty('remedy');
  });
});

describe('a network of colours', () => {
  const shape = { height: 28, width: 28, channels: 3 } as const;

  test('with blue first is told of the order of channels', async () => {
    // It looks at its first channel, which is red where blue was to be.
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => image[3 * at]!, shape, 'nhwc'),
      coloured(corpus, [0, 0, 1]),
    );
    expect(misfed?.remedy?.options).toEqual({ range: [0, 1], channels: 'bgr' });
    expect(reached(misfed?.remedy)).toBeGreaterThan(0.85);
  });

  test('trained as caffe does is told of that mode', async () => {
    const means = [103.939, 116.779, 123.68];
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => (image[3 * at]! + means[0]!) / 255, shape, 'nhwc'),
      coloured(corpus, [0, 0.4, 1]),
    );
    expect(misfed?.remedy?.options).toEqual({ preprocess: 'caffe' });
  });

  test('whose numbers lie in the other order is told in words', async () => {
    const misfed = await misfedOn(
      beginning(lenet, (image, at) => image[at]!, shape, 'nhwc'),
      coloured(corpus, [1, 0, 0]),
    );
    expect(misfed?.remedy).toMatchObject({
      options: {},
      words: 'its numbers laid out with one channel after the other',
    });
  });
});

describe('nothing is said', () => {
  test('of fewer than ten images', async () => {
    const few = fromPixels(
      lenet.spec.shape,
      corpus.images.slice(0, 9).map((image) => image.pixels()),
      { truth: Array.from({ length: 9 }, () => 'trouser') },
    );
    expect(await misfedOn(lenet, few)).toBeUndefined();
  });

  test('where no label is known', async () => {
    const unknown = fromPixels(
      lenet.spec.shape,
      corpus.images.map((image) => image.pixels()),
    );
    expect(await misfedOn(lenet, unknown)).toBeUndefined();
  });

  test('where the model fails, or nobody waits any more', async () => {
    const failing: Classifier = { ...lenet, classify: async () => Promise.reject(new Error('out of order')) };
    expect(await misfedOn(failing, corpus)).toBeUndefined();
    const blind = beginning(lenet, () => 0);
    expect(await misfedOn(blind, corpus, AbortSignal.abort())).toBeUndefined();
    // It may be asked again.
    expect(await misfedOn(blind, corpus)).toBeDefined();
  });
});
