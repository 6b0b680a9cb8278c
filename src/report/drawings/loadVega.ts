import { createRequire } from 'node:module';

// By require, since an import looks for the names that CommonJS exports in every file of these large packages, which takes longer than to run them.
const load = createRequire(import.meta.url);

/**
 * Vega, which draws, loaded when something is drawn: it is large.
 *
 * Vega-Lite 5 and Vega 5 (BSD): well kept, pure JavaScript without a browser, and the last with CommonJS builds (`npm run dependencies` says
 * what is kept back, and why).
 *
 * @example const vega = loadVega();
 */
export function loadVega(): typeof import('vega') {
  return load('vega');
}

/**
 * The compiler of Vega-Lite, for drawings of which a run has a few. What a run draws a dozen times is said to Vega itself, without it.
 *
 * @example loadVega().parse(loadVegaLite().compile(drawing).spec);
 */
export function loadVegaLite(): typeof import('vega-lite') {
  return load('vega-lite');
}
