import { afterAll, expect, test } from '@jest/globals';
import { provedOnRay } from '../../../src/gate/inspections/provedOnRay.js';
import { Subject } from '../../../src/classifier/subject.js';
import { dense, models, pixelsOf } from '../../certify/networks.js';

const { openRow, close } = models();
afterAll(close);

test('of several flips the one nearest 1 is told, from the label of the image to the next', async () => {
  // Logits over the scalar: 3a - 1.2, 1.5a - 0.3 and 0.1: c below 0.27, then b, and a from 0.6 on.
  const classifier = await openRow(1, dense([{ weights: [[3], [1.5], [0]], bias: [-1.2, -0.3, 0.1] }]), 3);
  const outcome = await provedOnRay(0.1, 1).examine(pixelsOf([1]), new Subject(classifier));
  expect(outcome).toMatchObject({ kind: 'violated', why: '0 became 1' });
  const views = outcome.kind === 'violated' ? outcome.views : [];
  expect(views.map(({ scores }) => scores.indexOf(Math.max(...scores)))).toEqual([0, 1]);
});
