import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { formatShape, sizeOf, type ImageShape } from './shape.js';

/** The pictures of an IDX file: 8-bit samples, row by row, channels last. */
export interface IdxImages {
  readonly shape: ImageShape;
  readonly images: readonly Uint8Array[];
}

const greyMagic = 0x803;
const colourMagic = 0x804;
const labelsMagic = 0x801;

/** More than this, unpacked, is taken for a mistake or an attack. */
const maxOutputLength = 2 ** 31;

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
  const bytes = await unpacked(file, expected);
  if (bytes.length < 4) throw new InputError({ where: file, found: `a file of ${bytes.length} bytes`, expected });
  const magic = bytes.readUInt32BE(0);
  if (!magics.includes(magic))
    throw new InputError({
      where: file,
      found: magic === labelsMagic ? 'IDX labels' : magic === greyMagic ? 'IDX images' : `first bytes ${hex(magic)}`,
      expected,
      remedy: 'A picture is taken for one by its name: .png, .jpg, .jpeg or .webp.',
    });
  // The last byte of the magic number is the number of dimensions; their sizes follow it.
  const start = 4 + 4 * (magic & 0xff);
  if (bytes.length < start)
    throw new InputError({ where: file, found: 'an IDX header that is cut off', expected: `${start} bytes of header` });
  const dimensions = Array.from({ length: magic & 0xff }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const length = dimensions.reduce((product, side) => product * side, 1);
  if (bytes.length !== start + length)
    throw new InputError({
      where: file,
      found: `${bytes.length - start} bytes after the header`,
      expected: `${dimensions.join(' x ')} = ${length}, as the header says`,
      remedy: 'Fetch the file again: it is damaged or cut off.',
    });
  return { magic, dimensions, body: bytes.subarray(start) };
}

async function unpacked(file: string, expected: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    // By content, since some tools unpack a file and leave it its name.
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? await promisify(gunzip)(bytes, { maxOutputLength }) : bytes;
  } catch (cause) {
    throw new InputError({ where: file, found: `no readable file (${messageOf(cause)})`, expected }, { cause });
  }
}

const hex = (magic: number): string => `0x${magic.toString(16)}`;
