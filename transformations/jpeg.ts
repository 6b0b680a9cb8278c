import { assertStrength, jpegOf, type Transformation } from '../src/core.js';

/**
 * Compressed as a JPEG and read again: 8 bits, colours at half the resolution. It is the image itself that is compressed, in the size that
 * the model takes; the property `jpeg-quality` compresses the picture of a file, before it is resized. It needs sharp, which conic brings.
 *
 * @example
 * const compressed = jpeg.apply(shoe, 60);
 * await develop(compressed); // its pixels take waiting
 */
export const jpeg: Transformation = {
  name: 'jpeg',
  strength: {
    means: 'the quality; 100: not compressed at all',
    identity: 100,
    usual: [30, 99],
    possible: [1, 100],
    scale: 'linear',
    whole: true,
  },
  composesWithScaling: false,
  source: 'Hendrycks and Dietterich, Benchmarking Neural Network Robustness (2019), arXiv 1903.12261: JPEG',
  unfit: ({ shape: { channels } }) => (channels === 1 || channels === 3 ? undefined : 'a JPEG has 1 or 3 channels'),
  apply: (image, strength) => {
    assertStrength(jpeg, strength);
    return strength === jpeg.strength.identity ? image : jpegOf(image, strength);
  },
};
