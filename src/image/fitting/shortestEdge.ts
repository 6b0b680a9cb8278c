import { formatSize } from '../../settings/size.js';
import type { Size } from '../shape.js';
import type { Resizing } from './fit.js';
import { beforeCropping, halfToEven, middle, oddRounding, wholeOf, type Mode } from './geometry.js';

/** The shorter side to the model's size or more, the other in its ratio; then the middle is cut out. */
export const shortestEdge: Mode = {
  describe: (resizing, size) => {
    const edge = edgeOf(size, resizing);
    const resized =
      edge === undefined
        ? `resized until ${formatSize(beforeCropping(size, resizing))} is covered`
        : `resized to ${edge} pixels on the shorter side`;
    return `${resized}, then the middle ${formatSize(size)}`;
  },
  geometry: (picture, size, resizing) => {
    const whole = covering(picture, size, resizing);
    return { part: wholeOf(picture), whole, ...middle(whole, size, oddRounding(resizing)) };
  },
};

/** What the shorter side becomes; undefined where the model's image is no square, and the ratio of both decides. */
function edgeOf(size: Size, resizing: Resizing): number | undefined {
  const before = beforeCropping(size, resizing);
  return resizing.edge ?? (before.height === before.width ? before.height : undefined);
}

function covering({ height, width }: Size, size: Size, resizing: Resizing): Size {
  const edge = edgeOf(size, resizing);
  if (edge === undefined) {
    const before = beforeCropping(size, resizing);
    const ratio = Math.min(height / before.height, width / before.width);
    return { height: halfToEven(height / ratio), width: halfToEven(width / ratio) };
  }
  // The longer side is cut to whole pixels, as torchvision and transformers do.
  return height <= width
    ? { height: edge, width: Math.trunc((edge * width) / height) }
    : { height: Math.trunc((edge * height) / width), width: edge };
}
