import { InputError } from '../errors.js';
import { formatShape, type ImageShape } from './shape.js';
import { loadSharp } from './sharp.js';
import { formatSize } from '../settings/size.js';

/** Pixels as files keep them: row by row, channels last, 0 black, 255 (8 bits) or 65535 (16 bits) white. */
export type Samples = Uint8Array | Uint16Array;

/** A decoded picture of 1 channel (grey) or 3 (red, green, blue). */
export interface Raster {
  readonly shape: ImageShape;
  readonly samples: Samples;
}

/** How a picture may be changed to become the image a model takes. */
export interface FitOptions {
  /** The picture's name in errors. */
  readonly where: string;
  /** Whether a picture of another size is stretched or squeezed to the wanted one; refused unless true. */
  readonly resize?: boolean;
}

/**
 * The samples of a picture, in exactly the wanted shape. Grey becomes colour by giving each channel the same value;
 * colour becomes grey only where red, green and blue are equal everywhere. With `resize`, width and height are scaled
 * separately (sharp's `fit: 'fill'`) by Lanczos resampling with a = 3.
 *
 * @throws InputError if the size differs and `resize` is not true, a coloured picture is to be grey, or the shape has
 * neither 1 nor 3 channels.
 */
export async function fitRaster(raster: Raster, shape: ImageShape, { where, resize }: FitOptions): Promise<Samples> {
  if (shape.channels !== 1 && shape.channels !== 3)
    throw new InputError({
      where,
      found: `a wanted shape of ${formatShape(shape)}`,
      expected: '1 channel (grey) or 3 (red, green, blue) to read an image file into',
    });
  const samples = fitChannels(raster, shape.channels, where);
  const { height, width } = raster.shape;
  if (height === shape.height && width === shape.width) return samples;
  if (resize !== true)
    throw new InputError({
      where,
      found: `an image of ${formatSize(raster.shape)} pixels (height x width)`,
      expected: formatSize(shape),
      remedy: ['Resize it first, or have it resized: ', { option: ['resize'], value: true }, '.'],
    });
  return resized({ shape: { height, width, channels: shape.channels }, samples }, shape);
}

/** Writes samples as float32 in [0, 1]: each divided by 255 or 65535. */
export function renderSamples(samples: Samples, pixels: Float32Array): void {
  const white = whiteOf(samples);
  for (let i = 0; i < pixels.length; i++) pixels[i] = samples[i]! / white;
}

/** Bytes from sharp as the samples they are. */
export function samplesOf(bytes: Uint8Array, wide: boolean): Samples {
  if (!wide) return bytes;
  // 16-bit numbers must start at an even address: elsewhere they are copied.
  const { buffer, byteOffset, length } = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(buffer, byteOffset, length / 2);
}

/** The value of white. */
export const whiteOf = (samples: Samples): number => (samples instanceof Uint16Array ? 65535 : 255);

function fitChannels({ shape, samples }: Raster, channels: 1 | 3, where: string): Samples {
  if (shape.channels === channels) return samples;
  const count = shape.height * shape.width;
  const fitted = samples instanceof Uint16Array ? new Uint16Array(count * channels) : new Uint8Array(count * channels);
  if (channels === 3) {
    for (let i = 0; i < fitted.length; i++) fitted[i] = samples[Math.floor(i / 3)]!;
    return fitted;
  }
  for (let i = 0; i < count; i++) {
    const value = samples[3 * i]!;
    if (samples[3 * i + 1] !== value || samples[3 * i + 2] !== value)
      throw new InputError({
        where,
        found: 'a colour image',
        expected: 'a grey one (1 channel)',
        remedy: 'Convert it first: there are several ways to weigh the colours, and the model knows only one.',
      });
    fitted[i] = value;
  }
  return fitted;
}

async function resized({ shape, samples }: Raster, wanted: ImageShape): Promise<Samples> {
  const wide = samples instanceof Uint16Array;
  const [grey, colour] = wide ? (['grey16', 'rgb16'] as const) : (['b-w', 'srgb'] as const);
  const { height, width } = shape;
  const sharp = await loadSharp();
  const bytes = await sharp(samples, { raw: { height, width, channels: wanted.channels === 1 ? 1 : 3 } })
    .pipelineColourspace(wanted.channels === 1 ? grey : colour)
    .resize({ height: wanted.height, width: wanted.width, fit: 'fill', kernel: 'lanczos3' })
    .toColourspace(wanted.channels === 1 ? grey : colour)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer();
  return samplesOf(bytes, wide);
}
