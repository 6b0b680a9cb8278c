import { expect, test } from '@jest/globals';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { Corpus } from '../../src/image/corpus.js';
import { imageNotes } from '../../src/report/imageNotes.js';

const shape = { height: 1, width: 1, channels: 1 };
const asked = (threshold: number, labels: readonly string[] | number = ['dark', 'light']) =>
  fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [threshold, data[i]!]), { shape, labels });

/** 20 images, dark and light by turns, in folders of these names. */
const inFolders = (dark: string, light: string): Corpus =>
  new Corpus(
    shape,
    Array.from({ length: 20 }, (_, i) => ({
      truth: i % 2 === 0 ? dark : light,
      render: (pixels: Float32Array) => pixels.fill(i % 2 === 0 ? 0.1 : 0.9),
    })),
    { origin: 'samples', truthBy: 'the folder' },
  );

test('accuracy is told', async () => {
  expect(await imageNotes(inFolders('dark', 'light'), asked(0.5), 'flags')).toEqual([
    'Accuracy on 20 labelled images is 1.000.',
  ]);
});

test('at chance, what explains it is told as options are written', async () => {
  const corpus = inFolders('dark', 'light');
  const text = 'Accuracy on 20 labelled images is 0.500. That is no better than guessing.';
  expect(await imageNotes(corpus, asked(127), 'flags')).toEqual([text]);
  expect(await imageNotes(corpus, asked(127), 'flags', { explained: true })).toEqual([
    `${text} --range 0,255 gives 1.00.`,
  ]);
  expect(await imageNotes(corpus, asked(127), 'code', { explained: true })).toEqual([
    `${text} range: [0, 255] gives 1.00.`,
  ]);
  expect(await imageNotes(corpus, asked(127), 'gate', { explained: true })).toEqual([
    `${text} model.range: [0, 255] gives 1.00.`,
  ]);
  expect(await imageNotes(inFolders('light', 'dark'), asked(0.5), 'code', { explained: true })).toEqual([
    'Accuracy on 20 labelled images is 0.000. That is no better than guessing. With black and white swapped it is 1.00, which no option does: mend the images, or how the model was exported.',
  ]);
  expect(await imageNotes(corpus, asked(1e6), 'code', { explained: true })).toEqual([
    `${text} No other range, mean and std, channel order or layout that is usual gives more: check the labels and their order.`,
  ]);
});

test('folders that are no labels are named', async () => {
  expect(await imageNotes(inFolders('dark', 'lights'), asked(0.5), 'gate')).toEqual([
    'No label of the model is called "lights" (close: light): of 10 images nobody can say whether their label is right. Rename the folder, or pass model.labels.',
    'Accuracy on 10 labelled images is 1.000.',
  ]);
});

test('folders without labels given ask for them', async () => {
  expect(await imageNotes(inFolders('cats', 'dogs'), asked(0.5, 2), 'flags')).toEqual([
    'Images are in folders ("cats", "dogs"), but the model\'s labels have no names, so nobody can say whether they are right: pass --labels FILE.',
  ]);
});
