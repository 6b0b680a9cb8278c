import { eightBits } from './eightBits.js';
import { floatSums } from './floatSums.js';
import type { ResizeKernel } from './kernel.js';
import { sixteenBits } from './sixteenBits.js';
import { twoPasses } from './twoPasses.js';
import { windowsOf, type ResizeFilter } from './windows.js';

/** Resizing by a filter as Pillow does it: first across, then down, whole numbers after each. */
export const asPillow =
  (filter: ResizeFilter): ResizeKernel['resize'] =>
  (picture, across, down) => {
    const { shape, samples } = picture;
    const windows = [windowsOf(across, filter), windowsOf(down, filter)] as const;
    return {
      shape: { height: down.count, width: across.count, channels: shape.channels },
      samples:
        samples instanceof Uint8Array
          ? twoPasses(picture, ...windows, eightBits)
          : samples instanceof Uint16Array
            ? twoPasses(picture, ...windows, sixteenBits)
            : twoPasses(picture, ...windows, floatSums),
    };
  };
