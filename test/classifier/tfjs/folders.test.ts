import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type Classifier, type ModelOptions } from 'conic';
import { InputError } from '../../../src/errors.js';
import { onnxModel, weights } from '../../models/onnxFile.js';
import { layersSums, nestedNet } from '../../models/smallTfjsModels.js';
import { writeModel } from '../../models/tfjsFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { native } from './engines.js';

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

let folders = 0;
const folder = (): string => join(files.folder, `f${folders++}`);

const open = async (path: string, options: ModelOptions = {}): Promise<Classifier> => {
  const classifier = await openModel(path, { workers: 1, ...options });
  opened.push(classifier);
  return classifier;
};

const messageOf = (path: string, options: ModelOptions = {}): Promise<string> =>
  open(path, options).then(
    () => 'no error',
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return String(error).replaceAll(/[^\s]*conic-test-[^/\s]*\//g, '');
    },
  );

test('a folder with a model.json is opened, and a folder with nothing is not', async () => {
  const path = folder();
  writeModel(path, layersSums());
  expect((await open(path, { engine: 'cpu' })).spec.id).toBe(path.split('/').at(-1));
  expect(await messageOf(files.folder)).toMatch(
    /found a folder without a model; expected a model: .*a folder with saved_model\.pb, a folder with model\.json/,
  );
});

describe('an export of Teachable Machine', () => {
  const metadata = {
    tfjsVersion: '1.7.4',
    packageName: '@teachablemachine/image',
    labels: ['a', 'b', 'c'],
    imageSize: 6,
  };
  const exported = (change: object = {}): string => {
    const path = folder();
    writeModel(path, nestedNet());
    writeFileSync(join(path, 'metadata.json'), JSON.stringify({ ...metadata, ...change }));
    return join(path, 'model.json');
  };
  const steps = [
    { kind: 'divide', by: 127 },
    { kind: 'subtract', value: 1 },
  ];

  test('brings labels and preprocessing', async () => {
    const { spec } = await open(exported(), { engine: 'cpu' });
    expect(spec).toMatchObject({
      labels: ['a', 'b', 'c'],
      range: [0, 255],
      steps,
      fit: { resizing: { mode: 'shortest-edge', kernel: 'pillow-bilinear' } },
      shape: { height: 6, width: 6, channels: 3 },
    });
    expect(spec.assumed).toEqual([
      'Labels and size 6x6 as metadata.json says, an export of Teachable Machine.',
      "Pixels from -1 to 1 (range [0, 255], then divide by 127, subtract 1): what Teachable Machine's own library feeds.",
      "In production it is a browser's canvas that resizes pictures, with a kernel of the browser's own.",
      "Pictures are resized to 6 pixels on the shorter side, then the middle 6x6 (pillow-bilinear), as Teachable Machine's library says.",
      'Scores are logits, read from "dense_Dense1", which goes into the final Softmax.',
    ]);
  });

  test('gives way to what is told', async () => {
    const { spec } = await open(exported(), { engine: 'cpu', range: [0, 255], labels: ['x', 'y', 'z'] });
    expect(spec).toMatchObject({ labels: ['x', 'y', 'z'], range: [0, 255], steps: [] });
  });

  test('has to have as many labels as scores', async () => {
    expect(await messageOf(exported({ labels: ['a'] }), { engine: 'cpu' })).toContain(
      'found 3 scores an image, and 1 labels',
    );
  });
});

