import { asPillow } from './asPillow.js';
import type { ResizeKernel } from './kernel.js';
import type { ResizeFilter } from './windows.js';

const box: ResizeFilter = {
  support: 0.5,
  weight: (distance) => (distance > -0.5 && distance <= 0.5 ? 1 : 0),
};

export const pillowBox: ResizeKernel = {
  means: "Pillow's BOX: the mean of the old pixels under the new one",
  resize: asPillow(box),
};
