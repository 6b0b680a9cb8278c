import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { openRegularFile } from '../files/regularFile.js';
import { formatShape, sizeOf, type ImageShape } from './shape.js';

/** The pictures of an IDX file: 8-bit samples, row by row, channels last. */
export interface IdxImages {
  readonly shape: ImageShape;
  readonly images: readonly Uint8Array[];
}

const greyMagic = 0x803;
const colourMagic = 0x804;
const labelsMagic = 0x801;

/** More than this is never read: 1 GB. */
const mostBytes = 2 ** 30;
/** More than this, 256 MB, only if packing has not made it as small as only pictures without content become. */
const usualBytes = 2 ** 28;
const usualPacked = 100;
/** Each takes memory besides its pixels. */
const mostImages = 1_000_000;
/** What is packed by gzip is never smaller than this part of it. */
const mostPacked = 1032;

/**
 * Reads the images of an IDX file, the format of MNIST, packed by gzip or not: grey (three dimensions: count, height,
 * width; magic number 0x803) or colour (four: count, height, width, channels; 0x804), 8 bits a value.
 *
 * @throws InputError, naming the file, if it cannot be read or unpacked, holds something else, or its length is not
 * exactly what its header says.
 * @example
 * const { images } = await readIdxImages('t10k-images-idx3-ubyte.gz'); // 10,000 x 784 bytes
 */
export async function readIdxImages(file: string): Promise<IdxImages> {
  const { magic, dimensions, body } = await readIdx(file, 'IDX images (magic number 0x803 or 0x804)', [
    greyMagic,
    colourMagic,
  ]);
  const [count = 0, height = 0, width = 0, channels = 1] = dimensions;
  const shape = { height, width, channels };
  if (height < 1 || width < 1 || (channels !== 1 && channels !== 3))
    throw new InputError({
      where: file,
      found: `images of ${formatShape(shape)} (magic number ${hex(magic)})`,
      expected: 'a height and width of 1 or more, and 1 or 3 channels in the last place',
    });
  if (count > mostImages)
    throw new InputError({
      where: file,
      found: `${count} images`,
      expected: `at most ${mostImages}`,
      remedy: 'Split it into several files.',
    });
  const size = sizeOf(shape);
  return { shape, images: Array.from({ length: count }, (_, i) => body.subarray(i * size, (i + 1) * size)) };
}

/**
 * Reads the labels of an IDX file (magic number 0x801), packed by gzip or not: one class index, 0 to 255, an image.
 *
 * @throws InputError as {@link readIdxImages} does.
 */
export async function readIdxLabels(file: string): Promise<Uint8Array> {
  return (await readIdx(file, 'IDX labels (magic number 0x801)', [labelsMagic])).body;
}

async function readIdx(file: string, expected: string, magics: readonly number[]) {
  try {
    return await readParts(file, expected, magics);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError({ where: file, found: `no readable file (${messageOf(cause)})`, expected }, { cause });
  }
}

async function readParts(file: string, expected: string, magics: readonly number[]) {
  const { handle, size } = await openRegularFile(file);
  const bytes = new Unpacked(handle);
  try {
    const first = await bytes.next(4);
    if (first.length < 4) throw new InputError({ where: file, found: `a file of ${first.length} bytes`, expected });
    const magic = first.readUInt32BE(0);
    if (!magics.includes(magic))
      throw new InputError({
        where: file,
        found: magic === labelsMagic ? 'IDX labels' : magic === greyMagic ? 'IDX images' : `first bytes ${hex(magic)}`,
        expected,
        remedy: 'A picture is taken for one by its name: .png, .jpg, .jpeg or .webp.',
      });
    // The last byte of the magic number is the number of dimensions; their sizes follow it.
    const start = 4 + 4 * (magic & 0xff);
    const sides = await bytes.next(start - 4);
    if (sides.length < start - 4)
      throw new InputError({
        where: file,
        found: 'an IDX header that is cut off',
        expected: `${start} bytes of header`,
      });
    const dimensions = Array.from({ length: magic & 0xff }, (_, i) => sides.readUInt32BE(4 * i));
    const length = dimensions.reduce((product, side) => product * side, 1);
    const mismatch = (found: string) =>
      new InputError({
        where: file,
        found: `${found} bytes after the header`,
        expected: `${dimensions.join(' x ')} = ${length}, as the header says`,
        remedy: 'Fetch the file again: it is damaged or cut off.',
      });
    // Before any room is made for it: a header can claim anything, and packing makes a thousand zeros one byte.
    const packed = await bytes.packed();
    if (!packed && size !== start + length) throw mismatch(String(size - start));
    if (packed && size * mostPacked < length) throw mismatch(`fewer than ${size * mostPacked}`);
    const most = packed ? Math.min(mostBytes, Math.max(usualBytes, size * usualPacked)) : mostBytes;
    if (length > most)
      throw new InputError({
        where: file,
        found: `${dimensions.join(' x ')} = ${length} bytes${packed ? `, packed into ${size}` : ''}`,
        expected: `at most ${most}`,
        remedy: 'Split it into several files.',
      });
    const body = await bytes.next(length);
    if (body.length < length) throw mismatch(String(body.length));
    // One byte too many is enough to know.
    if ((await bytes.next(1)).length > 0) throw mismatch(`more than ${length}`);
    return { magic, dimensions, body };
  } finally {
    await bytes.close();
  }
}

/** The bytes of a file from its beginning, unpacked if it is packed by gzip, piece by piece. */
class Unpacked {
  #pieces: AsyncIterator<Buffer> | undefined;
  #left: Buffer = Buffer.alloc(0);
  #packed: boolean | undefined;

  constructor(private readonly file: FileHandle) {}

  /** By content, since some tools unpack a file and leave it its name. */
  async packed(): Promise<boolean> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(2), 0, 2, 0);
    return (this.#packed ??= bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b);
  }

  /** The next bytes; fewer where the file ends before. */
  async next(count: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(count);
    for (let at = 0; at < count;) {
      if (this.#left.length === 0) this.#left = await this.#piece();
      if (this.#left.length === 0) return bytes.subarray(0, at);
      const taken = this.#left.copy(bytes, at);
      this.#left = this.#left.subarray(taken);
      at += taken;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#pieces?.return?.();
    await this.file.close();
  }

  async #piece(): Promise<Buffer> {
    this.#pieces ??= (await this.#stream())[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return Buffer.alloc(0);
      if (value.length > 0) return value;
    }
  }

  async #stream(): Promise<AsyncIterable<Buffer>> {
    const source = this.file.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 16 });
    // Without waiting: what goes wrong comes out where the unpacked bytes are read.
    return (await this.packed()) ? pipeline(source, createGunzip(), () => undefined) : source;
  }
}

const hex = (magic: number): string => `0x${magic.toString(16)}`;
