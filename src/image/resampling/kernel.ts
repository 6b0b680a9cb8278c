import type { resizeKernel } from '../../settings/fit.js';
import type { ValueOf } from '../../settings/kind.js';
import type { Raster } from '../samples.js';

/** How new pixels are made of old ones: `pillow-bilinear`. */
export type KernelName = ValueOf<typeof resizeKernel>;

/** One side of a picture that is resized: from `before` pixels to `after`, of which `count` are wanted, from the pixel `from` on. */
export interface Side {
  readonly before: number;
  readonly after: number;
  readonly from: number;
  readonly count: number;
}

/** A way to make the pixels of a picture of another size: a file beside this one, and a line in the index. */
export interface ResizeKernel {
  /** What it is, in a phrase for the docs: `Pillow's BILINEAR: a triangle over all pixels that a new one covers`. */
  readonly means: string;
  /** The wanted part of the picture in another size; a new one, with the same channels. */
  resize(picture: Raster, across: Side, down: Side): Raster;
}
