import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers the gradient of a convolution with respect to its filter, which the wasm backend lacks.
 *
 * Only what the networks here need: stride 1, 'same' or 'valid' padding, channels last.
 */
export function registerConv2dBackpropFilter(): void {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs: { x, dy }, attrs }) => {
      const filterShape = attrs?.['filterShape'];
      if (!(x instanceof tf.Tensor) || !(dy instanceof tf.Tensor) || !isShape(filterShape)) {
        throw new Error('Conv2DBackpropFilter was called without x, dy or filterShape.');
      }
      if (attrs?.['dataFormat'] !== 'NHWC' || [attrs['strides']].flat().some((stride) => stride !== 1)) {
        throw new Error('Conv2DBackpropFilter is only written for NHWC and stride 1.');
      }
      return tf.tidy(() => filterGradient(tensor4d(x), tensor4d(dy), filterShape));
    },
  });
}

type Shape4 = [number, number, number, number];

/**
 * The gradient is itself a convolution: `x` slides over `dy`, with the batch in the place of the channels, because the
 * products are summed over every image and every position of the output.
 */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4): tf.Tensor4D {
  const [, height, width] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  const padded = tf.pad4d(x, [
    [0, 0],
    padding(height, outHeight, filterShape[0]),
    padding(width, outWidth, filterShape[1]),
    [0, 0],
  ]);
  const image = tf.transpose(padded, [3, 1, 2, 0]);
  const filter = tf.transpose(dy, [1, 2, 0, 3]);
  return tf.transpose(tf.conv2d(image, filter, 1, 'valid'), [1, 2, 0, 3]);
}

/** With stride 1 the sizes alone tell how much was padded; 'same' puts an odd pixel at the end. */
function padding(size: number, outSize: number, filterSize: number): [number, number] {
  const total = outSize + filterSize - 1 - size;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function tensor4d(tensor: tf.Tensor): tf.Tensor4D {
  if (!isShape(tensor.shape)) throw new Error(`Expected four dimensions, not [${tensor.shape.join(', ')}].`);
  return tf.reshape(tensor, tensor.shape);
}

function isShape(value: unknown): value is Shape4 {
  return Array.isArray(value) && value.length === 4 && value.every((size) => typeof size === 'number');
}
