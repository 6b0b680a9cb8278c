import type { Image } from './image.js';
import { renderSamples, whiteOf, type Raster } from './samples.js';
import { loadSharp } from './sharp.js';
import { undeveloped } from './undeveloped.js';

/**
 * A picture as it comes out of a JPEG: 8 bits, colours at half the resolution, as most programs write it.
 *
 * @param quality from 1 to 100.
 */
export async function throughJpeg({ shape, samples }: Raster, quality: number): Promise<Raster> {
  const { height, width, channels } = shape;
  const [raw, space] = channels === 1 ? ([1, 'b-w'] as const) : ([3, 'srgb'] as const);
  const narrow =
    samples instanceof Uint8Array
      ? samples
      : Uint8ClampedArray.from(samples, (value) => (value * 255) / whiteOf(samples));
  const sharp = await loadSharp();
  const jpeg = await sharp(narrow, { raw: { height, width, channels: raw } })
    .toColourspace(space)
    .jpeg({ quality })
    .toBuffer();
  const decoded = await sharp(jpeg).toColourspace(space).raw().toBuffer();
  return { shape, samples: new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength) };
}

/**
 * An image as it comes out of a JPEG of this quality. It has to be developed. Images have 1 or 3 channels for this.
 *
 * @example jpegOf(row, 60).description; // 'row as a JPEG of quality 60'
 */
export const jpegOf = (image: Image, quality: number): Image =>
  undeveloped(
    image.shape,
    { kind: 'jpeg', quality, of: image.recipe },
    `${image.description} as a JPEG of quality ${quality}`,
    async () => {
      const samples = Float32Array.from(image.pixels(), (value) => value * 255);
      const pixels = new Float32Array(samples.length);
      renderSamples((await throughJpeg({ shape: image.shape, samples }, quality)).samples, pixels);
      return pixels;
    },
    image.truth,
  );
