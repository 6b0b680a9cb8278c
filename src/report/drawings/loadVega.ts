import { createRequire } from 'node:module';

// By require, since an import looks for the names that CommonJS exports in every file of these large packages: a tenth of a second.
const load = createRequire(import.meta.url);

/**
 * Vega, which draws, and the compiler of Vega-Lite, loaded when something is drawn: both are large.
 *
 * Vega-Lite 5 and Vega 5 (BSD): well kept, pure JavaScript without a browser, and the last with CommonJS builds (`npm run dependencies` says
 * what is kept back, and why).
 *
 * @example const { vega, compile } = loadVega();
 */
export function loadVega(): {
  readonly vega: typeof import('vega');
  readonly compile: (typeof import('vega-lite'))['compile'];
} {
  const vega: typeof import('vega') = load('vega');
  const { compile }: typeof import('vega-lite') = load('vega-lite');
  return { vega, compile };
}
