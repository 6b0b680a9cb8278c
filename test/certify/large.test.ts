import { afterAll, expect, test } from '@jest/globals';
import { certifyStructure, inspectOnnx } from 'conic';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { resnet50 } from './resnet.js';

const files = temporaryFiles();
afterAll(files.remove);

test('a network of the shape of ResNet-50, with 25 million weights, is proved without an engine', async () => {
  const model = await inspectOnnx(files.write('resnet50.onnx', resnet50()));
  expect(certifyStructure(model)).toMatchObject({ verdict: 'proved', degree: 1, culprits: [], nodes: 175 });
  let count = 0;
  for (const { dims } of model.network.graph.constants.values())
    count += dims.reduce((product, size) => product * size, 1);
  expect(count).toBeGreaterThan(25e6);
});

test('with batch normalisations that shift, all of them are named', async () => {
  const model = await inspectOnnx(files.write('shifting.onnx', resnet50({ shifts: true })));
  const { verdict, culprits } = certifyStructure(model);
  expect(verdict).toBe('not homogeneous');
  expect(culprits).toHaveLength(53);
  expect(culprits[0]).toMatchObject({
    node: 'stem_bn',
    operation: 'BatchNormalization',
    what: 'a shift in 64 of 64 channels: beta or mean up to 0.1',
  });
});
