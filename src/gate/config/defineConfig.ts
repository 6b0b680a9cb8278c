import type { GateConfig } from './config.js';

/**
 * A configuration as it is, with its types: what `conic.config.ts` exports.
 *
 * @example
 * export default defineConfig({
 *   model: 'model.onnx',
 *   images: 'samples',
 *   properties: { 'scalar-invariance': { rate: { atMost: 0.01, confidence: 0.95 } } },
 * });
 */
export const defineConfig = (config: GateConfig): GateConfig => config;