describe('a Hugging Face folder', () => {
  const network = (shape: readonly (number | string)[]): Uint8Array =>
    onnxModel({
      inputs: [{ name: 'pixel_values', shape }],
      outputs: [{ name: 'logits', shape: ['batch_size', 2] }],
      nodes: [
        { op: 'GlobalAveragePool', inputs: ['pixel_values'], outputs: ['average'] },
        { op: 'Flatten', inputs: ['average'], outputs: ['flat'] },
        { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['logits'] },
      ],
      initializers: [weights('w', [3, 2], [1, 0, 0, 1, 0, 0])],
    });
  const written = (
    config: object,
    preprocessor: object | undefined,
    shape: readonly (number | string)[] = ['n', 'c', 'h', 'w'],
  ) => {
    const path = folder();
    mkdirSync(join(path, 'onnx'), { recursive: true });
    writeFileSync(join(path, 'onnx/model.onnx'), network(shape));
    writeFileSync(join(path, 'config.json'), JSON.stringify(config));
    if (preprocessor !== undefined) writeFileSync(join(path, 'preprocessor_config.json'), JSON.stringify(preprocessor));
    return path;
  };
  const config = { id2label: { '1': 'dog', '0': 'cat' } };
  const preprocessor = {
    do_resize: true,
    size: { height: 8, width: 8 },
    do_rescale: true,
    rescale_factor: 0.00392156862745098,
    do_normalize: true,
    image_mean: [0.5, 0.4, 0.3],
    image_std: [0.2, 0.25, 0.5],
  };

  test('brings labels, size and preprocessing', async () => {
    const { spec } = await open(written(config, preprocessor));
    expect(spec).toMatchObject({
      labels: ['cat', 'dog'],
      layout: 'nchw',
      range: [0, 1],
      shape: { height: 8, width: 8, channels: 3 },
      steps: [
        { kind: 'subtract', value: [0.5, 0.4, 0.3] },
        { kind: 'divide', by: [0.2, 0.25, 0.5] },
      ],
    });
    expect(spec.assumed.slice(0, 2)).toEqual([
      'Labels as config.json says.',
      'Pixels as preprocessor_config.json says: range [0, 1], then subtract [0.5, 0.4, 0.3], divide by [0.2, 0.25, 0.5].',
    ]);
  });

  test.each([
    [{ ...preprocessor, do_normalize: false }, [0, 1], []],
    [{ ...preprocessor, do_rescale: false, do_normalize: false }, [0, 255], []],
    [{ ...preprocessor, rescale_factor: 1 / 127.5, do_normalize: false }, [0, 1], [{ kind: 'scale', by: 2 }]],
  ] as const)('%j', async (settings, range, steps) => {
    expect((await open(written(config, settings))).spec).toMatchObject({ range, steps });
  });

  test('gives way to the network, and to what is told', async () => {
    expect((await open(written(config, preprocessor, ['n', 3, 4, 5]))).spec.shape).toEqual({
      height: 4,
      width: 5,
      channels: 3,
    });
    const told = await open(written(config, preprocessor), {
      size: { height: 6, width: 6 },
      range: [0, 255],
      labels: ['x', 'y'],
    });
    expect(told.spec).toMatchObject({ shape: { height: 6, width: 6 }, range: [0, 255], steps: [], labels: ['x', 'y'] });
  });

  test('crops to a size of its own', async () => {
    const crops = { ...preprocessor, size: { shortest_edge: 9 }, do_center_crop: true, crop_size: 7 };
    expect((await open(written(config, crops))).spec.shape).toMatchObject({ height: 7, width: 7 });
    const edge = { ...preprocessor, size: { shortest_edge: 9 } };
    expect((await open(written(config, edge))).spec.shape).toMatchObject({ height: 9, width: 9 });
  });

  test('without a network, or with broken files, is an error', async () => {
    const path = folder();
    mkdirSync(path);
    writeFileSync(join(path, 'config.json'), '{}');
    expect(await messageOf(path)).toContain(
      'found a config.json, and no network; expected onnx/model.onnx or model.onnx.',
    );
    const broken = written(config, { ...preprocessor, image_mean: 'grey' });
    expect(await messageOf(broken)).toContain('preprocessor_config.json: image_mean: found something else');
    writeFileSync(join(broken, 'config.json'), '{');
    expect(await messageOf(broken)).toContain('config.json: found broken JSON (');
    expect(await messageOf(written(config, preprocessor), { engine: 'cpu' })).toContain(
      'engine: found cpu; expected no engine',
    );
  });
});

describe('a TensorFlow SavedModel', () => {
  const saved = 'test/models/saved_model';

  test('needs tfjs-node', async () => {
    expect(await messageOf(saved, { engine: 'wasm' })).toBe(
      `InputError: ${saved}: found a TensorFlow SavedModel, and the engine wasm; expected tfjs-node, which alone runs them. ` +
        'Run `npm install @tensorflow/tfjs-node` and leave engine out, or convert the model with tensorflowjs_converter.',
    );
  });

  test('that is damaged is an error', async () => {
    const path = folder();
    mkdirSync(path);
    writeFileSync(join(path, 'saved_model.pb'), 'something else');
    expect(await messageOf(path)).toMatch(
      /saved_model\.pb: found (a file that is damaged or something else|signatures none)/,
    );
    cpSync(saved, path, { recursive: true });
    writeFileSync(join(path, 'saved_model.pb'), '');
    expect(await messageOf(path)).toContain(
      'saved_model.pb: found signatures none; expected a signature serving_default',
    );
  });

  (native ? test : test.skip)('runs on tfjs-node', async () => {
    const classifier = await open(saved);
    expect(classifier.spec.engine).toMatch(/^tfjs-node \d+\.\d+\.\d+ \(native\)$/);
    expect('probe' in classifier).toBe(false);
    const { height, width, channels } = classifier.spec.shape;
    const size = height * width * channels;
    const scores = await classifier.classify({ data: new Float32Array(3 * size).fill(0.5), count: 3 });
    expect(scores).toHaveLength(3 * classifier.spec.labels.length);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  (native ? test.skip : test)('without tfjs-node is told how to get it', async () => {
    expect(await messageOf(saved)).toContain('npm install @tensorflow/tfjs-node');
  });
});
