import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { jpegQuality } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { images } from '../../src/generate/images.js';
import { check, measure } from '../../src/run/check.js';
import { png, temporaryDirectory } from '../image/fixtures.js';

const path = temporaryDirectory();
const shape = { height: 16, width: 16, channels: 1 };
const size = 256;

const classifier = (scores: (pixels: Float32Array) => number[]): Classifier =>
  fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => scores(data.subarray(i * size, (i + 1) * size))),
    { shape, labels: ['clean', 'noisy'], id: 'seen' },
  );

const mean = (pixels: Float32Array): number => pixels.reduce((sum, value) => sum + value, 0) / size;

const invariant = classifier((pixels) => [1 + mean(pixels), mean(pixels)]);

// Black and white letters on grey: a JPEG rings around them.
const edges = Uint8Array.from({ length: size }, (_, i) => (((i % 16) + Math.floor(i / 16) * 3) % 7 === 0 ? 255 : 40));
const own = Float32Array.from(edges, (value) => value / 255);
const change = (pixels: Float32Array): number => mean(pixels.map((value, i) => Math.abs(value - own[i]!)));

describe('jpeg-quality', () => {
  beforeAll(async () => {
    await writeFile(path('edges.png'), await png({ samples: edges, height: 16, width: 16, channels: 1 }));
  });
  const source = () => images.from(path('edges.png'));

  test('holds for a network that is invariant by construction', async () => {
    for (const given of [{ images: source() }, {}]) {
      const { held, violated } = await measure(jpegQuality(), invariant, { ...given, seed: 1, cases: 60 });
      expect({ held, violated }).toEqual({ held: 60, violated: 0 });
    }
  });

  test('finds a network that sees what compressing leaves, and shows the best quality that does', async () => {
    // How much quality 75 and 76 change is between two numbers; the threshold is what 70 does.
    const seen: number[] = [];
    const watching = classifier((pixels) => {
      seen.push(change(pixels));
      return [1, 0];
    });
    await measure(jpegQuality(), watching, { images: source(), seed: 1, cases: 300 });
    const threshold = seen.toSorted((a, b) => a - b)[Math.floor(seen.length * 0.7)]!;
    const fooled = classifier((pixels) => [threshold - 1e-3, change(pixels)]);
    const { verdict, counterexample } = await check(jpegQuality(), fooled, {
      images: source(),
      seed: 2,
      cases: 300,
      shrink: 'edge',
    });
    expect(verdict).toBe('violated');
    expect(counterexample).toMatchObject({ why: 'clean became noisy' });
    const shown = Number(/quality (\d+)/.exec(counterexample!.views[1]!.image.description)?.[1]);
    const better = await check(jpegQuality({ lowest: shown + 1 }), fooled, { images: source(), seed: 3, cases: 20 });
    expect(shown).toBeGreaterThan(50);
    expect(better.counterexample?.views[1]?.image.description ?? 'none').toBe('none');
  });

  test('compresses the picture of a file before it is resized', async () => {
    const small = { height: 4, width: 4, channels: 1 };
    const corpus = await images.from(path('edges.png'), { resize: true }).load(small);
    const tiny = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), { shape: small, labels: 2 });
    const { held } = await measure(jpegQuality(), tiny, { images: corpus, seed: 1, cases: 20 });
    expect(held).toBe(20);
  });

  test('has no form for other than 1 or 3 channels', async () => {
    const two = { height: 4, width: 4, channels: 2 };
    const odd = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), { shape: two, labels: 2 });
    expect((await check(jpegQuality(), odd, { seed: 1, cases: 5 })).reasons).toEqual({
      'a JPEG has 1 or 3 channels': 5,
    });
  });
});
