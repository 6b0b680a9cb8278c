import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import type { OnnxOptions } from '../../../src/classifier/onnx/options.js';
import { withOutputs } from '../../../src/classifier/onnx/withOutputs.js';
import { patternProbes } from '../../../src/classifier/pattern/patternKinks.js';
import { ClassifierError, InputError } from '../../../src/errors.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { onnxModel, weights } from '../../models/onnxFile.js';
import { failsOnWhite, someNumbers, sums, sumsThen, take } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { patternsByProbe } from '../../models/patternsByProbe.js';

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

const open = async (content: Uint8Array, options: OnnxOptions = {}): Promise<Classifier> => {
  const classifier = await fromOnnx(files.write('model.onnx', content), { workers: 2, ...options });
  opened.push(classifier);
  return classifier;
};

const shared = (values: ArrayLike<number>): Float32Array => {
  const data = new Float32Array(new SharedArrayBuffer(4 * values.length));
  data.set(values);
  return data;
};

const images = [1, 2, 3, 4, 10, 20, 30, 40, -1, -2, -3, -4];
const answers = [3, 7, 30, 70, -3, -7];

const typed = (type: 'uint8' | 'float64') =>
  onnxModel({
    inputs: [{ name: 'image', shape: ['N', 2, 2, 1], type }],
    outputs: [{ name: 'scores', shape: ['N', 4] }],
    nodes: [
      { op: 'Cast', inputs: ['image'], outputs: ['float'], attributes: { to: { int: 1 } } },
      { op: 'Flatten', inputs: ['float'], outputs: ['scores'] },
    ],
  });

const first = (shape: readonly (number | string)[]) =>
  onnxModel({
    inputs: [{ name: 'image', shape }],
    outputs: [{ name: 'scores', shape: ['N', 12] }],
    nodes: [{ op: 'Flatten', inputs: ['image'], outputs: ['scores'] }],
  });

describe('scores', () => {
  test.each([
    ['in shared memory', () => shared(images)],
    ['in memory of its own', () => Float32Array.from(images)],
    ['amid other memory', () => Float32Array.from([9, ...images, 9]).subarray(1)],
    ['amid other shared memory', () => shared([9, ...images, 9]).subarray(1)],
  ])('of a batch %s, in threads and in processes', async (_, data) => {
    for (const isolate of [false, true]) {
      const classifier = await open(sums(), { isolate, batchLimit: 2 });
      const scores = await classifier.classify({ data: data(), count: 3 });
      expect(scores).toBeInstanceOf(Float32Array);
      expect([...scores]).toEqual(answers);
    }
  });

  test('of many batches at once, in any number of workers', async () => {
    for (const workers of [1, 3]) {
      const classifier = await open(sums(), { workers });
      expect(classifier.concurrency).toBe(workers);
      const batches = Array.from({ length: 50 }, (_, i) => i + 1);
      const results = await Promise.all(
        batches.map((i) => classifier.classify({ data: shared([i, i, 0, 1]), count: 1 })),
      );
      expect(results.map((scores) => [...scores])).toEqual(batches.map((i) => [2 * i, 1]));
    }
  });

  test('of a model with a fixed batch: smaller ones are filled up, larger ones split', async () => {
    const nodes = [
      { op: 'Reshape', inputs: ['image', 'to'], outputs: ['flat'] },
      { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
    ];
    const fixed = sums({
      inputs: [{ name: 'image', shape: [2, 1, 2, 2] }],
      nodes,
      initializers: [
        weights('w', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]),
        { name: 'to', shape: [2], data: BigInt64Array.of(2n, 4n) },
      ],
    });
    const classifier = await open(fixed);
    expect(classifier.spec.batchLimit).toBe(2);
    for (const count of [1, 2, 3])
      expect([...(await classifier.classify({ data: shared(images), count }))]).toEqual(answers.slice(0, 2 * count));
    const flat = (await classifier.network?.probe({ data: shared(images), count: 3 }, ['flat']))?.get('flat');
    expect(flat?.dims).toEqual([3, 4]);
    expect([...(flat?.data ?? [])]).toEqual(images);
  });

  test('of uint8 and float64 images', async () => {
    const data = Float32Array.of(-3, 1.6, 254.4, 300);
    expect([...(await (await open(typed('uint8'))).classify({ data, count: 1 }))]).toEqual([0, 2, 254, 255]);
    expect([...(await (await open(typed('float64'))).classify({ data, count: 1 }))]).toEqual([...data]);
  });

  test('of layouts channels first and last are those of the tensors', async () => {
    const data = Float32Array.from(images);
    for (const shape of [
      ['N', 3, 2, 2],
      ['N', 2, 2, 3],
      ['N', 12],
    ]) {
      const classifier = await open(first(shape), shape.length === 2 ? { size: { height: 2, width: 2 } } : {});
      expect([...(await classifier.classify({ data, count: 1 }))]).toEqual(images);
    }
  });

  test('from before a softmax, which would have rounded them off', async () => {
    const softmax = { op: 'Softmax', inputs: ['sums'], outputs: ['probabilities'] };
    const classifier = await open(sumsThen([softmax]));
    expect([...(await classifier.classify({ data: Float32Array.of(1e-30, 0, 0, 0), count: 1 }))]).toEqual([
      Math.fround(1e-30),
      0,
    ]);
  });

  test('with more threads for one batch', async () => {
    const classifier = await open(sums(), { workers: 1, threads: 2 });
    expect([...(await classifier.classify({ data: shared(images), count: 3 }))]).toEqual(answers);
  });
});

