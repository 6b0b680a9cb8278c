import { formatSize } from '../../settings/size.js';
import { middle, oddRounding, wholeOf, type Mode } from './geometry.js';

/** The middle is cut out, or gets a border; nothing is resized. */
export const cropOnly: Mode = {
  describe: (_, size) => `cut to the middle ${formatSize(size)}`,
  geometry: (picture, size, resizing) => ({
    part: wholeOf(picture),
    whole: picture,
    ...middle(picture, size, oddRounding(resizing)),
  }),
};
