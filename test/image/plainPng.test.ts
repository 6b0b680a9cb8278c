import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { plainPng } from '../../src/image/plainPng.js';
import { chunk, png, pngClaiming } from './fixtures.js';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const end = chunk('IEND', Buffer.alloc(0));
const header = (width: number, height: number, ...kind: readonly number[]): Buffer => {
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(width, 0);
  sides.writeUInt32BE(height, 4);
  return chunk('IHDR', Buffer.concat([sides, Buffer.from(kind)]));
};
const grey8 = [8, 0, 0, 0, 0];

const pictures = fc
  .record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain((shape) => {
    const count = shape.height * shape.width * shape.channels;
    return fc.record({ shape: fc.constant(shape), samples: fc.uint8Array({ minLength: count, maxLength: count }) });
  });

describe('what a file holds', () => {
  test('for any filter of any row', () =>
    fc.assert(
      fc.property(pictures, fc.array(fc.nat(4), { minLength: 9, maxLength: 9 }), ({ shape, samples }, filters) => {
        const { height, width, channels } = shape;
        const row = width * channels;
        // Filtered as section 9.2 of the standard says, with zeros outside the picture.
        const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : samples[y * row + x]!);
        const prediction = (filter: number, x: number, y: number): number => {
          const [a, b, c] = [at(x - channels, y), at(x, y - 1), at(x - channels, y - 1)];
          const byDistance = [a, b, c].map((value, order) => ({ value, order, far: Math.abs(a + b - c - value) }));
          const [paeth] = byDistance.toSorted((one, other) => one.far - other.far || one.order - other.order);
          return [0, a, b, Math.floor((a + b) / 2), paeth!.value][filter]!;
        };
        const rows = Array.from({ length: height }, (_, y) => [
          filters[y]!,
          ...Array.from({ length: row }, (_unused, x) => (at(x, y) - prediction(filters[y]!, x, y)) & 255),
        ]);
        const file = Buffer.concat([
          signature,
          header(width, height, 8, channels === 1 ? 0 : 2, 0, 0, 0),
          chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
          end,
        ]);
        expect(plainPng(file)).toEqual({ shape, samples });
      }),
    ));

  test('as sharp writes and reads it', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, fc.boolean(), async ({ shape: { height, width, channels }, samples }, adaptive) => {
        const file = await sharp(samples, { raw: { height, width, channels } })
          .toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .png({ adaptiveFiltering: adaptive })
          .toBuffer();
        expect(plainPng(file)).toEqual({ shape: { height, width, channels }, samples });
      }),
      { numRuns: 30 },
    );
  });

  test('in several chunks, among words about it', () => {
    const packed = deflateSync(Buffer.of(0, 7, 8));
    const parts = [packed.subarray(0, 3), packed.subarray(3)].map((part) => chunk('IDAT', part));
    const words = chunk('tEXt', Buffer.from('Title\0two pixels'));
    const file = Buffer.concat([signature, header(2, 1, ...grey8), words, ...parts, end]);
    expect(plainPng(file)?.samples).toEqual(Uint8Array.of(7, 8));
  });
});

describe('is left to sharp', () => {
  const packed = chunk('IDAT', deflateSync(Buffer.of(0, 7, 8)));
  const made = (...parts: readonly Buffer[]): Buffer => Buffer.concat([signature, ...parts]);
  const whole = made(header(2, 1, ...grey8), packed, end);

  test.each<readonly [string, Buffer]>([
    ['16 bits', made(header(1, 1, 16, 0, 0, 0, 0), packed, end)],
    ['a palette', made(header(2, 1, 8, 3, 0, 0, 0), packed, end)],
    ['an alpha channel', made(header(1, 1, 8, 4, 0, 0, 0), packed, end)],
    ['interlaced rows', made(header(2, 1, 8, 0, 0, 0, 1), packed, end)],
    ['one level that is transparent', made(header(2, 1, ...grey8), chunk('tRNS', Buffer.of(0, 7)), packed, end)],
    ['an animation', made(header(2, 1, ...grey8), chunk('acTL', Buffer.alloc(8)), packed, end)],
    ['an orientation', made(header(2, 1, ...grey8), chunk('eXIf', Buffer.alloc(8)), packed, end)],
    ['more than a million samples', pngClaiming(1000, 1001)],
    ['too few rows', pngClaiming(100, 100)],
    ['an inflated size that is not the claimed one', made(header(1, 1, ...grey8), packed, end)],
    ['a filter that there is not', made(header(2, 1, ...grey8), chunk('IDAT', deflateSync(Buffer.of(5, 7, 8))), end)],
    ['no pixels', made(header(0, 1, ...grey8), packed, end)],
    ['something after the end', Buffer.concat([whole, Buffer.of(1)])],
    ['no end', made(header(2, 1, ...grey8), packed)],
    ['pixels before the header', made(packed, header(2, 1, ...grey8), end)],
    ['two headers', made(header(2, 1, ...grey8), header(2, 1, ...grey8), packed, end)],
    ['nothing', Buffer.alloc(0)],
  ])('%s', (_, file) => expect(plainPng(file)).toBeUndefined());

  test('a file with any one bit flipped', async () => {
    const file = await png({ samples: Uint8Array.of(1, 2, 3, 4, 5, 6), height: 2, width: 3, channels: 1 });
    expect(plainPng(file)).toBeDefined();
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = Buffer.from(file);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(plainPng(damaged)).toBeUndefined();
    }
  });

  test('a file cut off anywhere', () => {
    for (let length = 0; length < whole.length; length++) expect(plainPng(whole.subarray(0, length))).toBeUndefined();
  });
});
