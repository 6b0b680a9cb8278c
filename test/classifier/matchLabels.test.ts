import { describe, expect, test } from '@jest/globals';
import { matchLabels, reordered } from '../../src/classifier/matchLabels.js';

const one = { id: 'one', labels: ['Cat', 'dog', 'Eel'] };
const of = (...labels: readonly string[]) => ({ id: 'other', labels });

describe('labels are matched', () => {
  test.each([
    [['Cat', 'dog', 'Eel'], [0, 1, 2], 'name'],
    [['eel', 'CAT', ' dog '], [1, 2, 0], 'name'],
    [['0', '1', '2'], [0, 1, 2], 'place'],
  ])('%j', (labels, places, by) => {
    expect(matchLabels(one, of(...labels))).toEqual({ places, by });
  });

  test('scores follow them', () => {
    const matched = matchLabels(one, of('eel', 'cat', 'dog'));
    expect([...reordered(Float32Array.of(10, 20, 30), matched)]).toEqual([20, 30, 10]);
  });

  test('two of one name are in the same place, where both have the same list', () => {
    const twice = { id: 'one', labels: ['crane', 'crane', 'owl'] };
    expect(matchLabels(twice, { ...twice, id: 'other' })).toEqual({ places: [0, 1, 2], by: 'name' });
  });
});

describe('what cannot be matched is said, with both models', () => {
  test.each([
    [
      ['cat', 'dog'],
      'labels of one and other: found 3 labels in one and 2 in other; expected the same labels in both.',
    ],
    [['cat', 'dog', 'owl'], 'found "Eel" in one alone, and "owl" in other alone'],
    [['dog', 'cat', 'dog'], 'the label "dog" twice in other'],
  ])('%j', (labels, message) => {
    expect(() => matchLabels(one, of(...labels))).toThrow(message);
  });
});
