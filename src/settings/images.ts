import { flag, whole } from './kinds.js';
import { settings } from './setting.js';

/** How images are read from a path. */
export const imageSettings = settings({
  /**
   * Whether images of another size are brought to the model's: as the model says, or as `fit` and `resizeKernel` of the model tell; else
   * both sides separately by Pillow's Lanczos. Without it, another size is an error, unless the model itself says how it resizes.
   */
  resize: {
    kind: flag,
    help: 'resize images that have another size',
    usually: 'only if the model says how',
  },
  /**
   * Whether image files that cannot be read into the model's shape are left out, and listed in `skipped`; else the first
   * of them is an error.
   */
  skipUnreadable: { kind: flag, help: 'leave out images that cannot be read, and count them', default: false },
  /** The most images to read: taken in even steps from the sorted list, so that every class has its share. */
  limit: { kind: whole(1, 1e9), help: 'most images to read, in even steps from the sorted list', usually: 'all' },
});
