import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fromPath } from '../../src/image/fromPath.js';
import { greyFile, idx, inputErrorOf, png, temporaryDirectory } from './fixtures.js';

const path = temporaryDirectory();
const shape = { height: 2, width: 3, channels: 1 };

describe('a directory', () => {
  beforeAll(async () => {
    for (const folder of ['set/shoe/old', 'set/Bag', 'set/.cache', 'flat', 'empty/sub'])
      await mkdir(path(folder), { recursive: true });
    await greyFile(path('set/shoe/2.png'), 2);
    await greyFile(path('set/shoe/10.PNG'), 10);
    await greyFile(path('set/shoe/old/1.png'), 1);
    await greyFile(path('set/Bag/ä.png'), 3);
    await greyFile(path('set/Bag/z.png'), 4);
    await greyFile(path('set/top.png'), 5);
    await greyFile(path('set/.cache/hidden.png'), 6);
    await greyFile(path('set/.hidden.png'), 6);
    await writeFile(path('set/notes.txt'), 'not an image');
    await writeFile(path('empty/sub/notes.txt'), 'not an image');
    await writeFile(path('empty/notes.gif'), 'not an image');
  });

  test('sorted, with the folder as class', async () => {
    const corpus = await fromPath(path('set')).load(shape);
    const names = ['Bag/z.png', 'Bag/ä.png', 'shoe/10.PNG', 'shoe/2.png', 'shoe/old/1.png', 'top.png'];
    expect(corpus.images.map(String)).toEqual(names.map((name, index) => `corpus #${index} (${name})`));
    expect(corpus.images[3]?.recipe).toEqual({ kind: 'corpus', index: 3, name: 'shoe/2.png' });
    expect(corpus.truth).toEqual(['Bag', 'Bag', 'shoe', 'shoe', 'shoe', undefined]);
    expect(corpus.images.map((image) => Math.round(image.pixels()[0]! * 255))).toEqual([4, 3, 10, 2, 1, 5]);
    expect(corpus.images[0]?.pixels()).toEqual(new Float32Array(6).fill(4 / 255));
    expect(corpus).toMatchObject({ shape, origin: path('set'), skipped: [] });
  });

  test('limit takes even steps', async () => {
    const corpus = await fromPath(path('set'), { limit: 3 }).load(shape);
    expect(corpus.truth).toEqual(['Bag', 'shoe', 'shoe']);
    expect((await fromPath(path('set'), { limit: 100 }).load(shape)).images).toHaveLength(6);
    for (const limit of [0, -1, 1.5, NaN])
      expect(() => fromPath(path('set'), { limit })).toThrow('limit: found ' + limit);
  });

  test('links are followed, not for ever', async () => {
    await mkdir(path('linked/real'), { recursive: true });
    await greyFile(path('linked/real/1.png'), 1);
    await symlink(path('linked'), path('linked/real/again'));
    await symlink(path('linked/real'), path('linked/copy'));
    await symlink(path('linked/real/1.png'), path('linked/2.png'));
    const corpus = await fromPath(path('linked')).load(shape);
    expect(corpus.images.map(String)).toEqual([
      'corpus #0 (2.png)',
      'corpus #1 (copy/1.png)',
      'corpus #2 (real/1.png)',
    ]);
    await symlink(path('nowhere.png'), path('linked/3.png'));
    expect((await inputErrorOf(fromPath(path('linked')).load(shape))).message).toContain(
      '3.png: found no readable file',
    );
  });

  test('without images', async () => {
    const { message } = await inputErrorOf(fromPath(path('empty')).load(shape));
    expect(message).toContain('found no images and 2 other files; expected files ending in .png, .jpg, .jpeg, .webp.');
  });

  test('that is missing', async () => {
    const { message } = await inputErrorOf(fromPath(path('missing')).load(shape));
    expect(message).toMatch(/missing: found nothing that can be read \(.*ENOENT/);
  });

  test('with a damaged file: named, or left out', async () => {
    for (let i = 0; i < 30; i++) await greyFile(path(`flat/${i + 10}.png`), i);
    const whole = await png({ samples: new Uint8Array(6), height: 2, width: 3, channels: 1 });
    await writeFile(path('flat/33.png'), whole.subarray(0, 50));
    await writeFile(path('flat/15.png'), '');
    await greyFile(path('flat/20.png'), 1, 4, 4);
    const { message } = await inputErrorOf(fromPath(path('flat')).load(shape));
    expect(message).toContain('15.png: found an empty file');
    const corpus = await fromPath(path('flat'), { skipUnreadable: true }).load(shape);
    expect(corpus.images).toHaveLength(27);
    expect(corpus.skipped.map((reason) => basename(reason.split(': ')[0]!))).toEqual(['15.png', '20.png', '33.png']);
    expect(corpus.skipped[1]).toContain('4x4');
    // Numbered without gaps.
    expect(corpus.images[5]?.description).toBe('corpus #5 (16.png)');
  });

  test('of damaged files only', async () => {
    await mkdir(path('bad'));
    await writeFile(path('bad/a.png'), '');
    await writeFile(path('bad/b.jpg'), 'hello');
    const { message } = await inputErrorOf(fromPath(path('bad'), { skipUnreadable: true }).load(shape));
    expect(message).toContain('found 2 image files, none usable (');
    expect(message).toContain('a.png: found an empty file');
  });
});

test('a single image', async () => {
  const file = await greyFile(path('one.png'), 51);
  const corpus = await fromPath(file).load(shape);
  expect(corpus.images.map(String)).toEqual(['corpus #0 (one.png)']);
  expect(corpus.truth).toEqual([undefined]);
  expect(corpus.images[0]?.pixels()[0]).toBe(Math.fround(0.2));
  const large = await fromPath(file, { resize: true }).load({ height: 8, width: 8, channels: 3 });
  expect(large.images[0]?.pixels()).toEqual(new Float32Array(192).fill(0.2));
});

describe('an IDX file', () => {
  const images = idx(
    0x803,
    [4, 2, 3],
    Uint8Array.from({ length: 24 }, (_, i) => i * 10),
  );
  const labels = idx(0x801, [4], Uint8Array.of(9, 0, 3, 3));

  test.each([
    ['a/t10k-images-idx3-ubyte', images, 'a/t10k-labels-idx1-ubyte', labels],
    ['b/t10k-images-idx3-ubyte.gz', gzipSync(images), 'b/t10k-labels-idx1-ubyte.gz', gzipSync(labels)],
    ['c/t10k-images-idx3-ubyte.gz', gzipSync(images), 'c/t10k-labels-idx1-ubyte', labels],
    ['d/train-images.idx3-ubyte', images, 'd/train-labels.idx1-ubyte', labels],
  ])('%s with labels', async (imagesName, imagesBytes, labelsName, labelsBytes) => {
    await mkdir(path(imagesName, '..'));
    await writeFile(path(imagesName), imagesBytes);
    await writeFile(path(labelsName), labelsBytes);
    const corpus = await fromPath(path(imagesName)).load(shape);
    expect(corpus.truth).toEqual(['9', '0', '3', '3']);
    expect(corpus.images[3]?.description).toBe(`corpus #3 (${basename(imagesName)}[3])`);
    expect(corpus.images[1]?.pixels()).toEqual(Float32Array.from([60, 70, 80, 90, 100, 110], (value) => value / 255));
    const half = await fromPath(path(imagesName), { limit: 2 }).load(shape);
    expect(half.truth).toEqual(['9', '3']);
    expect(half.images[1]?.description).toBe(`corpus #1 (${basename(imagesName)}[2])`);
  });

  test('without labels, resized, in colour', async () => {
    await copyFile(path('a/t10k-images-idx3-ubyte'), path('digits'));
    const corpus = await fromPath(path('digits')).load({ ...shape, channels: 3 });
    expect(corpus.truth).toEqual(Array(4).fill(undefined));
    expect([...corpus.images[0]!.pixels().subarray(3, 6)]).toEqual(Array(3).fill(Math.fround(10 / 255)));
    const message = (await inputErrorOf(fromPath(path('digits')).load({ height: 4, width: 4, channels: 1 }))).message;
    expect(message).toContain('digits[0]: found an image of 2x3 pixels (height x width); expected 4x4.');
    const large = await fromPath(path('digits'), { resize: true }).load({ height: 4, width: 4, channels: 1 });
    expect(large.images[3]?.pixels()).toHaveLength(16);
  });

  test('with too few labels', async () => {
    await mkdir(path('e'));
    await writeFile(path('e/x-images-idx3-ubyte'), images);
    await writeFile(path('e/x-labels-idx1-ubyte'), idx(0x801, [3], Uint8Array.of(1, 2, 3)));
    const { message } = await inputErrorOf(fromPath(path('e/x-images-idx3-ubyte')).load(shape));
    expect(message).toContain('x-labels-idx1-ubyte: found 3 labels; expected 4');
  });

  test('of no images, and a file that is no IDX', async () => {
    await writeFile(path('none'), idx(0x803, [0, 2, 3], new Uint8Array()));
    expect((await inputErrorOf(fromPath(path('none')).load(shape))).message).toContain('found no images');
    await writeFile(path('notes.txt'), 'hello, world');
    expect((await inputErrorOf(fromPath(path('notes.txt')).load(shape))).message).toContain('expected IDX images');
  });
});

/** A name with a byte that is not UTF-8, as an old disk or archive has them. */
const latin1 = (...names: string[]): Buffer => Buffer.from(path(...names), 'latin1');

(process.platform === 'linux' ? describe : describe.skip)('a name that is not UTF-8', () => {
  test('of a file is said to be that', async () => {
    await mkdir(path('names'));
    await greyFile(path('names/good.png'), 1);
    await copyFile(path('names/good.png'), latin1('names', 'caf\xe9.png'));
    await writeFile(latin1('names', 'caf\xe9.txt'), 'not an image');
    const { message } = await inputErrorOf(fromPath(path('names')).load(shape));
    expect(message).toContain('a name that is not UTF-8: rename "caf\uFFFD.png"');
    const { images, skipped } = await fromPath(path('names'), { skipUnreadable: true }).load(shape);
    expect([images.length, skipped.length]).toEqual([1, 1]);
  });

  test('of a folder is not passed over', async () => {
    await mkdir(latin1('classes', 'caf\xe9'), { recursive: true });
    await greyFile(path('classes/good.png'), 1);
    const { message } = await inputErrorOf(fromPath(path('classes')).load(shape));
    expect(message).toContain('a name that is not UTF-8: rename "caf\uFFFD"');
  });
});

(process.platform === 'win32' ? describe.skip : describe)('pipes and devices', () => {
  test('under the name of an image are not opened', async () => {
    execFileSync('mkfifo', [path('pipe.png'), path('pipe-idx3-ubyte')]);
    await symlink('/dev/zero', path('zeros.png'));
    for (const [name, kind] of [
      ['pipe.png', 'a pipe'],
      ['pipe-idx3-ubyte', 'a pipe'],
      ['zeros.png', 'a device'],
    ] as const)
      expect((await inputErrorOf(fromPath(path(name)).load(shape))).message).toContain(`(${kind} and no regular file)`);
  });
});
