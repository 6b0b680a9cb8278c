import { either, exactly, number, whole } from './kinds.js';
import { overflow, spaceSetting, tolerance } from './run.js';
import { rangeAround1, scalarsSetting } from './scalars.js';
import { settings } from './setting.js';

const fine = 'a number from 1e-9 to below 1';
// Closer than this there are no two float32 numbers.
const closest = 2 ** -22;

/** What a hunt can be told. */
export const huntSettings = settings({
  /** The range of scalars, with 1 in it. Default 1e-4 to 1e4. */
  scalars: {
    ...scalarsSetting,
    kind: rangeAround1,
    help: 'the range of scalars, with 1 in it',
    default: { min: 1e-4, max: 1e4 },
  },
  /**
   * What to do above white. Default `allow`: the model is asked what it says there. `limit` hunts only where a camera could
   * follow: up to the scalar at which the brightest pixel is white.
   */
  overflow: {
    kind: overflow,
    help: 'what happens above white (limit: what a camera shows)',
    default: 'allow',
    placeholder: 'how',
  },
  /** Where scalars act: on pixels, or after preprocessing. Default `pixel`. */
  space: { ...spaceSetting, default: 'pixel' },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: { ...tolerance, kind: number(fine, { from: 1e-9, below: 1 }) },
  /** How closely a flip is located, relative; or `float32`: to the last float32 number. Default 1e-6. */
  precision: {
    kind: either(number(`a number from ${closest} to below 1`, { from: closest, below: 1 }), exactly('float32')),
    help: 'how closely flips are located, relative; or float32: to the last float32 number',
    default: 1e-6,
    placeholder: false,
  },
  /** Leave out the images before this place. Default 0. The others come out as they would without. */
  firstImage: {
    kind: whole(0, 2 ** 53 - 1),
    help: 'leave out the images before this place',
    default: 0,
    placeholder: false,
  },
});
