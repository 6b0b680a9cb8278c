import { expect, test } from '@jest/globals';
import { scalesExactly as scalesWhenSeen } from '../../src/classifier/scalesExactly.js';
import { Subject } from '../../src/classifier/subject.js';
import type { Image } from '../../src/image/image.js';
import { changed, given, linear } from '../run/networks.js';

const scalesExactly = async (subject: Subject, image: Image, exponents: readonly number[]): Promise<boolean> =>
  scalesWhenSeen(subject, { image, scores: await subject.scores(image) }, exponents);

const weights = [
  [1, 0.3],
  [-0.7, 0.2],
];
const image = given(0.7, 0.1);

test('a network without biases scales exactly', async () => {
  expect(await scalesExactly(new Subject(linear(weights)), image, [-1, -4, 3])).toBe(true);
});

test('one with a bias does not, however small, and costs no more than one question where it is not small', async () => {
  const slight = new Subject(linear(weights, [0, 1e-6]));
  expect(await scalesExactly(slight, image, [-1])).toBe(false);
  const plain = new Subject(linear(weights, [0, 0.5]));
  expect(await scalesExactly(plain, image, [-1, -4, 3])).toBe(false);
  expect(plain.evaluated).toBe(2);
});

test('a change at one of the powers is enough', async () => {
  const dim = changed(linear(weights), (scores) => scores.map((score) => (Math.abs(score) < 0.01 ? score / 2 : score)));
  const subject = new Subject(dim);
  expect(await scalesExactly(subject, given(0.9, 0.9), [-1])).toBe(true);
  expect(await scalesExactly(subject, given(0.9, 0.9), [-1, -8])).toBe(false);
});

test('rounding that differs from batch to batch is not held against it', async () => {
  const moody = changed(linear(weights), (scores, count) =>
    scores.map((score) => Math.fround(score * (1 + (count % 2) * 1e-6))),
  );
  const subject = new Subject({ ...moody, spec: { ...moody.spec, batchLimit: 4 } });
  expect(await scalesExactly(subject, image, [-1])).toBe(true);
});

test('of a plain image half the light is asked about once, however often it is in question', async () => {
  const subject = new Subject(linear(weights, [0, 0.5]));
  for (let time = 0; time < 10; time++) expect(await scalesExactly(subject, image, [-1])).toBe(false);
  // The image itself, and its half.
  expect(subject.evaluated).toBe(2);
});
