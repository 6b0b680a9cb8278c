import { expect, test } from '@jest/globals';
import { lackOf, type Capability } from '../../src/classifier/capability.js';
import type { ScoreKind } from '../../src/classifier/classifier.js';
import { InputError } from '../../src/errors.js';
import { linear } from '../run/networks.js';

test.each<[ScoreKind, Capability, string | undefined]>([
  ['logits', 'margins', undefined],
  ['logits', 'logits', undefined],
  ['probabilities', 'margins', undefined],
  ['probabilities', 'logits', 'my-property on network: found a classifier that gives probabilities; expected logits.'],
  [
    'label',
    'margins',
    'my-property on network: found a classifier that gives labels and no scores; expected logits or probabilities.',
  ],
  ['label', 'logits', 'my-property on network: found a classifier that gives label; expected logits.'],
  [
    'logits',
    'pieces',
    'my-property on network: found a classifier whose intermediate tensors cannot be read; expected a piecewise-linear network that can be read.',
  ],
])('%s, where %s are needed', (scores, need, message) => {
  const lack = lackOf(linear([[1], [2]], undefined, { scores }), 'my-property', [need]);
  if (message === undefined) expect(lack).toBeUndefined();
  else {
    expect(lack).toBeInstanceOf(InputError);
    expect(lack?.message).toBe(message);
  }
});

test('nothing is needed', () => {
  expect(lackOf(linear([[1], [2]], undefined, { scores: 'label' }), 'my-property', [])).toBeUndefined();
});
