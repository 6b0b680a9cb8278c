import { formatSize } from '../../settings/size.js';
import type { Size } from '../shape.js';
import { percentage } from './words.js';
import type { Mode, Region } from './geometry.js';

/** The largest part in the middle that has the model's ratio of sides, or a fraction of it, is cut out and resized: Keras' smart_resize. */
export const cropFirst: Mode = {
  describe: ({ fraction = 1 }, size) =>
    `cut to the ratio of ${formatSize(size)}${fraction === 1 ? '' : `, of which ${percentage(fraction)} in the middle`}, then resized to it`,
  geometry: (picture, size, { fraction = 1 }) => ({
    part: ofItsRatio(picture, size, fraction),
    whole: size,
    top: 0,
    left: 0,
  }),
};

function ofItsRatio({ height, width }: Size, size: Size, fraction: number): Region {
  const tall = Math.min(height, Math.trunc((width * size.height) / size.width));
  const wide = Math.min(width, Math.trunc((height * size.width) / size.height));
  const part = { height: Math.max(1, Math.trunc(tall * fraction)), width: Math.max(1, Math.trunc(wide * fraction)) };
  return { top: Math.floor((height - part.height) / 2), left: Math.floor((width - part.width) / 2), ...part };
}
