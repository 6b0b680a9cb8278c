import { stat } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import { InputError, messageOf } from '../errors.js';
import { readRegularFile } from '../files/regularFile.js';
import { Budget } from './budget.js';
import type { Change } from './changes.js';
import type { AlphaWay, Fit } from './fitting/fit.js';
import { throughJpeg } from './jpeg.js';
import { plainPng } from './plainPng.js';
import { fitRaster, type FittedPicture } from './raster.js';
import { samplesOf, whiteOf, type Raster, type Samples } from './samples.js';
import type { ImageShape } from './shape.js';
import { loadSharp } from './sharp.js';
import { formatSize } from '../settings/size.js';

/** The most bytes a file may have decoded: 64 million pixels of three. A few hundred bytes can claim to be far more. */
const mostDecoded = 3 * 64_000_000;

/** Bytes of decoded pictures that are in memory at a time: four photographs, or one picture that is larger. */
const room = 150_000_000;
const inMemory = new Budget(room);

/** Files of more bytes than this are read one at a time. */
const usualFile = 8_000_000;

export interface DecodeOptions {
  /** The shape to decode to: 1 or 3 channels. */
  readonly shape: ImageShape;
  /** How it is made to fit. What this does not say is refused. */
  readonly fit?: Fit;
  /** Compress it as a JPEG of this quality first, and read that. */
  readonly quality?: number | undefined;
}

/**
 * Reads a PNG, JPEG or WebP file as samples of exactly the wanted shape, row by row, channels last: 8-bit files as 0 to
 * 255, 16-bit PNG as 0 to 65535, none rounded. `renderSamples` turns them into pixels in [0, 1]. What was done on the way is told.
 *
 * The stored values are taken as they are, as the tools that training sets are read with do: colour profiles are
 * ignored. The camera's orientation (EXIF) is applied. Grey files fill three channels if asked; colour files become grey
 * where they are grey already, or the fit says so. An alpha channel that is opaque everywhere is dropped.
 *
 * @throws InputError, naming the file, if it cannot be read or is damaged, is no PNG, JPEG or WebP, has more than 64
 * megapixels (48 with an alpha channel, half of it at 16 bits; found before decoding), is animated, CMYK or partly
 * transparent, or does not fit the shape.
 * @example
 * const { samples } = await decodeImage('bag/00017.png', { shape: { height: 28, width: 28, channels: 1 } });
 */
export async function decodeImage(file: string, { shape, fit = {}, quality }: DecodeOptions): Promise<FittedPicture> {
  const unreadable = (cause: unknown): never => {
    throw new InputError({ where: file, found: `no readable file (${messageOf(cause)})`, expected }, { cause });
  };
  const read = async () => readRegularFile(file, mostDecoded).catch(unreadable);
  const asStored = async (raster: Raster): Promise<Raster> =>
    quality === undefined ? raster : throughJpeg(raster, quality);
  const fitted = async (bytes: Uint8Array, metadata: Metadata): Promise<FittedPicture> => {
    const { raster, changes } = await decoded(file, bytes, metadata, fit.alpha);
    const picture = fitRaster(await asStored(raster), shape, fit, file);
    const isGrey = metadata.channels < 3 && shape.channels === 3;
    return { ...picture, changes: [...changes, ...(isGrey ? ['grey to colour' as const] : []), ...picture.changes] };
  };

  // What cannot be looked at, reading says.
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > usualFile)
    return inMemory.use(room, async () => {
      const bytes = await read();
      return fitted(bytes, await metadataOf(file, bytes));
    });
  const bytes = await read();
  const plain = plainPng(bytes);
  if (plain !== undefined) return fitRaster(await asStored(plain), shape, fit, file);
  const metadata = await metadataOf(file, bytes);
  return inMemory.use(decodedSize(metadata), () => fitted(bytes, metadata));
}

/** Bytes of the picture, decoded. */
const decodedSize = ({ width, height, depth, hasAlpha }: Metadata): number =>
  width * height * (hasAlpha ? 4 : 3) * (depth === 'ushort' ? 2 : 1);

const expected = 'a PNG, JPEG or WebP image';

// The limit is checked here: sharp's own error says neither the size nor the limit.
const source = { ignoreIcc: true, limitInputPixels: false, failOn: 'warning' } as const;

/** What the file says of itself. @throws InputError if it is not of a kind that is read. */
async function metadataOf(file: string, bytes: Uint8Array): Promise<Metadata> {
  if (formatOf(bytes) === undefined) {
    const found = bytes.length === 0 ? 'an empty file' : 'something else';
    throw new InputError({ where: file, found, expected });
  }
  const sharp = await loadSharp();
  const metadata = await sharp(bytes, source)
    .metadata()
    .catch((cause: unknown) => {
      throw undecodable(file, bytes, cause);
    });
  refuseUnsuitable(file, bytes, metadata);
  return metadata;
}

