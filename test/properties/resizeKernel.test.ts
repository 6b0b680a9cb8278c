import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, resizeKernel } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction, type FunctionOptions } from '../../src/classifier/fromFunction.js';
import { images } from '../../src/generate/images.js';
import { check, measure } from '../../src/run/check.js';
import { replay } from '../../src/run/replay.js';
import { saveCounterexample } from '../../src/store/saveCounterexample.js';
import { openStore } from '../../src/store/store.js';
import { png, temporaryDirectory } from '../image/fixtures.js';

const path = temporaryDirectory();
const shape = { height: 8, width: 8, channels: 1 };
const size = 64;

/** A classifier by what it makes of one image. */
const classifier = (scores: (pixels: Float32Array) => number[], more: Partial<FunctionOptions> = {}): Classifier =>
  fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => scores(data.subarray(i * size, (i + 1) * size))),
    { shape, labels: ['plain', 'striped'], id: 'seen', ...more },
  );

const mean = (pixels: Float32Array): number => pixels.reduce((sum, value) => sum + value, 0) / size;

/** How much neighbours differ. */
const contrast = (pixels: Float32Array): number =>
  pixels.reduce((sum, value, i) => sum + Math.abs(value - (pixels[i + 1] ?? value)), 0) / size;

/** The first label is ahead by 1 whatever it sees. */
const invariant = classifier((pixels) => [1 + mean(pixels), mean(pixels)]);
/** Stripes of one pixel are grey where kernels are antialiased, and black and white where they are not. */
const fooled = classifier((pixels) => [0.3, contrast(pixels)]);

const stripes = Uint8Array.from({ length: 40 * 40 }, (_, i) => (i % 2) * 255);

describe('resize-kernel', () => {
  beforeAll(async () => {
    await writeFile(path('stripes.png'), await png({ samples: stripes, height: 40, width: 40, channels: 1 }));
  });
  const source = () => images.from(path('stripes.png'), { resize: true });

  test('holds for a network that is invariant by construction, on files and on made images', async () => {
    expect(await measure(resizeKernel(), invariant, { images: source(), seed: 1, cases: 40 })).toMatchObject({
      held: 40,
      violated: 0,
    });
    const made = await measure(resizeKernel(), invariant, { seed: 1, cases: 200 });
    expect(made.violated).toBe(0);
    expect(made.held).toBeGreaterThan(80);
    // One colour is the same by every kernel.
    expect(made.reasons).toHaveProperty('both kernels make the same image');
  });

  test('finds a network that a kernel without antialiasing fools', async () => {
    const { verdict, counterexample } = await check(resizeKernel(), fooled, { images: source(), seed: 1, cases: 100 });
    expect(verdict).toBe('violated');
    expect(counterexample).toMatchObject({ why: 'plain became striped', label: 'plain', labelAfter: 'striped' });
    expect(counterexample!.views.map(({ image }) => image.description)).toEqual([
      'corpus #0 (stripes.png)',
      'corpus #0 (stripes.png), by tensorflow-bilinear',
    ]);
    expect((await check(resizeKernel(), fooled, { seed: 1, cases: 300 })).verdict).toBe('violated');
  });

  test("of kernels that break the label the one is shown that is nearest to the model's own", async () => {
    const [first] = (await source().load(shape, { resizing: { mode: 'stretch', kernel: 'pillow-box' } })).images;
    const own = first!.pixels().slice();
    // Any other image has the other label.
    const picky = classifier((pixels) => [pixels.every((value, i) => value === own[i]) ? 1 : 0, 0.5], {
      resizeKernel: 'pillow-box',
    });
    for (const seed of [1, 2, 3, 4]) {
      const { counterexample } = await check(
        resizeKernel({ kernels: ['pillow-nearest', 'pillow-bicubic', 'pillow-box', 'pillow-bilinear'] }),
        picky,
        { images: source(), seed, cases: 20 },
      );
      expect(counterexample!.views[1]!.image.description).toBe('corpus #0 (stripes.png), by pillow-bilinear');
    }
  });

  test('says nothing of images without a picture to resize', async () => {
    const { verdict, reasons } = await check(resizeKernel(), fooled, {
      images: images.sparse(shape),
      seed: 1,
      cases: 10,
    });
    expect({ verdict, reasons }).toEqual({ verdict: 'inconclusive', reasons: { 'there is no picture to resize': 10 } });
  });

  test('a counterexample is stored and replayed without its file', async () => {
    const result = await check(resizeKernel(), fooled, { images: source(), seed: 1, cases: 100 });
    const store = openStore(path('store'));
    await saveCounterexample(store, resizeKernel(), result, fooled);
    const { entries } = await store.list();
    const [property] = catalogue().filter(({ name }) => name === 'resize-kernel');
    const { answer } = await replay(property!, fooled, await store.read(entries[0]!));
    expect(answer).toBe('still failing');
  });
});
