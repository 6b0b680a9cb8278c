import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { idx, png, pngClaiming } from '../image/fixtures.js';
import { sums } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, expectMistake } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);
const model = files.write('sums.onnx', sums());
const at = (name: string): string => join(files.folder, name);

function folder(name: string, content: Readonly<Record<string, Uint8Array | string>>): void {
  mkdirSync(at(name));
  for (const [file, bytes] of Object.entries(content)) writeFileSync(join(at(name), file), bytes);
}

beforeAll(async () => {
  const grey = (...samples: number[]) => png({ samples: Uint8Array.from(samples), height: 2, width: 2, channels: 1 });
  const good = await grey(0, 50, 100, 150);
  const red = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });
  const veil = { width: 2, height: 2, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } as const;
  folder('none', { 'notes.txt': 'no picture' });
  folder('mixed', { '1.png': good, '2.png': await grey(9, 9, 200, 200), 'bad.png': good.subarray(0, 50) });
  folder('bomb', { 'bomb.png': pngClaiming(30_000, 30_000) });
  folder('cmyk', { 'print.jpg': await red.toColourspace('cmyk').jpeg().toBuffer() });
  folder('alpha', { 'veil.png': await sharp({ create: veil }).png().toBuffer() });
  const frames = sharp([good, await grey(1, 2, 3, 4)], { join: { animated: true } });
  folder('animated', { 'film.webp': await frames.webp({ lossless: true }).toBuffer() });
  folder('large', {
    'large.png': await png({ samples: new Uint8Array(9 * 13).fill(80), height: 9, width: 13, channels: 1 }),
  });
  folder('deep', {
    'deep.png': await png({ samples: Uint16Array.of(0, 20_000, 40_000, 65_535), height: 2, width: 2, channels: 1 }),
  });
  files.write('wide-images-idx3-ubyte', idx(0x803, [3, 3, 3], new Uint8Array(27)));
  files.write('cut-images-idx3-ubyte', idx(0x803, [3, 3, 3], new Uint8Array(20)));
});

test.each([
  ['missing', 'missing: found nothing that can be read (ENOENT'],
  ['none', 'none: found no images and 1 other file; expected files ending in .png, .jpg, .jpeg, .webp.'],
  ['mixed', 'bad.png: found a PNG file that cannot be decoded ('],
  ['bomb', 'bomb.png: found 30000x30000 pixels (height x width); expected at most 64 megapixels.'],
  ['cmyk', 'print.jpg: found colours stored as CMYK; expected grey or RGB. Convert it to RGB first.'],
  ['alpha', 'veil.png: found a partly transparent image; expected an opaque one.'],
  ['animated', 'film.webp: found an animation; expected a single picture.'],
  [
    'large',
    'large.png: found an image of 9x13 pixels (height x width); expected 2x2. Resize it first, or have it resized: --resize.',
  ],
  ['wide-images-idx3-ubyte', 'wide-images-idx3-ubyte[0]: found an image of 3x3 pixels (height x width); expected 2'],
  ['cut-images-idx3-ubyte', 'cut-images-idx3-ubyte: found 20 bytes after the header; expected 3 x 3 x 3 = 27'],
  ['none/notes.txt', 'notes.txt: found first bytes 0x6e6f2070; expected IDX images'],
])('%s', async (name, message) => {
  await expectMistake([model, '--images', at(name)], message);
});

test('the way out is in the message', async () => {
  await expectMistake([model, '--images', at('mixed')], 'or leave such files out: --skip-unreadable.');
  await expectMistake([model, '--images', at('large')], 'or have it resized: --resize.');
});

test.each([
  ['mixed', '--skip-unreadable', 'images: 2 from .*mixed, 1 unreadable left out'],
  ['large', '--resize', 'images: 1 from .*large;'],
  ['deep', '--synthetic', 'images: 1 from .*deep, and made ones;'],
])('%s with %s works', async (name, option, text) => {
  const { status, out, err } = await conic([
    'check',
    model,
    '--images',
    at(name),
    option,
    '--cases',
    '20',
    '--seed',
    '1',
  ]);
  expect({ status, err }).toEqual({ status: expect.any(Number), err: '' });
  expect([0, 3]).toContain(status);
  expect(out).toMatch(new RegExp(text));
});

test('if none is left, skipping does not help', async () => {
  await expectMistake([model, '--images', at('bomb'), '--skip-unreadable'], 'found 1 image file, none usable (');
});
