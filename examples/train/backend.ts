import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerConv2dBackpropFilter } from './conv2dBackpropFilter.js';
import { registerFastMatMulGradient } from './matMulGradient.js';

/** Makes TF.js compute with WebAssembly, gradients of convolutions included. */
export async function useWasm(): Promise<void> {
  const require = createRequire(import.meta.url);
  setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  await tf.setBackend('wasm');
  await tf.ready();
  registerConv2dBackpropFilter();
  registerFastMatMulGradient();
}
