import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { onnxModel, weights } from '../../models/onnxFile.js';
import { packageForTests } from '../../models/packages.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

// The package itself, on folders as Hugging Face has them, in a process of its own: native code does not work in Jest's sandbox.

const files = temporaryFiles();
afterAll(() => files.remove());

const numbers = someNumbers(1);
const network = onnxModel({
  inputs: [{ name: 'pixel_values', shape: ['batch_size', 3, 'height', 'width'] }],
  outputs: [{ name: 'logits', shape: ['batch_size', 4] }],
  nodes: [
    {
      op: 'Conv',
      inputs: ['pixel_values', 'k', 'b'],
      outputs: ['c'],
      attributes: { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] } },
    },
    { op: 'Relu', inputs: ['c'], outputs: ['r'] },
    { op: 'GlobalAveragePool', inputs: ['r'], outputs: ['a'] },
    { op: 'Flatten', inputs: ['a'], outputs: ['f'] },
    { op: 'Gemm', inputs: ['f', 'g', 'h'], outputs: ['logits'] },
  ],
  initializers: [
    weights('k', [6, 3, 3, 3], take(162, numbers)),
    weights('b', [6], take(6, numbers)),
    weights('g', [6, 4], take(24, numbers)),
    weights('h', [4], take(4, numbers)),
  ],
});
const config = {
  model_type: 'vit',
  architectures: ['ViTForImageClassification'],
  id2label: { 0: 'cat', 1: 'dog', 2: 'cow', 3: 'owl' },
  num_channels: 3,
  image_size: 16,
};
const usual = { do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, resample: 2 };
const [image_mean, image_std] = [
  [0.485, 0.456, 0.406],
  [0.229, 0.224, 0.225],
];
const processors = {
  vit: { image_processor_type: 'ViTImageProcessor', do_resize: true, size: { height: 16, width: 16 } },
  cut: {
    image_processor_type: 'CLIPImageProcessor',
    do_resize: true,
    size: { shortest_edge: 18 },
    do_center_crop: true,
    crop_size: { height: 16, width: 16 },
  },
  convnext: { image_processor_type: 'ConvNextImageProcessor', do_resize: true, size: { shortest_edge: 16 } },
  efficientnet: {
    image_processor_type: 'EfficientNetImageProcessor',
    do_resize: true,
    size: { height: 16, width: 16 },
  },
};
for (const [name, processor] of Object.entries(processors)) {
  files.write(`models/${name}/onnx/model.onnx`, network);
  files.write(`models/${name}/config.json`, JSON.stringify(config));
  const whole = { ...usual, image_mean, image_std, ...processor };
  files.write(`models/${name}/preprocessor_config.json`, JSON.stringify(whole));
}

/** A folder in which a program finds the package, and of what it needs the project's own. */
function programFolder(unpacked: string, version: string): string {
  const folder = join(files.folder, version);
  const place = join(folder, 'node_modules/@huggingface/transformers');
  mkdirSync(join(place, 'dist'), { recursive: true });
  for (const file of ['package.json', 'dist/transformers.node.mjs']) cpSync(join(unpacked, file), join(place, file));
  for (const name of ['onnxruntime-node', 'onnxruntime-common', 'sharp'])
    symlinkSync(realpathSync(join('node_modules', name)), join(folder, 'node_modules', name));
  return folder;
}

const program = `
  import { env, pipeline, RawImage } from '@huggingface/transformers';
  import { check, fromPipeline, openModel } from '${pathToFileURL(resolve('dist/esm/src/index.js')).href}';
  import { scalarInvariance } from '${pathToFileURL(resolve('dist/esm/properties/index.js')).href}';

  env.localModelPath = '../models/';
  env.allowRemoteModels = false;
  const open = (name) => pipeline('image-classification', name, { dtype: 'fp32' });
  const specs = {};
  for (const name of ['cut', 'convnext', 'efficientnet']) specs[name] = (await fromPipeline(await open(name))).spec;

  const pipe = await open('vit');
  const [mine, file] = [await fromPipeline(pipe, { id: 'vit' }), await openModel('../models/vit', { workers: 1 })];
  const data = Float32Array.from({ length: 3 * 768 }, (_, i) => Math.sin(i));
  const [ours, theirs] = [await mine.classify({ data, count: 3 }), await file.classify({ data, count: 3 })];
  const told = { seed: 1, cases: 60 };
  const [first, second] = [await check(scalarInvariance(), mine, told), await check(scalarInvariance(), file, told)];
  await file.dispose();

  const whole = await fromPipeline(pipe, { RawImage, size: { height: 20, width: 24 } });
  const bytes = Uint8ClampedArray.from({ length: 1440 }, (_, i) => (i * 37) % 256);
  const best = await pipe(new RawImage(bytes, 24, 20, 3), { top_k: 4 });
  const logits = await whole.classify({ data: Float32Array.from(bytes), count: 1 });
  const powers = Array.from(logits, Math.exp);
  const sum = powers.reduce((total, power) => total + power);
  const off = best.map(({ label, score }) => Math.abs(powers[whole.spec.labels.indexOf(label)] / sum - score));

  console.log(JSON.stringify({
    spec: mine.spec, specs, off: Math.max(...off),
    same: ours.length === 12 && ours.every((score, i) => score === theirs[i]),
    alike: [first, second].map(({ verdict, counterexample }) => [verdict, counterexample?.path, counterexample?.why]),
  }));
`;

describe.each(['3.8.1', '4.3.1'])('transformers.js %s', (version) => {
  const spec = `@huggingface/transformers@${version}`;
  const unpacked = packageForTests(spec);
  (unpacked === undefined ? test.skip : test)('its pipelines are what the files are', () => {
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      cwd: programFolder(unpacked!, version),
    });
    const seen: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '');
    expect(seen).toMatchObject({
      spec: {
        id: 'vit',
        engine: expect.stringMatching(/^transformers\.js \(.*a model of the caller\)$/),
        shape: { height: 16, width: 16, channels: 3 },
        layout: 'nchw',
        range: [0, 1],
        steps: [
          { kind: 'subtract', value: image_mean },
          { kind: 'divide', by: image_std },
        ],
        scores: 'logits',
        labels: ['cat', 'dog', 'cow', 'owl'],
      },
      specs: {
        cut: { shape: { height: 16, width: 16 }, layout: 'nchw', steps: [{ kind: 'subtract' }, { kind: 'divide' }] },
        convnext: { shape: { height: 16, width: 16 }, layout: 'nchw' },
        // Its standard deviations are squared, as they are in training.
        efficientnet: { layout: 'nchw', steps: [{}, { by: image_std.map((each) => each * each) }] },
      },
      same: true,
    });
    const { alike, off } = Object.assign({ alike: [], off: NaN }, seen);
    expect(off).toBeLessThan(1e-6);
    expect(alike[0]).toEqual(alike[1]);
    expect(alike[0]).toEqual(['violated', expect.any(String), expect.any(String)]);
  });
});
