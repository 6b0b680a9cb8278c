import type { Arithmetic } from './twoPasses.js';

/** Float32 after each pass, and nothing rounded to whole numbers: what libraries of tensors do. */
export const floatSums: Arithmetic<Float32Array> = {
  row: (length) => new Float32Array(length),
  sums: (length) => new Float64Array(length),
  weights: ({ weights }) => weights,
  finish: (sums, pixels) => pixels.set(sums),
};