describe('probes', () => {
  test('give what the network computes on its way', async () => {
    const classifier = await open(sumsThen([{ op: 'Relu', inputs: ['sums'], outputs: ['out'] }]));
    const batch = { data: shared(images), count: 3 };
    const probe = (...names: string[]) => classifier.network?.probe(batch, names);
    const tensors = await probe('sums', 'out', 'image');
    expect(tensors?.get('sums')).toEqual({ dims: [3, 2], data: Float32Array.from(answers) });
    expect(tensors?.get('out')?.data).toEqual(Float32Array.of(3, 7, 30, 70, 0, 0));
    expect(tensors?.get('image')).toEqual({ dims: [3, 1, 2, 2], data: Float32Array.from(images) });
    expect((await probe('flat'))?.get('flat')?.dims).toEqual([3, 4]);
    expect([...((await probe('sums'))?.keys() ?? [])]).toEqual(['sums']);
    expect([...(await classifier.classify(batch))]).toEqual([3, 7, 30, 70, 0, 0]);
  });

  test('are the same where workers are processes', async () => {
    const relu = sumsThen([{ op: 'Relu', inputs: ['sums'], outputs: ['out'] }]);
    const batch = { data: shared(images), count: 3, factors: Float64Array.of(1, 2, 0.5) };
    const asked = async (isolate: boolean) => {
      const { network } = await open(relu, { isolate });
      return [await network?.probe(batch, ['sums', 'out']), await network?.patterns?.(batch)];
    };
    expect(await asked(true)).toEqual(await asked(false));
  });

  test('of unknown tensors name those meant', async () => {
    const classifier = await open(sums());
    const asking = (name: string) => classifier.network?.probe({ data: shared(images), count: 1 }, [name]);
    await expect(asking('summs')).rejects.toThrow(
      'model.onnx: found no tensor "summs"; expected the name of a tensor that a node computes. Did you mean "sums"?',
    );
    await expect(asking('dense')).rejects.toThrow('Did you mean "sums"?');
    await expect(asking('w')).rejects.toThrow('found no tensor "w"');
    await expect(asking('something')).rejects.toThrow('For example "image", "flat", "sums".');
    await expect(asking('summs')).rejects.toBeInstanceOf(InputError);
  });

  test('tell the piece of a network an image is on, which scaling does not change without biases', async () => {
    const numbers = someNumbers(3);
    const random = (name: string, shape: readonly number[]) =>
      weights(
        name,
        shape,
        take(
          shape.reduce((a, b) => a * b),
          numbers,
        ),
      );
    const model = onnxModel({
      inputs: [{ name: 'image', shape: ['N', 1, 8, 8] }],
      outputs: [{ name: 'scores', shape: ['N', 3] }],
      nodes: [
        { op: 'Conv', inputs: ['image', 'c'], outputs: ['conv'], attributes: { pads: { ints: [1, 1, 1, 1] } } },
        { op: 'Relu', inputs: ['conv'], outputs: ['relu'] },
        {
          op: 'MaxPool',
          inputs: ['relu'],
          outputs: ['pool'],
          attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } },
        },
        { op: 'Flatten', inputs: ['pool'], outputs: ['flat'] },
        { op: 'MatMul', inputs: ['flat', 'd'], outputs: ['scores'] },
      ],
      initializers: [random('c', [4, 1, 3, 3]), random('d', [64, 3])],
    });
    const classifier = await open(model);
    const network = classifier.network!;
    const image = take(64, numbers);
    const data = shared([...image, ...image.map((x) => x * 0.001), ...image.map((x) => -x)]);
    const probes = patternProbes(network);
    expect(probes).toEqual(['conv']);
    const [a, b, c] = await network.patterns!({ data, count: 3 });
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect(await network.patterns!({ data, count: 3 })).toEqual(
      patternsByProbe(network, await network.probe({ data, count: 3 }, probes), 3),
    );
  });

  test('tells of a network without kinks that all images are on one piece', async () => {
    const { network } = await open(sums());
    const [a, b] = await network!.patterns!({ data: Float32Array.of(1, 2, 3, 4, -5, 6, 7, 8), count: 2 });
    expect(a).toBe(b);
    expect(a).not.toBe('');
  });
});

test('withOutputs appends and leaves the rest', () => {
  const file = sums();
  const exposed = withOutputs(file, ['flat', 'image']);
  expect(exposed.subarray(0, file.length)).toEqual(file);
  expect(readOnnx(exposed, 'm').outputs.map(({ name }) => name)).toEqual(['sums', 'flat', 'image']);
  expect(withOutputs(file, [])).toEqual(file);
});

