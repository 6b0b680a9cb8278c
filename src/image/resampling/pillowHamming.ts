import { asPillow } from './asPillow.js';
import type { ResizeKernel } from './kernel.js';
import type { ResizeFilter } from './windows.js';

const hamming: ResizeFilter = {
  support: 1,
  weight: (distance) => {
    const angle = Math.abs(distance) * Math.PI;
    if (angle === 0) return 1;
    return angle < Math.PI ? (Math.sin(angle) / angle) * (0.54 + 0.46 * Math.cos(angle)) : 0;
  },
};

export const pillowHamming: ResizeKernel = {
  means: "Pillow's HAMMING: as wide as BILINEAR, and sharper",
  resize: asPillow(hamming),
};
