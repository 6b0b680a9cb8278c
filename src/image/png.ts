import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import type { Image } from './image.js';
import { formatShape } from './shape.js';
import { loadSharp } from './sharp.js';

/**
 * The bytes of an 8-bit PNG: grey for 1 channel, RGB for 3. Values are cut off at black and white and rounded to the
 * nearest of 256 levels.
 *
 * @throws InputError if the image has other than 1 or 3 channels.
 */
export async function encodePng(image: Image): Promise<Buffer> {
  const { height, width, channels } = image.shape;
  if (channels !== 1 && channels !== 3)
    throw new InputError({
      where: image.description,
      found: `an image of ${formatShape(image.shape)}`,
      expected: '1 or 3 channels to write as PNG',
    });
  const sharp = await loadSharp();
  return sharp(bytesOf(image), { raw: { height, width, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/**
 * Writes an image as a PNG, as {@link encodePng} makes it. The file appears whole or not at all: it is written under another name and then renamed.
 *
 * @throws InputError if the image has other than 1 or 3 channels, or the file cannot be written.
 * @example
 * await writePng('counterexample.png', shoe);
 */
export async function writePng(file: string, image: Image): Promise<void> {
  const png = await encodePng(image);
  // The dot hides it from whoever reads the directory as a corpus meanwhile.
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    await writeFile(unfinished, png);
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    const found = `no way to write there (${messageOf(cause)})`;
    throw new InputError({ where: file, found, expected: 'a file name in a directory that can be written' }, { cause });
  }
}

/** This kind of array rounds to the nearest and cuts off at 0 and 255 by itself. */
const bytesOf = (image: Image): Uint8ClampedArray => Uint8ClampedArray.from(image.pixels(), (value) => value * 255);