/** A picture, and what was done to it before it is fitted. */
interface DecodedPicture {
  readonly raster: Raster;
  readonly changes: readonly Change[];
}

async function decoded(
  file: string,
  bytes: Uint8Array,
  { depth, orientation = 1 }: Metadata,
  alpha: AlphaWay | undefined,
): Promise<DecodedPicture> {
  const sharp = await loadSharp();
  const wide = depth === 'ushort';
  // Everything as colour: sharp's raw output of grey with alpha has one channel at 8 bits and two at 16.
  const space = wide ? 'rgb16' : 'srgb';
  const { data, info } = await sharp(bytes, source)
    .autoOrient()
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw undecodable(file, bytes, cause);
    });
  const samples = samplesOf(data, wide);
  const { height, width } = info;
  const isSeenThrough = info.channels === 4 && !isOpaque(samples);
  if (isSeenThrough && alpha === undefined) throw transparent(file);
  return {
    raster: {
      shape: { height, width, channels: 3 },
      samples: info.channels === 4 ? withoutAlpha(samples, isSeenThrough ? alpha : 'drop') : samples,
    },
    changes: [
      ...(orientation > 1 ? ['turned' as const] : []),
      ...(wide ? ['wide' as const] : []),
      ...(isSeenThrough ? ['alpha' as const] : []),
    ],
  };
}

function undecodable(file: string, bytes: Uint8Array, cause: unknown): InputError {
  const why = messageOf(cause)
    .trim()
    .replace(/:$/, '')
    .replaceAll(/\s*\n\s*/g, '; ');
  return new InputError(
    {
      where: file,
      found: `a ${formatOf(bytes)} file that cannot be decoded (${why})`,
      expected: 'a whole, undamaged one',
      remedy: ['Replace it, or leave such files out: ', { option: ['skipUnreadable'], value: true }, '.'],
    },
    { cause },
  );
}

/** By the first bytes, so that only these three of the many formats sharp knows are ever parsed. */
function formatOf(bytes: Uint8Array): 'PNG' | 'JPEG' | 'WebP' | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (start.startsWith('\xff\xd8\xff')) return 'JPEG';
  return /^RIFF[^]{4}WEBP/.test(start) ? 'WebP' : undefined;
}

function refuseUnsuitable(file: string, bytes: Uint8Array, metadata: Metadata): void {
  const { width, height, pages = 1, space, depth, hasAlpha } = metadata;
  const most = (mostDecoded * width * height) / decodedSize(metadata);
  const kind = `${depth === 'ushort' ? ' of 16 bits a value' : ''}${hasAlpha ? ' with transparency' : ''}`;
  if (width * height > most)
    throw new InputError({
      where: file,
      found: `${formatSize({ height, width })} pixels (height x width)`,
      expected: `at most ${most / 1e6} megapixels${kind}`,
    });
  if (pages > 1 || isAnimatedPng(bytes))
    throw new InputError({ where: file, found: 'an animation', expected: 'a single picture' });
  if (space !== 'b-w' && space !== 'srgb' && space !== 'grey16' && space !== 'rgb16')
    throw new InputError({
      where: file,
      found: `colours stored as ${space.toUpperCase()}`,
      expected: 'grey or RGB',
      remedy: 'Convert it to RGB first.',
    });
}

/** sharp shows only the first picture of an animated PNG; the chunk that announces the others comes before the pixels. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = png.subarray(0, Math.max(0, png.indexOf('IDAT')));
  return formatOf(bytes) === 'PNG' && header.includes('acTL');
}

function isOpaque(samples: Samples): boolean {
  const white = whiteOf(samples);
  for (let i = 3; i < samples.length; i += 4) if (samples[i] !== white) return false;
  return true;
}

const transparent = (file: string): InputError =>
  new InputError({
    where: file,
    found: 'a partly transparent image',
    expected: 'an opaque one',
    remedy: [
      'Put it on the background that the model was trained with first, or say what is behind it: ',
      { option: ['alpha'], value: 'black' },
      '.',
    ],
  });

function withoutAlpha(samples: Samples, alpha: AlphaWay = 'drop'): Samples {
  const white = whiteOf(samples);
  const background = alpha === 'white' ? white : 0;
  const count = samples.length / 4;
  // In place: there is not the memory for two of the largest.
  for (let i = 0; i < count; i++) {
    const opacity = samples[4 * i + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const stored = samples[4 * i + channel]!;
      samples[3 * i + channel] =
        alpha === 'drop' ? stored : Math.round((stored * opacity + background * (white - opacity)) / white);
    }
  }
  return samples.subarray(0, count * 3);
}
