import { afterAll, describe, expect, test } from '@jest/globals';
import { scalarInvariance } from '../../../properties/scalarInvariance.js';
import { mixedImages } from '../../../src/network/mixedImages.js';
import { check } from '../../../src/run/check.js';
import { node, chain } from '../../models/chain.js';
import { onnxModel, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { openModel } from '../../../src/classifier/openModel.js';

// Dynamic quantisation takes one scale for a whole batch: conic asks about one image at a time, and says why.

const files = temporaryFiles();
afterAll(files.remove);

const codes = (name: string, shape: readonly number[], data: readonly number[]): OnnxTensor => ({
  name,
  shape,
  data: Uint8Array.from(data),
});
const nodes: readonly OnnxNode[] = [
  { op: 'DynamicQuantizeLinear', name: 'quantize', inputs: ['x'], outputs: ['q', 'scale', 'point'] },
  { op: 'MatMulInteger', name: 'matmul', inputs: ['q', 'w', 'point', 'middle'], outputs: ['sums'] },
  { op: 'Cast', name: 'cast', inputs: ['sums'], outputs: ['f'], attributes: { to: { int: 1 } } },
  { op: 'Mul', name: 'scaled', inputs: ['f', 'scale'], outputs: ['y'] },
];
const file = (batch: number | string) =>
  onnxModel({
    inputs: [{ name: 'x', shape: [batch, 4] }],
    outputs: [{ name: 'y', shape: [batch, 2] }],
    nodes,
    initializers: [codes('w', [4, 2], [200, 30, 90, 160, 128, 10, 255, 140]), codes('middle', [], [128])],
  });

describe('a network quantised dynamically', () => {
  test('is asked about one image at a time, and the notes say why', async () => {
    const classifier = await openModel(files.write('dynamic.onnx', file('N')), { workers: 1 });
    const { batchLimit, assumed } = classifier.spec;
    expect(batchLimit).toBe(1);
    expect(assumed.filter((note) => note.includes('quantize'))).toEqual([
      'Images are asked about one at a time (batchLimit 1): quantize (DynamicQuantizeLinear) looks at all images of a batch at once, so that answers would depend on the other images.',
    ]);
    // Else what a batch shows would not show alone.
    const { reason } = await check(scalarInvariance(), classifier, { cases: 200, seed: 3, overflow: 'allow' });
    expect(reason).not.toBe('batch-dependent');
    await classifier.dispose();
  });

  test('takes larger batches where told, with a warning', async () => {
    const classifier = await openModel(files.write('told.onnx', file('N')), { workers: 1, batchLimit: 8 });
    expect(classifier.spec.batchLimit).toBe(8);
    expect(classifier.spec.assumed.join()).toMatch(
      /Answers depend on the other images of a batch.* With batchLimit 1 they do not\./,
    );
    await classifier.dispose();
  });

  test('with a batch that the file fixes, another export is the way out', async () => {
    const classifier = await openModel(files.write('fixed.onnx', file(4)), { workers: 1 });
    expect(classifier.spec.assumed.join()).toContain('a batch has 4. Export the model for one image at a time.');
    await classifier.dispose();
  });
});

describe('what looks at a whole batch', () => {
  test.each([
    [
      'a maximum over everything',
      chain(node('ReduceMax', 'x', 'm', { keepdims: { int: 1 } }), node('Mul', 'x m', 'y')),
      'ReduceMax_0',
    ],
    [
      'a normalisation by its statistics',
      chain(node('BatchNormalization', 'x w w w w', 'y', { training_mode: { int: 1 } })),
      'BatchNormalization_0',
    ],
    [
      'a maximum over each image',
      chain(node('ReduceMax', 'x', 'm', { axes: { ints: [1, 2, 3] } }), node('Mul', 'x m', 'y')),
      undefined,
    ],
    ['a plain network', chain(node('Relu', 'x', 'a'), node('Mul', 'a w', 'y')), undefined],
  ])('%s', (_, graph, name) => {
    expect(mixedImages(graph, 'y')?.name).toBe(name);
  });

  test('what is not on the way to the scores does not count', () => {
    const graph = chain(node('Relu', 'x', 'y'), node('DynamicQuantizeLinear', 'x', 'aside'));
    expect(mixedImages(graph, 'y')).toBeUndefined();
  });
});
