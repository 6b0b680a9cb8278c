/**
 * Checks the shipped models on the shipped images: the TF.js and the ONNX file of a network give the same logits, and
 * a zero-bias network's logits scale exactly with the image. Exits with status 1 if not.
 *
 *     npx tsx examples/train/verify.ts
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { useWasm } from './backend.js';
import { pixelsPerImage, toFloats } from './data.js';
import { logitsOf, variants } from './networks.js';
import { openOnnx, runOnnx } from './onnxSession.js';
import { loadFrom } from './tfjsFile.js';

const tolerance = 1e-5;
// Multiplying by a power of two only moves the exponent, so every rounding stays the same and equality is exact.
const scalars = [2 ** -10, 2 ** 10];

await useWasm();
const images = await readImages();
console.log(`${images.length / pixelsPerImage} images`);
for (const { name, useBias } of variants) {
  const session = await openOnnx(name);
  const onnx = await runOnnx(session, images);
  const model = await loadLayersModel(loadFrom(fileURLToPath(new URL(`../models/${name}`, import.meta.url))));
  const tfjs = tf.tidy(() => logitsOf(model, images).dataSync());

  const largest = onnx.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  const difference = onnx.reduce((most, logit, i) => Math.max(most, Math.abs(logit - (tfjs[i] ?? NaN))), 0);
  const relative = difference / largest;
  expect(
    relative <= tolerance,
    `${name}: TF.js and ONNX differ by ${difference.toExponential(2)}, ${relative.toExponential(2)} of the largest logit`,
  );
  if (useBias) continue;
  for (const scalar of scalars) {
    const scaled = await runOnnx(
      session,
      images.map((pixel) => pixel * scalar),
    );
    const changed = scaled.filter((logit, i) => logit !== (onnx[i] ?? NaN) * scalar).length;
    expect(changed === 0, `${name}: ${changed} of ${onnx.length} logits do not scale exactly by ${scalar}`);
  }
}

function expect(holds: boolean, text: string): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${text}`);
  if (!holds) process.exitCode = 1;
}

async function readImages(): Promise<Float32Array> {
  const folder = fileURLToPath(new URL('../fashion-mnist/images', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.png')).toSorted();
  const pixels = new Float32Array(files.length * pixelsPerImage);
  for (const [i, file] of files.entries()) {
    const bytes = await sharp(join(folder, file)).toColourspace('b-w').raw().toBuffer();
    if (bytes.length !== pixelsPerImage) throw new Error(`${file} is not a greyscale image of 28x28 pixels.`);
    pixels.set(toFloats(bytes), i * pixelsPerImage);
  }
  return pixels;
}
