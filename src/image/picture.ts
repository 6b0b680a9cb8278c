import type { Resizing } from './fitting/fit.js';
import type { Image } from './image.js';
import type { KernelName } from './resampling/kernel.js';
import type { Size } from './shape.js';

/** One thing done otherwise on the way from a picture to an image. */
export interface PictureChange {
  /** Resized by this kernel. */
  readonly kernel?: KernelName;
  /** Compressed as a JPEG of this quality, from 1 to 100, and read again, before it is fitted. */
  readonly quality?: number;
}

/** What an image was made of: a file, or a made picture that is larger than the image. */
export interface SourcePicture {
  readonly size: Size;
  /**
   * The image that becomes of it with one thing done otherwise; without a change, as it usually does. It may have to be developed.
   *
   * @param usual how pictures are fitted that no file says it of.
   */
  fitted(change: PictureChange, usual: Resizing): Image;
}

const pictures = new WeakMap<Image, SourcePicture>();

/** The same image, with the picture that it was made of. */
export function withPicture(image: Image, picture: SourcePicture): Image {
  pictures.set(image, picture);
  return image;
}

/**
 * The picture that an image was made of; undefined where there is none, as of combinations.
 *
 * @example
 * const [photo] = (await images.from('photos', { resize: true }).load({ height: 8, width: 8, channels: 1 })).images;
 * photo && pictureOf(photo)?.size; // { height: 28, width: 28 }
 */
export const pictureOf = (image: Image): SourcePicture | undefined => pictures.get(image);

/** What was done otherwise, in words: `by pillow-nearest`, `as a JPEG of quality 60`. */
export const changeInWords = ({ kernel, quality }: PictureChange): string =>
  [kernel && `by ${kernel}`, quality !== undefined && `as a JPEG of quality ${quality}`].filter(Boolean).join(', ');
