import { betweenTwo, type PlaceOf } from './betweenTwo.js';
import type { ResizeKernel } from './kernel.js';

const { fround } = Math;

const place: PlaceOf = (i, { before, after }) => fround(i * fround(before / after));

export const tensorflowBilinearLegacy: ResizeKernel = {
  means: "TensorFlow 1's resize_bilinear: the same with centres in the upper left corners",
  resize: betweenTwo(place, fround),
};
