import { formatSize } from '../../settings/size.js';
import type { Size } from '../shape.js';
import type { Resizing } from './fit.js';
import { beforeCropping, middle, oddRounding, wholeOf, type Mode } from './geometry.js';

/** Both sides on their own, whatever their ratio. With an edge or a fraction, the middle is cut out afterwards. */
export const stretch: Mode = {
  describe: (resizing, size) => {
    const whole = stretched(size, resizing);
    const text = `stretched to ${formatSize(whole)}`;
    return formatSize(whole) === formatSize(size) ? text : `${text}, then the middle ${formatSize(size)}`;
  },
  geometry: (picture, size, resizing) => {
    const whole = stretched(size, resizing);
    return { part: wholeOf(picture), whole, ...middle(whole, size, oddRounding(resizing)) };
  },
};

function stretched(size: Size, resizing: Resizing): Size {
  const { edge } = resizing;
  if (edge === undefined) return beforeCropping(size, resizing);
  const shorter = Math.min(size.height, size.width);
  return { height: Math.round((size.height * edge) / shorter), width: Math.round((size.width * edge) / shorter) };
}
