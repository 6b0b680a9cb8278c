import { InputError } from '../errors.js';
import { formatSize } from '../settings/size.js';

/** Rows and columns of pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** Size of an image in pixels. Channels: 1 (grey) or 3 (red, green, blue); functions may use any number. */
export interface ImageShape extends Size {
  readonly channels: number;
}

/** How many numbers an image of this shape has. */
export const sizeOf = ({ height, width, channels }: ImageShape): number => height * width * channels;

export const sameShape = (a: ImageShape, b: ImageShape): boolean =>
  a.height === b.height && a.width === b.width && a.channels === b.channels;

/**
 * As sizes are written, height first: `28x28x1`.
 *
 * @example formatShape({ height: 28, width: 28, channels: 1 }); // '28x28x1'
 */
export const formatShape = (shape: ImageShape): string => `${formatSize(shape)}x${shape.channels}`;

/** @throws InputError if a side is not a whole number of 1 or more. */
export function assertShape(shape: ImageShape, where = 'image shape'): void {
  if (![shape.height, shape.width, shape.channels].every((side) => Number.isInteger(side) && side >= 1))
    throw new InputError({ where, found: formatShape(shape), expected: 'height, width and channels of 1 or more' });
}
