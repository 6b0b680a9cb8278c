import { blob } from './blob.js';
import { checkerboard } from './checkerboard.js';
import { constant } from './constant.js';
import { gradient } from './gradient.js';
import { noise } from './noise.js';
import { sinusoid } from './sinusoid.js';
import { sparse } from './sparse.js';

/** Every kind of made image, simplest first, by the name that users know it by. A new kind is a file and a line here. */
export const kinds = { constant, gradient, checkerboard, sinusoid, blob, noise, sparse };
