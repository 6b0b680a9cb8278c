import { InputError } from '../errors.js';
import { formatSize } from '../settings/size.js';
import type { Change } from './changes.js';
import type { Fit } from './fitting/fit.js';
import { resized } from './fitting/resized.js';
import { samplesLike, type Raster, type Samples } from './samples.js';
import { formatShape, type ImageShape, type Size } from './shape.js';

/** A picture in the shape that a model takes, and what was done to make it so. */
export interface FittedPicture {
  /** The size it is stored in. */
  readonly stored: Size;
  readonly samples: Samples;
  readonly changes: readonly Change[];
}

/**
 * A picture in exactly the wanted shape. Grey becomes colour by giving each channel the same value; colour becomes grey where red,
 * green and blue are equal everywhere, or where the fit says so. What is to be resized goes through it whatever its size.
 *
 * @param where the picture's name in errors.
 * @throws InputError if the size differs and nothing is to be resized, a coloured picture is to be grey, or the shape has
 * neither 1 nor 3 channels.
 */
export function fitRaster(raster: Raster, shape: ImageShape, fit: Fit, where: string): FittedPicture {
  const { channels } = shape;
  if (channels !== 1 && channels !== 3)
    throw new InputError({
      where,
      found: `a wanted shape of ${formatShape(shape)}`,
      expected: '1 channel (grey) or 3 (red, green, blue) to read an image file into',
    });
  const { samples, change } = fitChannels(raster, channels, fit, where);
  const changes = change === undefined ? [] : [change];
  const { height, width } = raster.shape;
  const stored = { height, width };
  const picture = { shape: { height, width, channels }, samples };
  if (fit.resizing !== undefined) {
    const made = resized(picture, shape, fit.resizing, where);
    return made === picture
      ? { stored, samples, changes }
      : { stored, samples: made.samples, changes: [...changes, 'resized'] };
  }
  if (height === shape.height && width === shape.width) return { stored, samples, changes };
  throw new InputError({
    where,
    found: `an image of ${formatSize(raster.shape)} pixels (height x width)`,
    expected: formatSize(shape),
    remedy: ['Resize it first, or have it resized: ', { option: ['resize'], value: true }, '.'],
  });
}

interface FittedChannels {
  readonly samples: Samples;
  readonly change?: Change;
}

function fitChannels({ shape, samples }: Raster, channels: 1 | 3, fit: Fit, where: string): FittedChannels {
  if (shape.channels === channels) return { samples };
  const count = shape.height * shape.width;
  const fitted = samplesLike(samples, count * channels);
  if (channels === 3) {
    for (let i = 0; i < fitted.length; i++) fitted[i] = samples[Math.floor(i / 3)]!;
    return { samples: fitted, change: 'grey to colour' };
  }
  for (let i = 0; i < count; i++) {
    const value = samples[3 * i]!;
    if (samples[3 * i + 1] !== value || samples[3 * i + 2] !== value) {
      if (fit.toGrey !== true) throw coloured(where);
      return { samples: greyed(samples, fitted), change: 'colour to grey' };
    }
    fitted[i] = value;
  }
  return { samples: fitted };
}

/** Weights of the colours in 65536ths, as Pillow has them for its mode L: 0.299, 0.587, 0.114. */
const [red, green, blue] = [19_595, 38_470, 7_471] as const;

function greyed(samples: Samples, grey: Samples): Samples {
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = Math.floor(
      (samples[at]! * red + samples[at + 1]! * green + samples[at + 2]! * blue + 0x80_00) / 0x1_00_00,
    );
  return grey;
}

const coloured = (where: string): InputError =>
  new InputError({
    where,
    found: 'a colour image',
    expected: 'a grey one (1 channel)',
    remedy: [
      'There are several ways to weigh the colours: convert it as the model was trained, or have it done as Pillow does: ',
      { option: ['toGrey'], value: true },
      '.',
    ],
  });
