import type { ResizeFilter } from './windows.js';

/** Less the farther away, down to nothing at the next pixel's centre. */
export const triangle: ResizeFilter = {
  support: 1,
  weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
};
