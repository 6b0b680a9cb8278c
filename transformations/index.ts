import type { Transformation } from '../src/core.js';
import { affine } from './affine.js';
import { blur } from './blur.js';
import { brightness } from './brightness.js';
import { contrast } from './contrast.js';
import { crop } from './crop.js';
import { exposure } from './exposure.js';
import { flip } from './flip.js';
import { gamma } from './gamma.js';
import { gaussianNoise } from './gaussianNoise.js';
import { jpeg } from './jpeg.js';
import { kernel } from './kernel.js';
import { lightField } from './lightField.js';
import { occlusion } from './occlusion.js';
import { posterise } from './posterise.js';
import { rotation } from './rotation.js';
import { scalar } from './scalar.js';
import { shift } from './shift.js';
import { vignette } from './vignette.js';
import { whiteBalance } from './whiteBalance.js';

export {
  scalar,
  exposure,
  contrast,
  brightness,
  affine,
  gamma,
  whiteBalance,
  vignette,
  lightField,
  gaussianNoise,
  blur,
  jpeg,
  kernel,
  shift,
  flip,
  rotation,
  crop,
  occlusion,
  posterise,
};

/**
 * Every transformation that conic knows. A new one is a file beside this one, and a line here.
 *
 * @example transformations.map(({ name }) => name).includes('gamma'); // true
 */
export const transformations: readonly Transformation[] = [
  scalar,
  exposure,
  contrast,
  brightness,
  affine,
  gamma,
  whiteBalance,
  vignette,
  lightField,
  gaussianNoise,
  blur,
  jpeg,
  kernel,
  shift,
  flip,
  rotation,
  crop,
  occlusion,
  posterise,
];
