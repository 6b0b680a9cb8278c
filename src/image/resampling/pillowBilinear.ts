import { asPillow } from './asPillow.js';
import type { ResizeKernel } from './kernel.js';
import { triangle } from './triangle.js';

export const pillowBilinear: ResizeKernel = {
  means: "Pillow's BILINEAR: a triangle over all old pixels around the new one",
  resize: asPillow(triangle),
};