describe('failures', () => {
  test('in the middle of a run are errors of their own, and the next batch is answered', async () => {
    const classifier = await open(failsOnWhite(), { workers: 1 });
    const failing = classifier.classify({ data: shared([1, 2, 3, 4]), count: 1 });
    await expect(failing).rejects.toBeInstanceOf(ClassifierError);
    await expect(failing).rejects.toThrow(
      /model\.onnx: found onnxruntime failing: .*Gather.*; expected scores for one image\./,
    );
    await expect(classifier.network?.probe({ data: shared(images), count: 3 }, ['out'])).rejects.toThrow(InputError);
    await expect(classifier.network?.probe({ data: shared(images), count: 3 }, ['found'])).rejects.toBeInstanceOf(
      ClassifierError,
    );
    expect([...(await classifier.classify({ data: shared([0, 2, 3, 4]), count: 1 }))]).toEqual([2, 7]);
  });

  test('of the caller', async () => {
    const classifier = await open(sums());
    const message = 'found a batch of 12 numbers for 4 images; expected 4 numbers an image, and an image or more.';
    await expect(classifier.classify({ data: shared(images), count: 4 })).rejects.toThrow(message);
    await expect(classifier.classify({ data: shared(images), count: 0 })).rejects.toThrow('for 0 images');
  });

  test('after dispose, which may come twice and in the middle of a batch', async () => {
    const classifier = await open(sums(), { workers: 1 });
    const batch = { data: shared(images), count: 3 };
    const pending = Promise.allSettled([classifier.classify(batch), classifier.classify(batch)]);
    await classifier.dispose();
    await classifier.dispose();
    for (const result of await pending)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ClassifierError);
    expect((await pending).map(({ status }) => status)).toContain('rejected');
    await expect(classifier.classify(batch)).rejects.toThrow(
      'model.onnx: found it has been disposed of; expected scores.',
    );
    await expect(classifier.network?.probe(batch, ['sums'])).rejects.toBeInstanceOf(ClassifierError);
  });
});

const main = (build: string): string => join(build, 'src/index.js');

const runs = (file: string, model: string, options: OnnxOptions = {}, env: NodeJS.ProcessEnv = process.env): string => {
  const code = `
    const { fromOnnx } = await import(${JSON.stringify(pathToFileURL(file).href)});
    try {
      const classifier = await fromOnnx(${JSON.stringify(model)}, ${JSON.stringify({ workers: 2, ...options })});
      console.log(...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 })));
    } catch (error) {
      console.log(String(error));
    }`;
  const script = files.write('script.mjs', code);
  return execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 20_000, stdio: 'pipe', env }).trim();
};

describe('a process', () => {
  const builds = ['esm', 'cjs'].map((kind) => resolve('dist', kind));

  test.each(builds)('ends by itself without dispose: %s', (build) => {
    const model = files.write('model.onnx', sums());
    expect(runs(main(build), model)).toBe('3 7');
    expect(runs(main(build), model, { isolate: true })).toBe('3 7');
  });

  test.each([{}, { isolate: true }])(
    'leaves nothing in the temporary folder, where telemetry of the engine has its log: %j',
    (options) => {
      const model = files.write('model.onnx', sums());
      const temporary = join(files.folder, `temporary-${String('isolate' in options)}`);
      mkdirSync(temporary);
      // In pipelines, which it knows by CI, the engine switches it off by itself.
      const environment: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary };
      for (const name of ['CI', 'ORT_DISABLE_TELEMETRY', 'ORT_RUNNING_UNIT_TESTS']) delete environment[name];
      expect(runs(main(resolve('dist/cjs')), model, options, environment)).toBe('3 7');
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  test.each(builds)('without the engine is told how to install it: %s', (build) => {
    // A copy of the package beside which only its own dependencies are installed.
    const copy = join(files.folder, `without-${basename(build)}`);
    const built = join('dist', basename(build));
    cpSync(build, join(copy, built), { recursive: true });
    cpSync('package.json', join(copy, 'package.json'));
    const modules = join(copy, 'node_modules');
    mkdirSync(join(modules, '@bufbuild'), { recursive: true });
    for (const name of ['@bufbuild/protobuf', 'dejavu-fonts-ttf', 'fast-check', 'pure-rand'])
      symlinkSync(resolve('node_modules', name), join(modules, name));
    // An engine with nothing in it, so that one further up is not found either.
    mkdirSync(join(modules, 'onnxruntime-node'));
    writeFileSync(join(modules, 'onnxruntime-node/package.json'), '{ "main": "missing.js" }');
    expect(runs(main(join(copy, built)), files.write('model.onnx', sums()))).toMatch(
      /model\.onnx: found a model for onnxruntime-node, which is not installed; expected the engine beside conic\. Run `npm install onnxruntime-node`, or on a closed network `npm install onnxruntime-node --onnxruntime-node-install=skip`\.$/,
    );
  });
});
