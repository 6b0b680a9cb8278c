import { expect, test } from '@jest/globals';
import { Subject } from '../../src/classifier/subject.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { hunt } from '../../src/hunt/hunt.js';
import { nearestFlip, type Hunted } from '../../src/hunt/hunted.js';
import { image } from '../../src/image/image.js';
import { simplify } from '../../src/hunt/simplify.js';
import { settledHunt } from '../../src/hunt/settings.js';

const shape = { height: 8, width: 8, channels: 1 };
/** Only the left upper quarter matters, and only by its sum. */
const classifier = fromFunction(
  ({ data, count }) =>
    Array.from({ length: count }, (_, i) => {
      let sum = 0;
      for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += data[64 * i + 8 * y + x]!;
      return [sum, 2];
    }),
  { shape, labels: ['a', 'b'] },
);
const speckled = image(shape, { kind: 'speckles' }, 'speckles', (pixels) => {
  for (let i = 0; i < 64; i++) pixels[i] = ((i * 29) % 64) / 64;
});

test('what does not matter is flattened, and the flip is no farther from 1', async () => {
  const settings = settledHunt({});
  const found: Hunted[] = [];
  for await (const hunted of hunt(classifier, [speckled])) found.push(hunted);
  const simplest = await simplify(new Subject(classifier), speckled, found[0]!, settings);
  const original = nearestFlip(found[0]!)!;
  expect(simplest).toMatchObject({ label: 'a', labelAfter: 'b' });
  expect(simplest!.blocks).toBeLessThan(16);
  expect(simplest!.scalar).toBeGreaterThanOrEqual(original.witness.scalar);
  expect(new Set(simplest!.image.pixels()).size).toBeLessThanOrEqual(simplest!.blocks);
  expect(simplest!.views.map(({ image: { shape: seen } }) => seen)).toEqual([shape, shape]);
});

test('an image that does not flip is not simplified', async () => {
  expect(await simplify(new Subject(classifier), speckled, {}, settledHunt({}))).toBeUndefined();
});
