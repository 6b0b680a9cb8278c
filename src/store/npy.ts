import { InputError } from '../errors.js';
import { formatShape, sizeOf, type ImageShape } from '../image/shape.js';

// Own code: a header and raw numbers. Of the packages for .npy files, npyjs reads them and does not write them.

const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
/** Magic, two bytes of version and two of the header's length. */
const preamble = magic.length + 4;

/**
 * Numbers as a NumPy file, format version 1.0
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): float32, little-endian, in C order.
 * `numpy.load` reads it.
 *
 * @param dims two or more; as many numbers as they say.
 * @param numbers every bit is kept.
 */
export function encodeNpy(dims: readonly number[], numbers: Float32Array): Uint8Array {
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims.join(', ')}), }`;
  // Spaces and a line feed fill the header up, so that the numbers begin at a multiple of 64.
  const header = `${fields.padEnd(Math.ceil((preamble + fields.length + 1) / 64) * 64 - preamble - 1)}\n`;
  const bytes = new Uint8Array(preamble + header.length + numbers.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  bytes.set([1, 0], magic.length);
  view.setUint16(magic.length + 2, header.length, true);
  bytes.set(new TextEncoder().encode(header), preamble);
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  words.forEach((word, i) => view.setUint32(preamble + header.length + 4 * i, word, true));
  return bytes;
}

/** The pixels of an image as a NumPy file of shape `(height, width, channels)`. */
export function encodeImage({ shape: { height, width, channels }, pixels }: NpyImage): Uint8Array {
  return encodeNpy([height, width, channels], pixels);
}

/** An image's pixels, as {@link encodeImage} writes them. */
export interface NpyImage {
  readonly shape: ImageShape;
  readonly pixels: Float32Array;
}

/**
 * The pixels in a NumPy file.
 *
 * @param where the file's name in errors.
 * @throws InputError if it is no NumPy file of version 1.0, or holds anything but little-endian float32 numbers in C order
 * of three dimensions.
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyImage {
  const refused = (found: string): InputError =>
    new InputError({ where, found, expected: 'a NumPy file (1.0) of float32 numbers: height, width, channels' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < preamble || magic.some((byte, i) => bytes[i] !== byte)) throw refused('something else');
  if (bytes[6] !== 1 || bytes[7] !== 0) throw refused(`version ${bytes[6]}.${bytes[7]}`);
  const start = preamble + view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(preamble, start)).trim();
  if (!/'descr': *'<f4'/.test(header) || !/'fortran_order': *False/.test(header)) throw refused(header);
  const sides = /'shape': *\((\d+), *(\d+), *(\d+),? *\)/.exec(header)?.slice(1).map(Number);
  if (sides === undefined) throw refused(header);
  const [height, width, channels] = [sides[0]!, sides[1]!, sides[2]!];
  const shape = { height, width, channels };
  if (bytes.length - start !== 4 * sizeOf(shape))
    throw refused(`${bytes.length - start} bytes of numbers for ${formatShape(shape)}`);
  const pixels = new Float32Array(sizeOf(shape));
  const words = new Uint32Array(pixels.buffer);
  words.forEach((_, i) => (words[i] = view.getUint32(start + 4 * i, true)));
  return { shape, pixels };
}
