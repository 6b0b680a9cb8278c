import { betweenTwo, type PlaceOf } from './betweenTwo.js';
import type { ResizeKernel } from './kernel.js';

const { fround } = Math;

const place: PlaceOf = (i, { before, after }) => fround(fround(fround(i + 0.5) * fround(before / after)) - 0.5);

export const tensorflowBilinear: ResizeKernel = {
  means:
    "TensorFlow's tf.image.resize, and Keras': between four pixels whose centres are in their middles, not antialiased",
  resize: betweenTwo(place, fround),
};
