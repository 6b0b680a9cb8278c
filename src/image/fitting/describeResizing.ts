import type { Size } from '../shape.js';
import type { Resizing } from './fit.js';
import { fitModes } from './modes.js';

/** In words, after "pictures are": `stretched to 224x224 (pillow-bilinear)`. */
export function describeResizing(resizing: Resizing, size: Size): string {
  const text = fitModes[resizing.mode].describe(resizing, size);
  return resizing.mode === 'crop-only' ? text : `${text} (${resizing.kernel})`;
}
