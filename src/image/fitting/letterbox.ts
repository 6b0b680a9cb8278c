import { formatSize } from '../../settings/size.js';
import { beforeCropping, halfToEven, middle, wholeOf, type Mode } from './geometry.js';

/** The whole picture in its own ratio, with a border where it does not reach. */
export const letterbox: Mode = {
  describe: (resizing, size) =>
    `resized to fit into ${formatSize(beforeCropping(size, resizing))}, with a border of ${[resizing.fill ?? 0].flat().join(',')}`,
  geometry: (picture, size, resizing) => {
    const { height, width } = picture;
    const box = beforeCropping(size, resizing);
    const ratio = Math.max(height / box.height, width / box.width);
    const whole = { height: Math.max(1, halfToEven(height / ratio)), width: Math.max(1, halfToEven(width / ratio)) };
    return { part: wholeOf(picture), whole, ...middle(whole, size, resizing.odd === 'even' ? halfToEven : Math.trunc) };
  },
};
