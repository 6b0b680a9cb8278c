import { afterAll, expect, test } from '@jest/globals';
import { scalarInvariance } from '../../../properties/index.js';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { halfOf } from '../../../src/classifier/file/halves.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { Subject } from '../../../src/classifier/subject.js';
import { image } from '../../../src/image/image.js';
import { check } from '../../../src/run/check.js';
import { onnxModel, type OnnxTensor } from '../../models/onnxFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

const halves = (name: string, shape: readonly number[], values: readonly number[]): OnnxTensor => ({
  name,
  shape,
  type: 'float16',
  data: new Uint8Array(Uint16Array.from(values, (value) => halfOf(value)).buffer),
});

/** Scores [a + b, c + d + bias] of pixels a, b, c, d, all in half precision. */
const network = (bias: number): string =>
  files.write(
    'half.onnx',
    onnxModel({
      inputs: [{ name: 'image', shape: ['N', 1, 2, 2], type: 'float16' }],
      outputs: [{ name: 'scores', shape: ['N', 2], type: 'float16' }],
      nodes: [
        { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
        { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
        { op: 'Add', inputs: ['sums', 'bias'], outputs: ['scores'] },
      ],
      initializers: [halves('w', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]), halves('bias', [2], [0, bias])],
    }),
  );

const shape = { height: 2, width: 2, channels: 1 };
const given = image(shape, { kind: 'given' }, 'given', (pixels) => pixels.set([1, 0.1, 0.25, 0.5]));

test('inputs and outputs of half precision are fed and read as numbers', async () => {
  const classifier = await fromOnnx(network(0), { workers: 1 });
  try {
    const scores = await new Subject(classifier).scores(given);
    expect([...scores]).toEqual([expect.closeTo(1.1, 3), 0.75]);
    const many = await new Subject(classifier).batch([given, given.times(0.5), given.times(0)]);
    expect(many.map((row) => row[1])).toEqual([0.75, 0.375, 0]);
    expect(classifier.spec).toMatchObject({ scores: 'logits', range: [0, 1], steps: [] });
  } finally {
    await classifier.dispose();
  }
});

test('a bias is found', async () => {
  const classifier = await fromOnnx(network(0.25), { workers: 1 });
  try {
    const { verdict } = await check(scalarInvariance({ tolerance: 1e-3 }), classifier, { seed: 1, cases: 200 });
    expect({ verdict, structure: certifyStructure(classifier).verdict }).toEqual({
      verdict: 'violated',
      structure: 'not homogeneous',
    });
    // 1.1 a = 0.75 a + 0.25 where the label changes.
    const { nearest } = await certifyRay(classifier, given, { scalars: { min: 0.1, max: 1 } });
    expect(nearest?.at).toBeCloseTo(0.25 / 0.35, 2);
  } finally {
    await classifier.dispose();
  }
});
