import { asPillow } from './asPillow.js';
import { cubic } from './cubic.js';
import type { ResizeKernel } from './kernel.js';

export const pillowBicubic: ResizeKernel = {
  means: "Pillow's BICUBIC: a cubic, two pixels each way",
  resize: asPillow(cubic),
};
