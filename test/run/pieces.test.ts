import { afterAll, describe, expect, test } from '@jest/globals';
import { convexRegionConsistency } from '../../properties/index.js';
import type { Classifier, ClassifierNetwork } from '../../src/classifier/classifier.js';
import { fromOnnx } from '../../src/classifier/onnx/fromOnnx.js';
import { check, measure } from '../../src/run/check.js';
import { onnxModel, weights } from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

const side = 64;
const channels = 16;
/** Numbers that tell a pattern: what goes into both ReLUs. */
const kinks = side * side * channels * 1.25;

/** Two convolutions with biases, of 64 x 64 grey images: a file of 10 KB whose patterns are read from 330 KB an image. */
const convolutional = (): Uint8Array => {
  const numbers = someNumbers(3);
  const kernel = (ints: readonly number[]) => ({ kernel_shape: { ints }, pads: { ints: [1, 1, 1, 1] } });
  return onnxModel({
    inputs: [{ name: 'image', shape: ['N', 1, side, side] }],
    outputs: [{ name: 'scores', shape: ['N', 4] }],
    nodes: [
      { op: 'Conv', inputs: ['image', 'w1', 'b1'], outputs: ['conv1'], attributes: kernel([3, 3]) },
      { op: 'Relu', inputs: ['conv1'], outputs: ['relu1'] },
      {
        op: 'Conv',
        inputs: ['relu1', 'w2', 'b2'],
        outputs: ['conv2'],
        attributes: { ...kernel([3, 3]), strides: { ints: [2, 2] } },
      },
      { op: 'Relu', inputs: ['conv2'], outputs: ['relu2'] },
      { op: 'GlobalAveragePool', inputs: ['relu2'], outputs: ['mean'] },
      { op: 'Flatten', inputs: ['mean'], outputs: ['flat'] },
      { op: 'MatMul', inputs: ['flat', 'w3'], outputs: ['scores'] },
    ],
    initializers: [
      weights('w1', [channels, 1, 3, 3], [...take(channels * 9, numbers)]),
      weights('b1', [channels], [...take(channels, numbers)]),
      weights('w2', [channels, channels, 3, 3], [...take(channels * channels * 9, numbers)]),
      weights('b2', [channels], [...take(channels, numbers)]),
      weights('w3', [channels, 4], [...take(channels * 4, numbers)]),
    ],
  });
};

/** A classifier, and how many images it was asked for the patterns of, or the tensors. */
async function watched(): Promise<{ classifier: Classifier; patterns: number[]; probed: number[] }> {
  const classifier = await fromOnnx(files.write('conv.onnx', convolutional()), { workers: 2 });
  opened.push(classifier);
  const network = classifier.network!;
  const [patterns, probed]: [number[], number[]] = [[], []];
  const listening: ClassifierNetwork = {
    ...network,
    probe: (batch, names, asked) => {
      probed.push(batch.count);
      return network.probe(batch, names, asked);
    },
    patterns: (batch, asked) => {
      patterns.push(batch.count);
      return network.patterns!(batch, asked);
    },
  };
  return { classifier: { ...classifier, network: listening }, patterns, probed };
}

const property = convexRegionConsistency();

describe('a convolutional network', () => {
  test('tells its patterns itself, in batches of bounded memory: tensors are not handed out', async () => {
    const { classifier, patterns, probed } = await watched();
    const result = await check(property, classifier, { seed: 1, cases: 30 });
    expect(result).toMatchObject({ verdict: 'violated', counterexample: { cause: { kind: 'network' } } });
    expect(probed).toEqual([1]);
    expect(Math.max(...patterns)).toBeGreaterThan(1);
    expect(Math.max(...patterns) * kinks * 4).toBeLessThanOrEqual(8 * 2 ** 20);
  });

  test('has its first case through before many others are begun', async () => {
    const { classifier, patterns } = await watched();
    let asked = 0;
    await measure(property, classifier, {
      seed: 1,
      cases: 1000,
      until: () => {
        asked ||= patterns.reduce((sum, count) => sum + count, 0);
        return true;
      },
    });
    // A case asks about some fifteen images.
    expect(asked / 15).toBeGreaterThan(0);
    expect(asked / 15).toBeLessThan(60);
  });
});
