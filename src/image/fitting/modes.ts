import { cropFirst } from './cropFirst.js';
import { cropFraction } from './cropFraction.js';
import { cropOnly } from './cropOnly.js';
import type { FitMode } from './fit.js';
import type { Mode } from './geometry.js';
import { letterbox } from './letterbox.js';
import { shortestEdge } from './shortestEdge.js';
import { stretch } from './stretch.js';

/** Every mode, by the name that settings know it by. */
export const fitModes: Readonly<Record<FitMode, Mode>> = {
  stretch,
  'shortest-edge': shortestEdge,
  'crop-first': cropFirst,
  'crop-fraction': cropFraction,
  'crop-only': cropOnly,
  letterbox,
};
