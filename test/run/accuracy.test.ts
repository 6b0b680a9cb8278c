import { describe, expect, test } from '@jest/globals';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { fromPixels } from '../../src/image/corpus.js';
import { accuracyOf } from '../../src/run/accuracy.js';

const shape = { height: 1, width: 1, channels: 1 } as const;
const labels = ['dark', 'light'];
/** Right about every pixel. */
const sighted = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [0.5, data[i]!]), {
  shape,
  labels,
});
/** Says `dark` to everything. */
const blind = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), { shape, labels });

/** Images of the pixels, known by these names. */
const known = (pixels: readonly number[], truth: readonly (string | undefined)[]) =>
  fromPixels(
    shape,
    pixels.map((value) => Float32Array.of(value)),
    { truth },
  );

const half = <Value>(count: number, first: Value, second: Value): Value[] =>
  Array.from({ length: count }, (_, i) => (i % 2 === 0 ? first : second));

describe('accuracy', () => {
  test('counts images whose known label is the answer, by name', async () => {
    const corpus = known([0, 1, 1, 0.2], ['dark', 'light', 'dark', 'dark']);
    expect(await accuracyOf(sighted, corpus)).toMatchObject({ labelled: 4, correct: 3 });
  });

  test('takes whole numbers for places among the labels', async () => {
    expect(await accuracyOf(sighted, known([0, 1], ['0', '1']))).toMatchObject({ labelled: 2, correct: 2 });
  });

  test('prefers a name to a place', async () => {
    const swapped = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), {
      shape,
      labels: ['1', '0'],
    });
    expect(await accuracyOf(swapped, known([0], ['1']))).toMatchObject({ labelled: 1, correct: 1 });
  });

  test('passes over images of no label, of another, and of a place there is not', async () => {
    const truth = ['dark', undefined, 'purple', '2', '-1', '1.5', ''];
    expect(await accuracyOf(sighted, known([0, 0, 0, 0, 0, 0, 0], truth))).toMatchObject({ labelled: 1, correct: 1 });
  });

  test('is unknown where no image is known by a label', async () => {
    expect(await accuracyOf(sighted, known([0, 1], [undefined, 'purple']))).toBeUndefined();
  });
});

describe('chance', () => {
  test.each([
    ['none of two', blind, [1, 1], ['light', 'light'], true],
    ['half of 400', blind, half(400, 0, 1), half(400, 'dark', 'light'), true],
    ['all of 400', sighted, half(400, 0, 1), half(400, 'dark', 'light'), false],
    // With so few images three standard errors reach beyond 1; all right is still no accident worth a warning.
    ['both of two', sighted, [0, 1], ['dark', 'light'], false],
  ] as const)('explains %s right: %#', async (_, classifier, pixels, truth, atChance) => {
    expect((await accuracyOf(classifier, known(pixels, truth)))?.atChance).toBe(atChance);
  });
});
