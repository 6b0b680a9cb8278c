import type { alphaWay, fitMode } from '../../settings/fit.js';
import type { ValueOf } from '../../settings/kind.js';
import type { KernelName } from '../resampling/kernel.js';

/** How a picture of another size is made to fit: `shortest-edge`. */
export type FitMode = ValueOf<typeof fitMode>;

/** What becomes of what can be seen through. */
export type AlphaWay = ValueOf<typeof alphaWay>;

/** How a picture is brought to the size that a model takes. */
export interface Resizing {
  readonly mode: FitMode;
  readonly kernel: KernelName;
  /** Of each side, what is left in the end of what was resized. Default 1; of `crop-fraction` 0.875. */
  readonly fraction?: number;
  /** What the shorter side is resized to (of `stretch`: both), in pixels; it comes before `fraction`. */
  readonly edge?: number;
  /** The colour of borders, from 0 to 255: one number, or one a channel. Default 0. */
  readonly fill?: number | readonly number[];
  /** Where a border or what is cut off has an odd number of pixels: less of it at the beginning (the default), or, as torchvision does, half of it rounded to even. */
  readonly odd?: 'floor' | 'even';
}

/**
 * How a picture from a file becomes an image that a model takes: as the model's own pipeline does it in production. What is not
 * said here is refused.
 */
export interface Fit {
  /** Done to every picture, of the model's own size as well. */
  readonly resizing?: Resizing;
  /** What becomes of partly transparent pictures. */
  readonly alpha?: AlphaWay;
  /** Whether coloured pictures are made grey for a model that takes grey: (299 red + 587 green + 114 blue) / 1000, as Pillow does. */
  readonly toGrey?: boolean;
}
