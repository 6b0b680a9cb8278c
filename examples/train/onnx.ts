import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { labels } from './data.js';
import { imageShape, type Network } from './networks.js';
import { onnxModel, type OnnxNode, type OnnxTensor } from './onnxFile.js';

/** A tensor's shape and values, without a name. */
type Values = Omit<OnnxTensor, 'name'>;

/**
 * Writes a trained model as ONNX.
 *
 * TF.js keeps channels last and ONNX keeps them first, so kernels are transposed, and the first dense kernel after
 * flattening has its rows reordered. Every node has the name of its Keras layer; an activation fused into a layer in
 * TF.js is a node of its own here, `<layer>_relu`.
 */
export function toOnnx(network: Network, model: LayersModel): Uint8Array {
  const [height, width, channels] = imageShape;
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  let current = 'image';

  /** Adds a node that reads the previous node's output and then the named constants. */
  function append(
    op: string,
    name: string,
    constants: Record<string, Values> = {},
    attributes?: OnnxNode['attributes'],
  ) {
    for (const [key, values] of Object.entries(constants)) initializers.push({ name: key, ...values });
    const inputs = [current, ...Object.keys(constants)];
    nodes.push({ name, op, inputs, outputs: [name], ...(attributes && { attributes }) });
    current = name;
  }

  let shape: readonly number[] = imageShape;
  let beforeFlatten: readonly number[] | undefined;
  for (const layer of network) {
    const { name } = layer;
    const tfLayer = model.getLayer(name);
    const [kernel, bias] = tfLayer.getWeights();
    const constants = (weight: Values) => ({
      [`${name}.weight`]: weight,
      ...(bias && { [`${name}.bias`]: valuesOf(bias) }),
    });

    switch (layer.kind) {
      case 'conv': {
        if (!kernel) throw new Error(`Layer ${name} has no kernel.`);
        const padding = layer.same ? (layer.size - 1) / 2 : 0;
        append('Conv', name, constants(convolutionKernel(kernel)), {
          kernel_shape: { ints: [layer.size, layer.size] },
          pads: { ints: [padding, padding, padding, padding] },
          strides: { ints: [1, 1] },
        });
        append('Relu', `${name}_relu`);
        break;
      }
      case 'pool':
        append(
          'MaxPool',
          name,
          {},
          {
            kernel_shape: { ints: [layer.size, layer.size] },
            strides: { ints: [layer.size, layer.size] },
          },
        );
        break;
      case 'flatten':
        beforeFlatten = shape;
        append('Flatten', name, {}, { axis: { int: 1 } });
        break;
      case 'dense':
        if (!kernel) throw new Error(`Layer ${name} has no kernel.`);
        append('Gemm', name, constants(denseKernel(kernel, beforeFlatten)));
        beforeFlatten = undefined;
        if (layer.relu) append('Relu', `${name}_relu`);
        break;
    }
    shape = sizes(tfLayer.outputShape);
  }

  return onnxModel({
    name: model.name,
    inputs: [{ name: 'image', shape: ['N', channels, height, width] }],
    outputs: [{ name: current, shape: ['N', labels.length] }],
    nodes,
    initializers,
    opset: 17,
    metadata: { labels: JSON.stringify(labels) },
  });
}

/** [height, width, in, out] as [out, in, height, width]. */
function convolutionKernel(kernel: tf.Tensor): Values {
  return takeValues(tf.transpose(kernel, [3, 2, 0, 1]));
}

/** [in, out], with the rows in channels-first order if the input was flattened from [height, width, channels]. */
function denseKernel(kernel: tf.Tensor, flattenedFrom: readonly number[] | undefined): Values {
  if (!flattenedFrom) return valuesOf(kernel);
  const reordered = tf.tidy(() => {
    const rows = tf.reshape(kernel, [...flattenedFrom, -1]);
    return tf.reshape(tf.transpose(rows, [2, 0, 1, 3]), kernel.shape);
  });
  return takeValues(reordered);
}

function valuesOf(tensor: tf.Tensor): Values {
  return { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}

/** The values of a tensor that nothing else needs. */
function takeValues(tensor: tf.Tensor): Values {
  const values = valuesOf(tensor);
  tensor.dispose();
  return values;
}

/** A layer's output shape without the batch dimension. */
function sizes(outputShape: LayersModel['outputShape']): number[] {
  return outputShape.slice(1).map((size) => {
    if (typeof size !== 'number') throw new Error('A layer has an output of unknown size.');
    return size;
  });
}
