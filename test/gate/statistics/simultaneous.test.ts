import { expect, test } from '@jest/globals';
import { simultaneous } from '../../../src/gate/statistics/simultaneous.js';

test.each([
  [0.95, 10, 0.995],
  [0.9, 4, 0.975],
  [0.95, 1, 0.95],
  [0.95, 0, 0.95],
])('with %d for all together, each of %i bounds has %d', (confidence, bounds, each) => {
  expect(simultaneous(confidence, bounds)).toBeCloseTo(each, 12);
});
