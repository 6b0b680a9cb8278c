import type { Transformation } from '../src/core.js';
import { gamma } from './gamma.js';

export { gamma } from './gamma.js';

/** Every transformation that conic knows. A new one is a file beside this one and a line here. */
export const transformations: readonly Transformation[] = [gamma];
