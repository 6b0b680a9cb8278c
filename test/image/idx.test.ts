import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readIdxImages, readIdxLabels } from '../../src/image/idx.js';
import { idx, inputErrorOf, temporaryDirectory } from './fixtures.js';

const path = temporaryDirectory();
let files = 0;

async function written(bytes: Uint8Array): Promise<string> {
  const file = path(`${files++}`);
  await writeFile(file, bytes);
  return file;
}

const body = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
const grey = idx(0x803, [2, 2, 3], body);

describe('IDX', () => {
  test.each([
    ['plain', grey],
    ['packed', gzipSync(grey)],
  ])('grey images, %s', async (_, bytes) => {
    const { shape, images } = await readIdxImages(await written(bytes));
    expect(shape).toEqual({ height: 2, width: 3, channels: 1 });
    expect(images.map((image) => [...image])).toEqual([[...body.subarray(0, 6)], [...body.subarray(6)]]);
  });

  test('colour images', async () => {
    const { shape, images } = await readIdxImages(await written(idx(0x804, [2, 1, 2, 3], body)));
    expect(shape).toEqual({ height: 1, width: 2, channels: 3 });
    expect(images).toHaveLength(2);
  });

  test.each([
    ['plain', idx(0x801, [3], Uint8Array.of(7, 0, 255))],
    ['packed', gzipSync(idx(0x801, [3], Uint8Array.of(7, 0, 255)))],
  ])('labels, %s', async (_, bytes) => {
    expect([...(await readIdxLabels(await written(bytes)))]).toEqual([7, 0, 255]);
  });

  test.each([
    ['empty', new Uint8Array(), 'a file of 0 bytes'],
    ['another kind of file', Buffer.from('hello, world'), 'first bytes 0x68656c6c'],
    ['floats', idx(0xd03, [2, 2, 3], body), 'first bytes 0xd03'],
    ['labels', idx(0x801, [1], Uint8Array.of(1)), 'found IDX labels'],
    ['a header cut off', grey.subarray(0, 10), 'an IDX header that is cut off'],
    ['pixels cut off', grey.subarray(0, -1), '11 bytes after the header; expected 2 x 2 x 3 = 12'],
    ['trailing bytes', Buffer.concat([grey, Buffer.of(0)]), '13 bytes after the header; expected 2 x 2 x 3 = 12'],
    ['sizes beyond any file', idx(0x803, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], body), '12 bytes after the header'],
    ['no height', idx(0x803, [2, 0, 3], new Uint8Array()), 'images of 0x3x1'],
    ['channels first', idx(0x804, [1, 3, 2, 2], body), 'images of 3x2x2'],
    [
      'trailing bytes, packed',
      gzipSync(Buffer.concat([grey, Buffer.alloc(99)])),
      'more than 12 bytes after the header',
    ],
    ['packed pixels cut off', gzipSync(grey.subarray(0, -1)), '11 bytes after the header; expected 2 x 2 x 3 = 12'],
    ['packed sizes beyond any file', gzipSync(idx(0x803, [2 ** 31, 2 ** 31, 99], body)), 'bytes after the header'],
    [
      'no pixels but their number',
      gzipSync(idx(0x803, [2_000_000, 1, 1], new Uint8Array(2_000_000))),
      '2000000 images',
    ],
    ['a packed file cut off', gzipSync(grey).subarray(0, -9), 'unexpected end of file); expected IDX images'],
  ])('%s is refused as images', async (_, bytes, found) => {
    const file = await written(bytes);
    const { message } = await inputErrorOf(readIdxImages(file));
    expect(message).toContain(file);
    expect(message).toContain(found);
  });

  test('a packed file of zeros that is far larger than its size lets expect is not unpacked', async () => {
    const claimed = 300 * 2 ** 20;
    const bomb = gzipSync(idx(0x803, [300, 1024, 1024], new Uint8Array(claimed)));
    const before = process.memoryUsage().arrayBuffers;
    const { message } = await inputErrorOf(readIdxImages(await written(bomb)));
    expect(message).toContain(`300 x 1024 x 1024 = ${claimed} bytes, packed into ${bomb.length}; expected at most`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(claimed / 2);
  });

  test('nothing after what the header says is unpacked', async () => {
    const small = idx(0x803, [1, 2, 2], new Uint8Array(4));
    const bomb = gzipSync(Buffer.concat([small, new Uint8Array(100 * 2 ** 20)]));
    expect((await inputErrorOf(readIdxImages(await written(bomb)))).message).toContain('more than 4 bytes after');
  });

  test('images are refused as labels, and so is a missing file', async () => {
    expect((await inputErrorOf(readIdxLabels(await written(grey)))).message).toContain('found IDX images');
    expect((await inputErrorOf(readIdxLabels(path('missing')))).message).toContain('ENOENT');
  });
});
