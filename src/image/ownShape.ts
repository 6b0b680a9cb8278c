import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { findImages, isImageName } from './findImages.js';
import { readIdxImages } from './idx.js';
import type { ImageShape } from './shape.js';
import { loadSharp } from './sharp.js';

/**
 * The shape that the first of a path's images has by itself: turned as its orientation says, grey or in three colours.
 *
 * @throws InputError if there is none, or it cannot be read.
 */
export async function ownShapeOf(path: string): Promise<ImageShape> {
  const kind = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!kind.isDirectory()) return isImageName(path) ? shapeOfFile(path) : (await readIdxImages(path)).shape;
  const { images } = await findImages(path);
  const [first] = images;
  if (first === undefined) throw new InputError({ where: path, found: 'no images', expected: 'at least one' });
  return shapeOfFile(join(path, first));
}

async function shapeOfFile(file: string): Promise<ImageShape> {
  const sharp = await loadSharp();
  const { autoOrient, channels } = await sharp(file)
    .metadata()
    .catch((cause: unknown) => {
      throw unreadable(file, cause);
    });
  return { height: autoOrient.height, width: autoOrient.width, channels: channels < 3 ? 1 : 3 };
}

const unreadable = (where: string, cause: unknown): InputError =>
  new InputError({ where, found: `nothing that can be read (${messageOf(cause)})`, expected: 'images' }, { cause });
