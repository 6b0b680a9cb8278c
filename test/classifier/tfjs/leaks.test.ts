import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

// TF.js does not run well in the sandbox of a test runner, so this is a program of its own on the built package.
const program = `
  import * as tf from '@tensorflow/tfjs-core';
  import * as layers from '@tensorflow/tfjs-layers';
  import '@tensorflow/tfjs-backend-cpu';
  import { fromTfjs, ClassifierError } from 'conic';
  const model = layers.sequential({ layers: [
    layers.layers.flatten({ inputShape: [2, 2, 1] }),
    layers.layers.dense({ units: 5, activation: 'relu', useBias: false }),
    layers.layers.dense({ units: 3, useBias: false }),
  ] });
  const own = { ...tf, ...layers };
  const classifier = await fromTfjs(model, { tf: own });
  const batch = (value) => ({ data: Float32Array.of(value, 0.5, 0.25, 1), count: 1 });
  await classifier.classify(batch(0));
  const probes = classifier.network.graph.nodes.flatMap(({ outputs }) => outputs).slice(0, 2);
  await classifier.network.probe(batch(0), probes);
  const before = tf.memory().numTensors;
  for (let call = 0; call < 10_000; call++) await classifier.classify(batch(call / 10_000));
  for (let call = 0; call < 100; call++) await classifier.network.probe(batch(call / 100), probes);
  let refused = 0;
  for (let call = 0; call < 10; call++)
    await classifier.classify(batch(NaN)).catch((error) => { if (error instanceof ClassifierError) refused++; });
  const after = tf.memory().numTensors;
  await classifier.dispose();
  console.log(JSON.stringify({ leaked: after - before, refused }));
`;

test('ten thousand calls leave no tensor behind, and neither do those that fail', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(__dirname, '../../..'),
    encoding: 'utf8',
  });
  expect({ stderr: stderr.includes('Error'), ...JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') }).toEqual({
    stderr: false,
    leaked: 0,
    refused: 10,
  });
});
