import { describe, expect, test } from '@jest/globals';
import { logitsBehind } from '../../src/network/logits.js';
import { chain, node } from '../models/chain.js';

describe('what the scores are read from', () => {
  test.each([
    ['Softmax', [node('Softmax', 'a', 'y')], 'a'],
    ['LogSoftmax', [node('LogSoftmax', 'a', 'y', { axis: { int: -1 } })], 'a'],
    ['Softmax and Identity', [node('Softmax', 'a', 's'), node('Identity', 's', 'y')], 'a'],
    ['Softmax and Flatten', [node('Softmax', 'a', 's'), node('Flatten', 's', 'f'), node('Squeeze', 'f', 'y')], 'a'],
    ['Softmax over images', [node('Softmax', 'a', 'y', { axis: { int: 0 } })], 'y'],
    ['Softmax and Mul', [node('Softmax', 'a', 's'), node('Mul', 's w', 'y')], 'y'],
    ['nothing', [node('Identity', 'a', 'y')], 'y'],
  ])('%s', (_, ending, logits) => {
    expect(logitsBehind(chain(node('Gemm', 'x w', 'a'), ...ending), 'y').scores).toBe(logits);
  });
});
