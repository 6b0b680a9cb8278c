import { transformation } from '../src/core.js';

/**
 * A black square in the middle, over what is there.
 *
 * @example occlusion.apply(row, 1).pixels(); // [0, 0, 0.5, 1], where row has [0, 0.25, 0.5, 1]
 */
export const occlusion = transformation({
  name: 'occlusion',
  strength: {
    means: "the square's side, as a share of the picture's shorter one",
    identity: 0,
    usual: [0, 0.5],
    possible: [0, 1],
    scale: 'linear',
  },
  composesWithScaling: true,
  source:
    'Zeiler and Fergus, Visualizing and Understanding Convolutional Networks (2014), arXiv 1311.2901; DeVries and Taylor, Cutout (2017), arXiv 1708.04552',
  change: (pixels, { height, width, channels }, share) => {
    const side = Math.round(share * Math.min(height, width));
    const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
    return pixels.map((value, i) => {
      const place = Math.floor(i / channels);
      const [x, y] = [(place % width) - left, Math.floor(place / width) - top];
      return x >= 0 && x < side && y >= 0 && y < side ? 0 : value;
    });
  },
});
