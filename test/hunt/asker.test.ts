import { expect, test } from '@jest/globals';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { Subject } from '../../src/classifier/subject.js';
import { Asker } from '../../src/hunt/asker.js';
import { image } from '../../src/image/image.js';

const shape = { height: 1, width: 1, channels: 1 };
const level = (value: number) =>
  image(shape, { kind: 'constant', level: value }, `constant ${value}`, (pixels) => pixels.fill(value));
const levels = Array.from({ length: 23 }, (_, i) => level(i / 32));

/** Answers with each image's level, after a while; notes how many batches it was at and how large they were. */
function slow() {
  const seen = { atOnce: 0, most: 0, sizes: [] as number[] };
  const classifier = fromFunction(
    async ({ data, count }) => {
      seen.sizes.push(count);
      seen.most = Math.max(seen.most, ++seen.atOnce);
      const answer = Array.from({ length: count }, (_, i) => [data[i]!, 1]);
      await new Promise((resolve) => setImmediate(resolve));
      seen.atOnce--;
      return answer;
    },
    { shape, labels: 2, batchLimit: 8 },
  );
  return { seen, subject: new Subject(classifier) };
}

test('answers come in the order of the questions, in batches of the size that was said, so many at once', async () => {
  const { seen, subject } = slow();
  const asker = new Asker(subject, 2, 5, []);
  const [one, other] = await Promise.all([asker.ask(levels), asker.ask(levels.toReversed())]);
  expect(one.map(([score]) => score)).toEqual(levels.map((_, i) => i / 32));
  expect(other).toEqual(one.toReversed());
  expect(seen).toEqual({ atOnce: 0, most: 2, sizes: [5, 5, 5, 5, 3, 5, 5, 5, 5, 3] });
  expect(asker.asked).toBe(46);
});

test('no questions have no answers, and the model is not asked', async () => {
  const { seen, subject } = slow();
  expect(await new Asker(subject, 2, 5, []).ask([])).toEqual([]);
  expect(seen.sizes).toEqual([]);
});

test('an abort answers those who wait with an error', async () => {
  const { subject } = slow();
  const controller = new AbortController();
  const asker = new Asker(subject, 1, 5, [controller.signal]);
  const asked = asker.ask(levels);
  controller.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  // The place of the one that failed is free again.
  expect(await new Asker(subject, 1, 5, []).ask(levels)).toHaveLength(23);
});

test('a batch larger than the model takes is refused', async () => {
  const { subject } = slow();
  await expect(subject.batch(levels)).rejects.toThrow('found 23 images; expected at most 8');
});
