import * as tf from '@tensorflow/tfjs-core';

/**
 * Replaces the gradient of a matrix product by one that transposes first: the wasm backend multiplies plain matrices
 * about ten times faster than matrices it is told to read transposed.
 */
export function registerFastMatMulGradient(): void {
  tf.registerGradient({
    kernelName: tf.BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => {
      if (Array.isArray(dy) || !a || !b || a.rank !== 2 || attrs['transposeA'] || attrs['transposeB']) {
        throw new Error('The gradient of matMul is only written for two plain matrices.');
      }
      return {
        a: () => tf.matMul(dy, tf.transpose(b)),
        b: () => tf.matMul(tf.transpose(a), dy),
      };
    },
  });
}
