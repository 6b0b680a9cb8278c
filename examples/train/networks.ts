import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { labels, side } from './data.js';

/** One layer. Convolutions have stride 1, pooling has stride `size`. */
export type Layer =
  | {
      readonly kind: 'conv';
      readonly name: string;
      readonly filters: number;
      readonly size: number;
      readonly same: boolean;
    }
  | { readonly kind: 'pool'; readonly name: string; readonly size: number }
  | { readonly kind: 'flatten'; readonly name: string }
  | { readonly kind: 'dense'; readonly name: string; readonly units: number; readonly relu: boolean };

/** A plain stack of layers; the last one gives the logits. */
export type Network = readonly Layer[];

/** 784-256-128-10. */
const mlp: Network = [
  { kind: 'flatten', name: 'flatten' },
  { kind: 'dense', name: 'dense1', units: 256, relu: true },
  { kind: 'dense', name: 'dense2', units: 128, relu: true },
  { kind: 'dense', name: 'logits', units: labels.length, relu: false },
];

/** LeNet-5 with ReLU and max pooling. */
const lenet: Network = [
  { kind: 'conv', name: 'conv1', filters: 6, size: 5, same: true },
  { kind: 'pool', name: 'pool1', size: 2 },
  { kind: 'conv', name: 'conv2', filters: 16, size: 5, same: false },
  { kind: 'pool', name: 'pool2', size: 2 },
  { kind: 'flatten', name: 'flatten' },
  { kind: 'dense', name: 'dense1', units: 120, relu: true },
  { kind: 'dense', name: 'dense2', units: 84, relu: true },
  { kind: 'dense', name: 'logits', units: labels.length, relu: false },
];

/** The four networks that are trained: each architecture without and with biases. */
export const variants = [
  { name: 'mlp-zero-bias', network: mlp, useBias: false },
  { name: 'mlp-bias', network: mlp, useBias: true },
  { name: 'lenet-zero-bias', network: lenet, useBias: false },
  { name: 'lenet-bias', network: lenet, useBias: true },
] as const;

/** The shape of one image, channels last as TF.js wants it. */
export const imageShape: readonly [number, number, number] = [side, side, 1];

/** An untrained TF.js model of the network. The same seed gives the same initial weights. */
export function buildModel(name: string, network: Network, useBias: boolean, seed: number): tfl.LayersModel {
  const input = tfl.input({ shape: [...imageShape], name: 'image' });
  let output = input;
  network.forEach((layer, index) => {
    const applied = buildLayer(layer, useBias, seed + index).apply(output);
    if (!(applied instanceof tfl.SymbolicTensor)) throw new Error(`Layer ${layer.name} has more than one output.`);
    output = applied;
  });
  const model = tfl.model({ name, inputs: input, outputs: output });
  model.setUserDefinedMetadata({ labels: [...labels] });
  return model;
}

function buildLayer(layer: Layer, useBias: boolean, seed: number): tfl.layers.Layer {
  const { name } = layer;
  const weights = {
    useBias,
    biasInitializer: 'zeros',
    kernelInitializer: tfl.initializers.glorotUniform({ seed }),
  } as const;
  switch (layer.kind) {
    case 'conv':
      return tfl.layers.conv2d({
        name,
        filters: layer.filters,
        kernelSize: layer.size,
        padding: layer.same ? 'same' : 'valid',
        activation: 'relu',
        ...weights,
      });
    case 'pool':
      return tfl.layers.maxPooling2d({ name, poolSize: layer.size });
    case 'flatten':
      return tfl.layers.flatten({ name });
    case 'dense':
      return tfl.layers.dense({ name, units: layer.units, activation: layer.relu ? 'relu' : 'linear', ...weights });
  }
}

/** The logits of a batch of images, as a tensor of shape [N, 10]. */
export function logitsOf(model: tfl.LayersModel, images: Float32Array): tf.Tensor2D {
  const batch = tf.tensor4d(images, [images.length / (side * side), ...imageShape]);
  const logits = model.apply(batch);
  if (!(logits instanceof tf.Tensor)) throw new Error('The model has more than one output.');
  return tf.reshape(logits, [-1, labels.length]);
}
