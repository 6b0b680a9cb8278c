import { betweenTwo } from './betweenTwo.js';
import type { ResizeKernel } from './kernel.js';

export const tfjsBilinear: ResizeKernel = {
  means: "TF.js' tf.image.resizeBilinear: tensorflow-bilinear-legacy in doubles",
  resize: betweenTwo((i, { before, after }) => i * (before / after), Number),
};
