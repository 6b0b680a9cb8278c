import { betweenTwo, type PlaceOf } from './betweenTwo.js';
import type { ResizeKernel } from './kernel.js';

const place: PlaceOf = (i, { before, after }) => (after === 1 ? i * before : i * ((before - 1) / (after - 1)));

export const tfjsBilinearAligned: ResizeKernel = {
  means: "TF.js' tf.image.resizeBilinear with alignCorners: corners lie on corners",
  resize: betweenTwo(place, Number),
};
