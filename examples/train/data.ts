import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The ten classes of Fashion-MNIST, in class order. */
export const labels = [
  't-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
] as const;

/** Height and width of every image. */
export const side = 28;

/** Bytes of one image. */
export const pixelsPerImage = side * side;

/** Where Debian's package dataset-fashion-mnist puts the files. */
export const defaultDataDirectory = '/usr/share/datasets/fashion-mnist';

/** Images as bytes, one after the other, with one class index each. */
export interface Dataset {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly classes: Uint8Array;
}

/** Reads the training set (60,000 images) or the test set (10,000 images). */
export async function readFashionMnist(directory: string, part: 'train' | 't10k'): Promise<Dataset> {
  const pixels = await readMinimalIdx(directory, `${part}-images-idx3-ubyte.gz`, 3);
  const classes = await readMinimalIdx(directory, `${part}-labels-idx1-ubyte.gz`, 1);
  if (pixels.length !== classes.length * pixelsPerImage) {
    throw new Error(`${directory}: ${classes.length} labels do not match ${pixels.length} bytes of images.`);
  }
  return { count: classes.length, pixels, classes };
}

/** The images at `indices` as float32 in [0, 1], each multiplied by `scalar`. */
export function imagesAt(data: Dataset, indices: ArrayLike<number>, scalar = 1): Float32Array {
  const images = new Float32Array(indices.length * pixelsPerImage);
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] ?? 0) * pixelsPerImage;
    images.set(toFloats(data.pixels.subarray(start, start + pixelsPerImage), scalar), i * pixelsPerImage);
  }
  return images;
}

/** Bytes as float32 in [0, 1], multiplied by `scalar`. */
export function toFloats(bytes: Uint8Array, scalar = 1): Float32Array {
  // Rounded to float32 before the product, as a classifier that is handed float32 images would see it.
  return Float32Array.from(bytes, (byte) => Math.fround(byte / 255) * scalar);
}

/** Enough of the IDX format for these files: unsigned bytes, gzipped. */
async function readMinimalIdx(directory: string, name: string, rank: number): Promise<Uint8Array> {
  const file = join(directory, name);
  if (!existsSync(file)) {
    throw new Error(
      `${file} is missing. Install it with "apt install dataset-fashion-mnist" (Debian, Ubuntu), or download the four ` +
        '.gz files named at https://github.com/zalandoresearch/fashion-mnist and pass their folder as --data DIR.',
    );
  }
  const bytes = gunzipSync(await readFile(file));
  const unsignedByte = 0x08;
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== unsignedByte || bytes[3] !== rank) {
    throw new Error(`${file} is not an IDX file of unsigned bytes in ${rank} dimension(s).`);
  }
  return bytes.subarray(4 + 4 * rank);
}
