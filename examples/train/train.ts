/**
 * Trains the four networks on Fashion-MNIST and writes each as TF.js and as ONNX into examples/models.
 *
 *     npx tsx examples/train/train.ts [--data DIR] [--out DIR] [--only NAME]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { useWasm } from './backend.js';
import { defaultDataDirectory, imagesAt, labels, readFashionMnist, type Dataset } from './data.js';
import { buildModel, logitsOf, variants } from './networks.js';
import { toOnnx } from './onnx.js';
import { saveTo } from './tfjsFile.js';

const seed = 2211;
const epochs = 8;
const batchSize = 128;
const learningRate = 0.001;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: defaultDataDirectory },
    out: { type: 'string', default: fileURLToPath(new URL('../models', import.meta.url)) },
    only: { type: 'string' },
  },
});
const chosen = variants.filter(({ name }) => options.only === undefined || name === options.only);
if (chosen.length === 0) throw new Error(`--only must be one of ${variants.map(({ name }) => name).join(', ')}.`);

const trainingSet = await readFashionMnist(options.data, 'train');
const testSet = await readFashionMnist(options.data, 't10k');
await useWasm();
await mkdir(options.out, { recursive: true });

for (const { name, network, useBias } of chosen) {
  const model = buildModel(name, network, useBias, seed);
  console.log(`${name}: ${model.countParams()} weights`);
  train(model);
  for (const scalar of [0.1, 0.01]) {
    console.log(`  accuracy at scalar ${scalar}: ${accuracy(model, testSet, scalar).toFixed(4)}`);
  }
  await model.save(saveTo(join(options.out, name)));
  await writeFile(join(options.out, `${name}.onnx`), toOnnx(network, model));
  model.dispose();
}

/** Adam on softmax cross entropy from logits. The order of the images depends on the seed alone. */
function train(model: LayersModel): void {
  const optimizer = tf.train.adam(learningRate);
  const random = xoroshiro128plus(seed);
  const order = Uint32Array.from({ length: trainingSet.count }, (_, index) => index);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const started = performance.now();
    let totalLoss = 0;
    for (let i = order.length - 1; i > 0; i--) {
      const j = uniformInt(random, 0, i);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    for (let start = 0; start < order.length; start += batchSize) {
      const batch = order.subarray(start, start + batchSize);
      totalLoss += step(model, optimizer, batch) * batch.length;
    }
    const loss = (totalLoss / order.length).toFixed(4);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `  epoch ${epoch}/${epochs}: loss ${loss}, test accuracy ${accuracy(model, testSet).toFixed(4)}, ${seconds} s`,
    );
  }
  optimizer.dispose();
}

/** One step of the optimizer; returns the loss before it. */
function step(model: LayersModel, optimizer: tf.Optimizer, batch: Uint32Array): number {
  return tf.tidy(() => {
    const images = imagesAt(trainingSet, batch);
    const classes = Int32Array.from(batch, (index) => trainingSet.classes[index] ?? 0);
    const targets = tf.oneHot(tf.tensor1d(classes, 'int32'), labels.length);
    const loss = optimizer.minimize(
      (): tf.Scalar => tf.losses.softmaxCrossEntropy(targets, logitsOf(model, images)),
      true,
    );
    return loss?.dataSync()[0] ?? NaN;
  });
}

/** The share of images whose largest logit is their class. */
function accuracy(model: LayersModel, data: Dataset, scalar = 1): number {
  const size = 1000;
  let correct = 0;
  for (let start = 0; start < data.count; start += size) {
    const indices = Array.from({ length: Math.min(size, data.count - start) }, (_, i) => start + i);
    const predicted = tf.tidy(() => tf.argMax(logitsOf(model, imagesAt(data, indices, scalar)), 1).dataSync());
    correct += indices.filter((index, i) => data.classes[index] === predicted[i]).length;
  }
  return correct / data.count;
}
