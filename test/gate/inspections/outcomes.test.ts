import { expect, test } from '@jest/globals';
import { OutcomeLetters, packOutcomes } from '../../../src/gate/inspections/outcomes.js';

test('letters stand in the order in which they came, however many there are', () => {
  const letters = new OutcomeLetters();
  expect(letters.toString()).toBe('');
  for (let i = 0; i < 200_000; i++) letters.add('held');
  letters.add('violated');
  letters.add('vacuous');
  letters.add('inconclusive');
  expect(packOutcomes(letters.toString())).toBe('200000hv-?');
});
