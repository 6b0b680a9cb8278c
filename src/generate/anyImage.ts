import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { plannedAs } from './imagePlan.js';
import { kinds } from './kinds.js';

/**
 * Images of every kind conic can make, as likely as each other.
 *
 * @example fc.sample(images.arbitrary({ height: 28, width: 28, channels: 1 }), 3)
 */
export const anyImage = (shape: ImageShape): fc.Arbitrary<Image> =>
  plannedAs({ kind: 'made' }, fc.oneof(...Object.values(kinds).map((kind) => kind(shape))));
