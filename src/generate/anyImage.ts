import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { blob } from './blob.js';
import { checkerboard } from './checkerboard.js';
import { constant } from './constant.js';
import { gradient } from './gradient.js';
import { noise } from './noise.js';
import { sinusoid } from './sinusoid.js';
import { sparse } from './sparse.js';

/** Every kind of made image, simplest first. */
const kinds = [constant, gradient, checkerboard, sinusoid, blob, noise, sparse] as const;

/**
 * Images of every kind conic can make, as likely as each other.
 *
 * @example fc.sample(images.arbitrary({ height: 28, width: 28, channels: 1 }), 3)
 */
export const anyImage = (shape: ImageShape): fc.Arbitrary<Image> => fc.oneof(...kinds.map((kind) => kind(shape)));
