import { asPillow } from './asPillow.js';
import type { ResizeKernel } from './kernel.js';
import type { ResizeFilter } from './windows.js';

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

const lanczos: ResizeFilter = {
  support: 3,
  weight: (distance) => (distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0),
};

export const pillowLanczos: ResizeKernel = {
  means: "Pillow's LANCZOS: a windowed sinc, three pixels each way",
  resize: asPillow(lanczos),
};
