import { InputError } from '../../errors.js';
import { samplesLike, whiteOf, type Raster } from '../samples.js';
import { resizeKernels } from '../resampling/index.js';
import type { Size } from '../shape.js';
import { formatSize } from '../../settings/size.js';
import type { Resizing } from './fit.js';
import { type Region, wholeOf } from './geometry.js';
import { fitModes } from './modes.js';

/** The longest side that is resized. JPEG and WebP have none longer; a PNG of a few bytes may claim one of millions. */
const longest = 65_535;

/**
 * A picture brought to a size. Only what is wanted of a resized picture is made, so what is in memory does not depend on how long
 * the other side of it would be.
 *
 * @param where the picture's name in errors.
 * @throws InputError if a side is longer than any real picture's.
 */
export function resized(picture: Raster, size: Size, resizing: Resizing, where: string): Raster {
  const { shape } = picture;
  if (Math.max(shape.height, shape.width) > longest)
    throw new InputError({
      where,
      found: `an image of ${formatSize(shape)} pixels (height x width)`,
      expected: `sides of at most ${longest} pixels to resize`,
    });
  const { part, whole, top, left } = fitModes[resizing.mode].geometry(shape, size, resizing);
  // Of the resized picture, what lies inside the image.
  const inner: Region = {
    top: Math.max(0, top),
    left: Math.max(0, left),
    height: Math.min(whole.height, top + size.height) - Math.max(0, top),
    width: Math.min(whole.width, left + size.width) - Math.max(0, left),
  };
  const source = cut(picture, part);
  const isSame = whole.height === part.height && whole.width === part.width;
  const made = isSame
    ? cut(source, inner)
    : resizeKernels[resizing.kernel].resize(
        source,
        { before: part.width, after: whole.width, from: inner.left, count: inner.width },
        { before: part.height, after: whole.height, from: inner.top, count: inner.height },
      );
  const isFull = inner.height === size.height && inner.width === size.width;
  return isFull ? made : bordered(made, size, Math.max(0, -top), Math.max(0, -left), resizing.fill ?? 0);
}

/** A part of a picture; itself where that is all of it. */
function cut(picture: Raster, part: Region): Raster {
  const { shape, samples } = picture;
  const { channels } = shape;
  const { height, width } = wholeOf(shape);
  if (part.height === height && part.width === width) return picture;
  const length = part.width * channels;
  const pixels = samplesLike(samples, part.height * length);
  for (let y = 0; y < part.height; y++) {
    const from = ((part.top + y) * width + part.left) * channels;
    pixels.set(samples.subarray(from, from + length), y * length);
  }
  return { shape: { height: part.height, width: part.width, channels }, samples: pixels };
}

/** A picture on a ground of one colour. */
function bordered(
  { shape: { height, width, channels }, samples }: Raster,
  size: Size,
  top: number,
  left: number,
  fill: number | readonly number[],
): Raster {
  const pixels = samplesLike(samples, size.height * size.width * channels);
  const unit = whiteOf(samples) / 255;
  const colour = Array.from(
    { length: channels },
    (_, i) => (typeof fill === 'number' ? fill : (fill[i] ?? fill[0] ?? 0)) * unit,
  );
  if (colour.some((level) => level !== 0))
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(colour[i % channels]!);
  const length = width * channels;
  for (let y = 0; y < height; y++)
    pixels.set(samples.subarray(y * length, (y + 1) * length), ((top + y) * size.width + left) * channels);
  return { shape: { height: size.height, width: size.width, channels }, samples: pixels };
}
