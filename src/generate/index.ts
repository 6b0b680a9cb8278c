// What users know as `images`: where images come from.

export { fromPath as from } from '../image/fromPath.js';
export { fromPixels } from '../image/corpus.js';
export { anyImage as arbitrary } from './anyImage.js';
export { fromCorpus as of, type CorpusConstraints } from './fromCorpus.js';
export { constant } from './constant.js';
export { gradient } from './gradient.js';
export { checkerboard } from './checkerboard.js';
export { sinusoid } from './sinusoid.js';
export { blob } from './blob.js';
export { noise } from './noise.js';
export { sparse } from './sparse.js';
