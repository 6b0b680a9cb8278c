import { describe, expect, test } from '@jest/globals';
import type { KernelName, Side } from '../../../src/image/resampling/kernel.js';
import { resizeKernels } from '../../../src/image/resampling/index.js';
import { renderSamples, type Raster, type Samples } from '../../../src/image/samples.js';
import { resizeKernel } from '../../../src/settings/fit.js';
import { farthest, goldenIn, numbersIn, picture } from '../golden.js';

const whole = (before: number, after: number): Side => ({ before, after, from: 0, count: after });

const resized = (kernel: KernelName, raster: Raster, height: number, width: number): Samples =>
  resizeKernels[kernel].resize(raster, whole(raster.shape.width, width), whole(raster.shape.height, height)).samples;

const golden = (['torch', 'tensorflow', 'tfjs'] as const).flatMap((name) => goldenIn(name).resizes);

describe.each(resizeKernel.choices)('%s', (kernel) => {
  const ofKernel = golden.filter((each) => each.kernel === kernel);

  test('makes what its library makes, Pillow to the last bit and floats within a thousandth of a level', () => {
    expect(ofKernel).toHaveLength(6);
    for (const each of ofKernel) {
      const found = resized(kernel, picture(each.from), ...each.to);
      const [expected, most] = [numbersIn(each), kernel.startsWith('pillow') ? 0 : 1e-3];
      expect({ from: each.from, to: each.to, off: farthest(found, expected) <= most }).toEqual({
        from: each.from,
        to: each.to,
        off: true,
      });
    }
  });

  test('makes a part of a picture as it makes all of it', () => {
    const raster = picture([40, 30, 3]);
    const all = resized(kernel, raster, 17, 50);
    const part = resizeKernels[kernel].resize(
      raster,
      { before: 30, after: 50, from: 11, count: 20 },
      { before: 40, after: 17, from: 3, count: 9 },
    );
    expect(part.shape).toEqual({ height: 9, width: 20, channels: 3 });
    const rows = Array.from({ length: 9 }, (_, y) => all.slice(((y + 3) * 50 + 11) * 3, ((y + 3) * 50 + 31) * 3));
    expect([...part.samples]).toEqual(rows.flatMap((row) => [...row]));
  });

  test('leaves one colour as it is, of 8 and 16 bits', () => {
    for (const samples of [new Uint8Array(35).fill(200), new Uint16Array(35).fill(51_400)]) {
      const made = resized(kernel, { shape: { height: 5, width: 7, channels: 1 }, samples }, 9, 3);
      const pixels = new Float32Array(made.length);
      renderSamples(made, pixels);
      for (const pixel of pixels) expect(pixel).toBeCloseTo(200 / 255, 6);
    }
  });
});

test('16 bits are resized as finely as they are stored', () => {
  const { shape, samples } = picture([23, 17, 3]);
  const wide = { shape, samples: Uint16Array.from(samples, (value) => value * 257) };
  const narrow = resized('pillow-bicubic', { shape, samples }, 9, 11);
  const fine = resized('pillow-bicubic', wide, 9, 11);
  expect(fine.some((value) => value % 257 !== 0)).toBe(true);
  expect(
    farthest(
      Float32Array.from(fine, (value) => value / 257),
      Float32Array.from(narrow),
    ),
  ).toBeLessThan(1.01);
});
