import { mkdir, readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { image } from '../../src/image/image.js';
import { writePng } from '../../src/image/png.js';
import { inputErrorOf, temporaryDirectory } from './fixtures.js';

const path = temporaryDirectory();

const of = (channels: number, ...values: number[]) =>
  image({ height: 1, width: values.length / channels, channels }, { kind: 'given' }, 'given', (pixels) =>
    pixels.set(values),
  );

const rawOf = async (file: string, space: 'b-w' | 'srgb') =>
  sharp(await readFile(file))
    .toColourspace(space)
    .raw()
    .toBuffer();

describe('writePng', () => {
  test.each([1, 3])('every level of %p channels, exactly', async (channels) => {
    const levels = Array.from({ length: 256 * channels }, (_, i) => (i * 7) % 256);
    const file = path(`levels-${channels}.png`);
    await writePng(file, of(channels, ...levels.map((level) => level / 255)));
    const metadata = await sharp(file).metadata();
    expect(metadata).toMatchObject({ format: 'png', height: 1, width: 256, channels, depth: 'uchar' });
    expect([...(await rawOf(file, channels === 1 ? 'b-w' : 'srgb'))]).toEqual(levels);
  });

  test('clamps and rounds', async () => {
    await writePng(path('clamped.png'), of(1, -1, 0.0019, 0.002, 0.998, 0.9981, 1.5, 1e9));
    expect([...(await rawOf(path('clamped.png'), 'b-w'))]).toEqual([0, 0, 1, 254, 255, 255, 255]);
  });

  test('replaces a file and leaves nothing else behind', async () => {
    await mkdir(path('reports'));
    const file = path('reports', 'image.png');
    await writePng(file, of(1, 0));
    const before = await readFile(file);
    await writePng(file, of(1, 1));
    expect(await readFile(file)).not.toEqual(before);
    expect(await readdir(path('reports'))).toEqual(['image.png']);
  });

  test('many at once do not disturb each other', async () => {
    await mkdir(path('many'));
    await Promise.all(Array.from({ length: 10 }, () => writePng(path('many', 'same.png'), of(1, 0.5))));
    expect(await readdir(path('many'))).toEqual(['same.png']);
    expect([...(await rawOf(path('many', 'same.png'), 'b-w'))]).toEqual([128]);
  });

  test('other numbers of channels', async () => {
    const { message } = await inputErrorOf(writePng(path('two.png'), of(2, 0, 0)));
    expect(message).toContain('found an image of 1x1x2; expected 1 or 3 channels');
  });

  test('a place that cannot be written', async () => {
    const { message } = await inputErrorOf(writePng(path('missing', 'a.png'), of(1, 0)));
    expect(message).toMatch(/no way to write there \(.*ENOENT/);
    await mkdir(path('folder.png', 'full'), { recursive: true });
    await inputErrorOf(writePng(path('folder.png'), of(1, 0)));
    expect((await readdir(path())).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
