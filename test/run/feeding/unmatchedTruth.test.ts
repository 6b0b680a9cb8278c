import { expect, test } from '@jest/globals';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { fromPixels } from '../../../src/image/corpus.js';
import { unmatchedTruth } from '../../../src/run/feeding/unmatchedTruth.js';

const shape = { height: 1, width: 1, channels: 1 };
const { spec } = fromFunction(() => [], { shape, labels: ['coat', 'dress'] });
const classed = (...truth: readonly (string | undefined)[]) =>
  fromPixels(
    shape,
    truth.map(() => Float32Array.of(0)),
    { truth },
  );

test('classes that are labels, by name or by place, and images of none are nothing to tell', () => {
  expect(unmatchedTruth(spec, classed('coat', '1', undefined))).toBeUndefined();
});

test('others are named once, with close labels, and their images counted', () => {
  expect(unmatchedTruth(spec, classed('coat', 'coats', 'coats', '2', undefined))).toEqual({
    classes: [
      { name: 'coats', close: ['coat'] },
      { name: '2', close: [] },
    ],
    images: 3,
    all: false,
    unnamed: false,
  });
});

test('where labels have no names, no name is close to one', () => {
  const numbered = fromFunction(() => [], { shape, labels: 12 }).spec;
  expect(unmatchedTruth(numbered, classed('coat', '111'))).toEqual({
    classes: [
      { name: 'coat', close: [] },
      { name: '111', close: [] },
    ],
    images: 2,
    all: true,
    unnamed: true,
  });
});
