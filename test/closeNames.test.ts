import { expect, test } from '@jest/globals';
import { closeNames } from '../src/closeNames.js';

test.each([
  ['relu1', ['relu_1']],
  ['Logit', ['logits']],
  ['lgoits', ['logits']],
  ['/model/conv1/Relu_output', ['conv1']],
  ['something', []],
])('names close to %s', (name, expected) => {
  expect(closeNames(name, ['relu_1', 'conv1', 'logits'])).toEqual(expected);
});
