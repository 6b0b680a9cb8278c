import { expect, test } from '@jest/globals';
import { encodePng } from '../../../src/image/png.js';
import { image } from '../../../src/image/image.js';
import { differenceOf } from '../../../src/report/drawings/difference.js';

const shape = { height: 4, width: 4, channels: 1 };

const png = (level: (pixel: number) => number): Promise<Buffer> =>
  encodePng(
    image(shape, { kind: 'given' }, 'given', (pixels) => {
      for (let i = 0; i < pixels.length; i++) pixels[i] = level(i);
    }),
  );

test('is brightened until its largest value is white', async () => {
  const difference = await differenceOf(await png((i) => i / 20), await png((i) => (i === 3 ? 0.5 : i / 20)), 100);
  expect(difference?.gain).toBeCloseTo(255 / 89, 0);
});

test.each([0.9, 0.5, 0.057, 0.001, 0])(
  'is none where one is the other times %d, which it would only repeat',
  async (scalar) => {
    const whole = await png((i) => i / 15);
    const scaled = await png((i) => (i / 15) * scalar);
    expect(await differenceOf(whole, scaled, 100)).toBeUndefined();
    expect(await differenceOf(scaled, whole, 100)).toBeUndefined();
  },
);
