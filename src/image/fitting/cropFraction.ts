import { formatSize } from '../../settings/size.js';
import type { Mode } from './geometry.js';
import { percentage } from './words.js';

const usual = 0.875;

/** The middle part of each side is cut out, a fraction of it, and stretched: TensorFlow's central_crop, then a resize. */
export const cropFraction: Mode = {
  describe: ({ fraction = usual }, size) =>
    `cut to ${percentage(fraction)} of each side in the middle, then stretched to ${formatSize(size)}`,
  geometry: ({ height, width }, size, { fraction = usual }) => {
    // What is cut off at the beginning is cut off at the end.
    const [top, left] = [Math.trunc((height - height * fraction) / 2), Math.trunc((width - width * fraction) / 2)];
    return { part: { top, left, height: height - 2 * top, width: width - 2 * left }, whole: size, top: 0, left: 0 };
  },
};
