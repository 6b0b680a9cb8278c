import { truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.js';
import { fitRaster } from '../../src/image/raster.js';
import { renderSamples } from '../../src/image/samples.js';
import { withResizing } from '../../src/image/fitting/fitOf.js';
import { chunk, greyFile, inputErrorOf, png, pngClaiming, temporaryDirectory } from './fixtures.js';

const path = temporaryDirectory();
let files = 0;

async function written(bytes: Uint8Array, ending = 'png'): Promise<string> {
  const file = path(`${files++}.${ending}`);
  await writeFile(file, bytes);
  return file;
}

const grey = (height: number, width: number) => ({ shape: { height, width, channels: 1 } });
const colour = (height: number, width: number) => ({ shape: { height, width, channels: 3 } });

describe('decoding is exact', () => {
  const kinds = [
    { bits: 8, channels: 1 },
    { bits: 8, channels: 3 },
    { bits: 16, channels: 1 },
    { bits: 16, channels: 3 },
  ] as const;

  test.each(kinds)('for every value of a $bits-bit PNG of $channels channels', async ({ bits, channels }) => {
    const side = bits === 8 ? 16 : 256;
    const count = side * side * channels;
    // 7 is prime to both ranges: each channel takes every value, in another order than the others.
    const samples = bits === 8 ? new Uint8Array(count) : new Uint16Array(count);
    for (let i = 0; i < count; i++) samples[i] = i * (channels === 1 ? 1 : 7);
    const file = await written(await png({ samples, height: side, width: side, channels }));
    const { samples: decoded } = await decodeImage(file, { shape: { height: side, width: side, channels } });
    expect(Buffer.from(decoded.buffer, decoded.byteOffset, decoded.byteLength)).toEqual(Buffer.from(samples.buffer));
    const pixels = new Float32Array(count);
    renderSamples(decoded, pixels);
    const white = bits === 8 ? 255 : 65535;
    expect(pixels).toEqual(Float32Array.from(samples, (value) => value / white));
  });

  test('for 8-bit PNG of any content', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.constantFrom(1 as const, 3 as const),
          fc.uint8Array({ minLength: 12, maxLength: 12 }),
          async (channels, samples) => {
            const width = 6 / channels;
            const file = await written(await png({ samples, height: 2, width, channels }));
            expect([...(await decodeImage(file, { shape: { height: 2, width, channels } })).samples]).toEqual([
              ...samples,
            ]);
          },
        )
        .beforeEach(() => undefined),
      { numRuns: 20 },
    );
  });

  test('for lossless WebP', async () => {
    const samples = Uint8Array.from({ length: 48 }, (_, i) => i * 5);
    const webp = await sharp(samples, { raw: { height: 4, width: 4, channels: 3 } })
      .webp({ lossless: true })
      .toBuffer();
    expect([...(await decodeImage(await written(webp, 'webp'), colour(4, 4))).samples]).toEqual([...samples]);
  });

  test('whatever the colour profile says', async () => {
    const samples = Uint8Array.from({ length: 48 }, (_, i) => i * 5);
    const plain = sharp(samples, { raw: { height: 4, width: 4, channels: 3 } });
    const profiled = await plain.clone().withIccProfile('p3', { attach: true }).png().toBuffer();
    // The same pixels, without the conversion that sharp does on writing, under another profile.
    const { icc } = await sharp(profiled).metadata();
    expect(icc).toBeDefined();
    const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect([...(await decodeImage(await written(profiled), colour(4, 4))).samples]).toEqual([...stored]);
  });

  test('for JPEG, within its losses', async () => {
    const jpeg = await sharp(new Uint8Array(64).fill(100), { raw: { height: 8, width: 8, channels: 1 } })
      .toColourspace('b-w')
      .jpeg({ quality: 95 })
      .toBuffer();
    const { samples: decoded } = await decodeImage(await written(jpeg, 'jpg'), grey(8, 8));
    for (const value of decoded) expect(Math.abs(value - 100)).toBeLessThanOrEqual(2);
  });
});

