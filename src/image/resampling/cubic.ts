import type { ResizeFilter } from './windows.js';

/** The slope at the next pixel's centre. */
const a = -0.5;

/** Two cubic pieces each way that meet smoothly (Keys, 1981). */
export const cubic: ResizeFilter = {
  support: 2,
  weight: (distance) => {
    const x = Math.abs(distance);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  },
};
