import type * as fc from 'fast-check';
import { image, type Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { level, short } from './level.js';

/**
 * Images of one brightness, black included. The simplest there are.
 *
 * @example fc.assert(fc.asyncProperty(images.constant({ height: 28, width: 28, channels: 1 }), async (grey) => …));
 */
export const constant = (shape: ImageShape): fc.Arbitrary<Image> =>
  level().map((value) =>
    image(shape, { kind: 'constant', level: value }, `constant ${short(value)}`, (pixels) => pixels.fill(value)),
  );