describe('channels', () => {
  test('grey fills three', async () => {
    const file = await written(await png({ samples: Uint8Array.of(0, 100, 255), height: 1, width: 3, channels: 1 }));
    expect([...(await decodeImage(file, colour(1, 3))).samples]).toEqual([0, 0, 0, 100, 100, 100, 255, 255, 255]);
  });

  test('colour that is grey everywhere becomes grey, 16 bits too', async () => {
    for (const samples of [Uint8Array.of(7, 7, 7, 200, 200, 200), Uint16Array.of(7, 7, 7, 60000, 60000, 60000)]) {
      const file = await written(await png({ samples, height: 1, width: 2, channels: 3 }));
      expect([...(await decodeImage(file, grey(1, 2))).samples]).toEqual([samples[0], samples[3]]);
    }
  });

  test('colour is not made grey', async () => {
    const file = await written(await png({ samples: Uint8Array.of(7, 7, 8), height: 1, width: 1, channels: 3 }));
    const { message } = await inputErrorOf(decodeImage(file, grey(1, 1)));
    expect(message).toContain(`${file}: found a colour image; expected a grey one (1 channel). There are several ways`);
  });

  test('no other number of them', async () => {
    const file = await greyFile(path('two.png'), 9);
    const { message } = await inputErrorOf(decodeImage(file, { shape: { height: 2, width: 3, channels: 2 } }));
    expect(message).toContain('2x3x2');
  });

  test.each([
    ['8-bit grey', 2, Uint8Array],
    ['8-bit colour', 4, Uint8Array],
    ['16-bit grey', 2, Uint16Array],
    ['16-bit colour', 4, Uint16Array],
  ] as const)('%s with alpha: only opaque', async (_, channels, Kind) => {
    const white = Kind === Uint8Array ? 255 : 65535;
    const pixel = [...Array<number>(channels - 1).fill(77), white];
    const opaque = Kind.from([...pixel, ...pixel]);
    const file = await written(await png({ samples: opaque, height: 1, width: 2, channels }));
    expect([...(await decodeImage(file, grey(1, 2))).samples]).toEqual([77, 77]);

    const thin = Kind.from([...pixel, ...pixel.slice(0, -1), white - 1]);
    const thinFile = await written(await png({ samples: thin, height: 1, width: 2, channels }));
    expect((await inputErrorOf(decodeImage(thinFile, grey(1, 2)))).message).toContain('a partly transparent image');
  });

  test('CMYK is refused', async () => {
    const cmyk = await sharp({ create: { height: 4, width: 4, channels: 3, background: 'red' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const { message } = await inputErrorOf(decodeImage(await written(cmyk, 'jpg'), colour(4, 4)));
    expect(message).toContain('colours stored as CMYK; expected grey or RGB');
  });
});

describe('size', () => {
  test('another one is refused, naming both', async () => {
    const file = await greyFile(path('small.png'), 9, 2, 3);
    const { message } = await inputErrorOf(decodeImage(file, grey(4, 5)));
    expect(message).toContain('found an image of 2x3 pixels (height x width); expected 4x5.');
  });

  test.each([Uint8Array, Uint16Array])('resize: exactly the shape, at the same brightness (%p)', async (Kind) => {
    for (const channels of [1, 3] as const) {
      const samples = new Kind(10 * 20 * channels).fill(200);
      const file = await written(await png({ samples, height: 10, width: 20, channels }));
      for (const [height, width] of [
        [4, 5],
        [30, 7],
      ] as const) {
        const { samples: decoded } = await decodeImage(file, {
          shape: { height, width, channels },
          fit: withResizing({}, true),
        });
        expect([...decoded]).toEqual(Array<number>(height * width * channels).fill(200));
      }
    }
  });

  test('resize keeps 16 bits and the place of things', async () => {
    const samples = Uint16Array.from({ length: 16 * 16 }, (_, i) => (i % 16 < 8 ? 1001 : 60007));
    const file = await written(await png({ samples, height: 16, width: 16, channels: 1 }));
    const { samples: decoded } = await decodeImage(file, { ...grey(1, 4), fit: withResizing({}, true) });
    expect(decoded).toHaveLength(4);
    // Lanczos overshoots at an edge, so only about.
    expect(decoded[0]).toBeLessThan(4000);
    expect(decoded[3]).toBeGreaterThan(56000);
    expect([...decoded].some((value) => value % 257 !== 0)).toBe(true);
    expect(decoded[1]).toBeLessThan(decoded[2]!);
  });

  test('resize leaves the right size alone', async () => {
    const samples = Uint8Array.from({ length: 16 }, (_, i) => i * 16);
    const file = await written(await png({ samples, height: 4, width: 4, channels: 1 }));
    expect([...(await decodeImage(file, { ...grey(4, 4), fit: withResizing({}, true) })).samples]).toEqual([
      ...samples,
    ]);
  });

  test('orientation is applied before sizes are compared', async () => {
    const upright = await sharp(Uint8Array.of(0, 50, 100, 150, 200, 250), { raw: { height: 2, width: 3, channels: 1 } })
      .toColourspace('b-w')
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    // 6: the camera was held so that the stored rows are the columns, from right to left.
    expect([...(await decodeImage(await written(upright), grey(3, 2))).samples]).toEqual([150, 0, 200, 50, 250, 100]);
    expect((await inputErrorOf(decodeImage(await written(upright), grey(2, 3)))).message).toContain('3x2');
  });

  test('a bomb is refused before it is decoded', async () => {
    const file = await written(pngClaiming(30_000, 30_000));
    const before = process.memoryUsage().rss;
    const { message } = await inputErrorOf(decodeImage(file, { ...grey(28, 28), fit: withResizing({}, true) }));
    expect(message).toContain('found 30000x30000 pixels (height x width); expected at most 64 megapixels.');
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

test('the largest pictures that are read need no more memory many at a time than one', async () => {
  const samples = sharp({ create: { width: 8000, height: 8000, channels: 3, background: '#090909' } });
  const file = await written(await samples.png({ palette: true }).toBuffer());
  const before = process.memoryUsage().rss;
  const all = Array.from({ length: 8 }, () => decodeImage(file, { ...grey(1, 1), fit: withResizing({}, true) }));
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  expect((await Promise.all(all)).map(({ samples: [level] }) => level)).toEqual(all.map(() => 9));
  clearInterval(watch);
  // Decoded, one is 192 MB.
  expect(most - before).toBeLessThan(700e6);
}, 60_000);

describe('refused files', () => {
  const gradient = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 256);
  const picture = sharp(gradient, { raw: { height: 64, width: 64, channels: 3 } });

  test('missing', async () => {
    const { message, cause } = await inputErrorOf(decodeImage(path('missing.png'), grey(1, 1)));
    expect(message).toContain('missing.png: found no readable file (');
    expect(message).toContain('ENOENT');
    expect(cause).toHaveProperty('code', 'ENOENT');
  });

  test('far larger than any picture', async () => {
    const file = await written(pngClaiming(1, 1));
    await truncate(file, 500_000_000);
    const { message } = await inputErrorOf(decodeImage(file, grey(1, 1)));
    expect(message).toContain('found no readable file (a file of 477 MB, and at most 184 MB are read)');
  });

  test('empty', async () => {
    const { message } = await inputErrorOf(decodeImage(await written(new Uint8Array()), grey(1, 1)));
    expect(message).toContain('found an empty file; expected a PNG, JPEG or WebP image.');
  });

  test('no image, or of a format that is not read', async () => {
    const others = [Buffer.from('hello'), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')];
    others.push(await picture.clone().gif().toBuffer(), await picture.clone().tiff().toBuffer());
    for (const bytes of others)
      expect((await inputErrorOf(decodeImage(await written(bytes), colour(64, 64)))).message).toContain(
        'found something else; expected a PNG, JPEG or WebP image.',
      );
  });

  test.each(['png', 'jpeg', 'webp'] as const)('%s cut off', async (format) => {
    const bytes = await picture.clone().toFormat(format).toBuffer();
    for (const share of [0.05, 0.2, 0.5, 0.9]) {
      const file = await written(bytes.subarray(0, Math.max(12, Math.floor(bytes.length * share))), format);
      const { message, cause } = await inputErrorOf(decodeImage(file, colour(64, 64)));
      expect(message).toContain(`${file}: found a `);
      expect(message).toContain('that cannot be decoded (');
      expect(message).toContain('expected a whole, undamaged one');
      expect(cause).toBeInstanceOf(Error);
    }
  });

  test('PNG of which only the end mark is missing has all its pixels', async () => {
    const bytes = await picture.clone().png().toBuffer();
    expect([...(await decodeImage(await written(bytes.subarray(0, -12)), colour(64, 64))).samples]).toEqual([
      ...gradient,
    ]);
  });

  test('PNG with a byte changed', async () => {
    const bytes = await picture.clone().png().toBuffer();
    bytes[Math.floor(bytes.length / 2)]! ^= 0x55;
    expect((await inputErrorOf(decodeImage(await written(bytes), colour(64, 64)))).message).toContain(
      'cannot be decoded',
    );
  });

  test('animated WebP', async () => {
    const frames = Buffer.alloc(4 * 8 * 3, 100).fill(20, 48);
    const webp = await sharp(frames, { raw: { height: 8, width: 4, channels: 3, pageHeight: 4 } })
      .webp()
      .toBuffer();
    expect((await sharp(webp).metadata()).pages).toBe(2);
    const { message } = await inputErrorOf(decodeImage(await written(webp, 'webp'), colour(4, 4)));
    expect(message).toContain('found an animation; expected a single picture.');
  });

  test('animated PNG', async () => {
    const still = await png({ samples: Uint8Array.of(1, 2), height: 1, width: 2, channels: 1 });
    const afterHeader = 8 + 25;
    const bytes = Buffer.concat([
      still.subarray(0, afterHeader),
      chunk('acTL', Buffer.of(0, 0, 0, 2, 0, 0, 0, 0)),
      still.subarray(afterHeader),
    ]);
    expect((await inputErrorOf(decodeImage(await written(bytes), grey(1, 2)))).message).toContain('an animation');
  });
});

test('any raster fits its own shape unchanged', async () => {
  const samples = Uint8Array.of(1, 2, 3);
  const shape = { height: 1, width: 1, channels: 3 };
  expect(fitRaster({ shape, samples }, shape, {}, 'test').samples).toBe(samples);
});
