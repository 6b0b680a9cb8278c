import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Fit } from '../../src/image/fitting/fit.js';
import { fromPath } from '../../src/image/fromPath.js';
import { farthest, goldenIn, numbersIn, picture } from './golden.js';
import { fitRaster } from '../../src/image/raster.js';
import { inputErrorOf, png, temporaryDirectory } from './fixtures.js';

const path = temporaryDirectory();

const colour = { height: 4, width: 6, channels: 3 };
const grey = { ...colour, channels: 1 };
const samples = (channels: number): Uint8Array => Uint8Array.from({ length: 24 * channels }, (_, i) => (i * 37) % 256);

/** A folder of one picture of each kind, all of which are 4x6 in the end. */
beforeAll(async () => {
  await mkdir(path('all'));
  const raw = { height: 4, width: 6 } as const;
  await writeFile(path('all/grey.png'), await png({ samples: samples(1), ...raw, channels: 1 }));
  await writeFile(path('all/plain.png'), await png({ samples: samples(3), ...raw, channels: 3 }));
  await writeFile(path('all/thin.png'), await png({ samples: samples(4), ...raw, channels: 4 }));
  const wide = Uint16Array.from(samples(3), (value) => value * 200);
  await writeFile(path('all/wide.png'), await png({ samples: wide, ...raw, channels: 3 }));
  const upright = sharp(samples(3), { raw: { height: 6, width: 4, channels: 3 } });
  await writeFile(path('all/turned.jpg'), await upright.jpeg().withMetadata({ orientation: 6 }).toBuffer());
  await writeFile(path('all/two.png'), await png({ samples: samples(1), ...raw, channels: 1 }));
});

const notes = async (shape: typeof colour, fit: Fit, resize?: boolean): Promise<readonly string[]> =>
  (await fromPath(path('all'), resize === undefined ? {} : { resize }).load(shape, fit)).notes;

describe('what was done to pictures is said, with counts', () => {
  test('for a model of colours', async () => {
    expect(await notes(colour, { alpha: 'drop' })).toEqual([
      'Turned as EXIF says: 1 of 6 images.',
      'Of 16 bits a channel, none of them rounded away: 1 of 6 images.',
      'Partly transparent, of which the stored colours are taken: 1 of 6 images.',
      'Grey, filling all channels alike: 2 of 6 images.',
    ]);
  });

  test('for a model of grey', async () => {
    expect((await notes(grey, { alpha: 'black', toGrey: true })).slice(2)).toEqual([
      'Partly transparent, put on black: 1 of 6 images.',
      'Coloured, made grey as Pillow does (0.299 red, 0.587 green, 0.114 blue): 4 of 6 images.',
    ]);
  });

  test('with the kernel and the way they were resized', async () => {
    const small = { height: 2, width: 2, channels: 3 };
    const declared = {
      alpha: 'white',
      resizing: { mode: 'shortest-edge', kernel: 'pillow-bicubic', edge: 3 },
    } as const;
    expect((await notes(small, declared)).at(-1)).toBe(
      'Resized to 3 pixels on the shorter side, then the middle 2x2 (pillow-bicubic): all 6 images.',
    );
    expect((await notes(small, { alpha: 'drop' }, true)).at(-1)).toBe(
      'Stretched to 2x2 (pillow-lanczos): all 6 images.',
    );
    // What is stretched to its own size stays as it is.
    expect((await notes(colour, { alpha: 'drop' }, true)).join()).not.toContain('tretched');
  });

  test('and what is not declared is refused', async () => {
    expect((await inputErrorOf(notes(colour, {}))).message).toContain('a partly transparent image; expected an opaque');
    expect((await inputErrorOf(notes(colour, {}))).message).toContain("alpha: 'black'.");
    expect((await inputErrorOf(notes(grey, { alpha: 'drop' }))).message).toContain('toGrey: true.');
    const small = { height: 2, width: 2, channels: 3 };
    expect((await inputErrorOf(notes(small, { alpha: 'drop' }))).message).toContain('resize: true');
    const declared = { alpha: 'drop', resizing: { mode: 'stretch', kernel: 'pillow-box' } } as const;
    expect((await inputErrorOf(notes(small, declared, false))).message).toContain('resize: true');
  });
});

test("colours become grey as by Pillow's convert", () => {
  const { grey: golden } = goldenIn('torch');
  const { samples: made } = fitRaster(
    picture(golden!.from),
    { height: 9, width: 8, channels: 1 },
    { toGrey: true },
    'x',
  );
  expect(farthest(made, numbersIn(golden!))).toBe(0);
});

test('what is behind a transparent picture shows through', async () => {
  const pixel = (alpha: 'drop' | 'black' | 'white') =>
    fromPath(path('one.png')).load({ height: 1, width: 1, channels: 3 }, { alpha });
  await writeFile(
    path('one.png'),
    await png({ samples: Uint8Array.of(200, 100, 0, 51), height: 1, width: 1, channels: 4 }),
  );
  const levels = async (alpha: 'drop' | 'black' | 'white') =>
    [...(await pixel(alpha)).images[0]!.pixels()].map((value) => Math.round(value * 255));
  expect(await levels('drop')).toEqual([200, 100, 0]);
  expect(await levels('black')).toEqual([40, 20, 0]);
  expect(await levels('white')).toEqual([244, 224, 204]);
});
