// Writes test/image/golden/tfjs.json: pictures resized by TF.js on its CPU backend. See golden-pixels.py.
//
//     node scripts/golden-pixels.mjs

import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
// oxlint-disable-next-line import/no-unassigned-import -- it registers itself
import '@tensorflow/tfjs-backend-cpu';

await tf.setBackend('cpu');

const picture = (height, width, channels) => {
  const count = height * width * channels;
  let state = 1;
  return Float32Array.from({ length: count }, (_, i) => {
    state = (75 * state + 74) % 65537;
    return (Math.floor((i * 255) / count) + (state % 160)) % 256;
  });
};

const sizes = [
  [
    [23, 17, 3],
    [9, 11],
  ],
  [
    [7, 5, 3],
    [16, 13],
  ],
  [
    [12, 30, 1],
    [31, 7],
  ],
  [
    [10, 21, 3],
    [10, 8],
  ],
  [
    [60, 80, 1],
    [3, 4],
  ],
  [
    [4, 3, 1],
    [1, 1],
  ],
];

const resizes = ['tfjs-bilinear', 'tfjs-bilinear-aligned'].flatMap((kernel) =>
  sizes.map(([from, to]) => {
    const before = tf.tensor3d(picture(...from), from);
    const data = tf.image.resizeBilinear(before, to, kernel.endsWith('aligned')).dataSync();
    return { kernel, from, to, kind: 'float32', data: Buffer.from(Float32Array.from(data).buffer).toString('base64') };
  }),
);

writeFileSync(
  'test/image/golden/tfjs.json',
  `${JSON.stringify({ 'made by': { 'tfjs-core': tf.version_core }, resizes }, null, 1)}\n`,
);
