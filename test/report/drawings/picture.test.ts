import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { drawPicture } from '../../../src/report/drawings/picture.js';
import { counterexample, spec } from '../results.js';

/** How many pixels of a region are darker than any paper. */
async function inkIn(png: Buffer, top: number, height: number): Promise<number> {
  const { width } = await sharp(png).metadata();
  const region = sharp(png).extract({ left: 0, top, width, height }).toColourspace('b-w');
  return [...(await region.raw().toBuffer())].filter((value) => value < 160).length;
}

const [tile, gap, line] = [168, 16, 20];
/** Title, image, label, and three scores. */
const lines = 6;
/** Where captions begin. */
const below = gap + tile + gap / 2;

test('is as wide as its images, with captions below them', async () => {
  for (const count of [1, 2, 4]) {
    const views = Array.from({ length: count }, () => counterexample.views[0]!);
    const png = await drawPicture(views, spec.labels);
    const { width, height, format } = await sharp(png).metadata();
    expect({ width, height, format }).toEqual({
      width: gap + count * (tile + gap),
      height: below + lines * line + gap,
      format: 'png',
    });
    for (let row = 0; row < lines; row++) expect(await inkIn(png, below + row * line, line)).toBeGreaterThan(10);
  }
});

test.each([
  ['markup', '<b>&"x'],
  ['Chinese', '数字零一二三四五六七八九'.repeat(9)],
  ['wide letters', 'W'.repeat(300)],
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['control characters', '\u0000\u0007\u001b[31m'],
  ['half a letter', '\ud83d'],
  ['a long emoji', '👩‍👩‍👧‍👦'.repeat(20)],
  ['an invisible letter', '\u200b'],
])('is drawn with labels of %s', async (_, label) => {
  const png = await drawPicture(counterexample.views, [label, label, label]);
  expect((await sharp(png).metadata()).width).toBe(gap + 2 * (tile + gap));
  expect(await inkIn(png, below + line, line)).toBeGreaterThan(0);
});

test('has text where the system has no fonts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conic-fonts-'));
  try {
    writeFileSync(join(folder, 'fonts.conf'), '<?xml version="1.0"?><fontconfig></fontconfig>');
    const url = (file: string): string => JSON.stringify(pathToFileURL(resolve('dist/cjs/src', file)).href);
    const script = `
      const { drawPicture } = await import(${url('report/drawings/picture.js')});
      const { image } = await import(${url('image/image.js')});
      const black = image({ height: 2, width: 2, channels: 1 }, { kind: 'black' }, 'black', () => undefined);
      const png = await drawPicture([{ title: 'original', image: black, scores: Float32Array.of(1, 2) }], ['cat', 'dog']);
      (await import('node:fs')).writeFileSync(${JSON.stringify(join(folder, 'picture.png'))}, png);`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { PATH: process.env['PATH'], FONTCONFIG_FILE: join(folder, 'fonts.conf'), HOME: folder },
    });
    expect(await inkIn(readFileSync(join(folder, 'picture.png')), below, line)).toBeGreaterThan(10);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
