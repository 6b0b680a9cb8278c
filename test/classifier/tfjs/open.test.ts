import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type Classifier, type ModelOptions } from 'conic';
import { ClassifierError, InputError } from '../../../src/errors.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { patternProbes } from '../../../src/classifier/pattern/patternKinks.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { asOnnx } from '../../models/asOnnx.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { graphNet, graphSums, layersNet, layersSums, nestedNet } from '../../models/smallTfjsModels.js';
import {
  functional,
  graphModel,
  layersModel,
  placeholder,
  weight,
  writeModel,
  type TfjsFile,
} from '../../models/tfjsFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { patternsByProbe } from '../../models/patternsByProbe.js';

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

let folders = 0;
const write = (file: TfjsFile): string => writeModel(join(files.folder, `m${folders++}`), file);

const keep = (classifier: Classifier): Classifier => {
  opened.push(classifier);
  return classifier;
};
const open = async (file: TfjsFile, options: ModelOptions = {}): Promise<Classifier> =>
  keep(await openModel(write(file), { engine: 'cpu', workers: 1, ...options }));

/** The error's message, without the folder. */
const messageOf = async (path: string, options: ModelOptions = {}): Promise<string> =>
  openModel(path, { engine: 'cpu', workers: 1, ...options }).then(
    async (classifier) => {
      await classifier.dispose();
      return 'no error';
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(InputError);
      return String(error).replaceAll(/[^\s]*conic-test-[^/]*\/(m\d+\/)?/g, '');
    },
  );
const complaint = (file: TfjsFile, options: ModelOptions = {}): Promise<string> => messageOf(write(file), options);

const batchOf = (count: number, size: number, seed = 5) => ({ data: take(count * size, someNumbers(seed)), count });

const close = (found: Float32Array | undefined, expected: Float32Array): void => {
  expect(found).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  found?.forEach((value, i) => expect(Math.abs(value - expected[i]!) / largest).toBeLessThan(1e-5));
};

test('the spec of a plain model', async () => {
  expect((await open(layersSums())).spec).toEqual({
    id: expect.stringMatching(/^m\d+$/),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    engine: 'tfjs 4.22.0 (cpu, 1 worker)',
    shape: { height: 2, width: 2, channels: 1 },
    layout: 'nhwc',
    range: [0, 1],
    steps: [],
    scores: 'logits',
    labels: ['0', '1'],
    batchLimit: 256,
    assumed: [
      'Pixel range [0, 1]: the file does not say; pass range if it was trained on [0, 255].',
      'Scores are logits: the network ends in Gemm, not in a softmax.',
    ],
  });
});

describe('several outputs', () => {
  /** Sums of the halves of an image, and of them what their softmax is, and three products with an activation. */
  const layers = ['sums', 'softmax', 'three'].map((name) => [name, 0, 0]);
  const dense = (name: string, units: number, activation: string, from: string) =>
    ({ kind: 'Dense', name, from: [from], config: { units, activation, use_bias: false } }) as const;
  const several = layersModel(
    functional(
      [2, 2, 1],
      [
        { kind: 'Flatten', name: 'flat' },
        dense('sums', 2, 'linear', 'flat'),
        { kind: 'Softmax', name: 'softmax', from: ['sums'] },
        dense('three', 3, 'softmax', 'sums'),
      ],
      layers,
    ),
    [weight('sums/kernel', [4, 2], [1, 0, 1, 0, 0, 1, 0, 1]), weight('three/kernel', [2, 3], [1, 2, 3, -1, 0, 1])],
  );
  const graph = graphSums([{ op: 'Softmax', name: 'soft', input: ['sums'] }], [], {
    signature: { outputs: { a: { name: 'sums:0' }, b: { name: 'soft:0' }, c: { name: 'flat:0' } } },
  });
  const batch = { data: Float32Array.of(1, 0.5, 0, 0.25), count: 1 };

  test.each([
    ['layers', several, 'sums', [1.5, 0.25]],
    ['layers', several, 'softmax', [1.5, 0.25]],
    ['layers', several, 'three', [1.25, 3, 4.75]],
    ['a graph', graph, 'sums', [1.5, 0.25]],
    ['a graph', graph, 'soft', [1.5, 0.25]],
    ['a graph', graph, 'soft:0', [1.5, 0.25]],
    ['a graph', graph, 'flat', [1, 0.5, 0, 0.25]],
  ])('of %s: the one that was asked for is read, probed and proved (%#)', async (_, file, output, expected) => {
    const classifier = await open(file, { output });
    expect([...(await classifier.classify(batch))]).toEqual(expected);
    expect(classifier.spec).toMatchObject({ scores: 'logits' });
    expect(classifier.spec.labels).toHaveLength(expected.length);
    expect(certifyStructure(classifier).verdict).toBe('proved');
    const { scores } = classifier.network!;
    const probed = await classifier.network!.probe(batch, [scores, 'sums']);
    expect([...probed.get(scores)!.data]).toEqual(expected);
  });
});

describe('one score an image', () => {
  /** a + b - c - d of pixels a, b, c, d, and an activation. */
  const difference = (activation: string) =>
    layersSums('linear', [{ kind: 'Dense', name: 'one', config: { units: 1, activation, use_bias: false } }], {}, [
      weight('one/kernel', [2, 1], [1, -1]),
    ]);
  const batch = { data: Float32Array.of(1, 0.5, 0, 0.25, 0, 0.25, 1, 0.5), count: 2 };

  test.each(['sigmoid', 'linear'])('decides between two labels, at 0 (%s)', async (activation) => {
    const classifier = await open(difference(activation), { labels: ['cat', 'dog'] });
    expect(classifier.spec).toMatchObject({ scores: 'logits', labels: ['cat', 'dog'] });
    expect([...(await classifier.classify(batch))]).toEqual([0, 1.25, 0, -1.25]);
    expect(certifyStructure(classifier).verdict).toBe('proved');
  });

  test('or at 0.5, where it is told to be a probability', async () => {
    const classifier = await open(difference('sigmoid'), { scores: 'probabilities' });
    const p = 1 / (1 + Math.exp(-1.25));
    expect(classifier.spec.scores).toBe('probabilities');
    close(await classifier.classify(batch), Float32Array.of(1 - p, p, p, 1 - p));
  });
});

test('engines are printed with what they run on', async () => {
  expect((await open(layersSums(), { engine: 'wasm', workers: 2 })).spec.engine).toBe(
    'tfjs 4.22.0 (wasm, SIMD, 2 workers)',
  );
});

describe.each([
  ['layers model', layersSums()],
  ['graph model', graphSums()],
])('a %s', (_, file) => {
  test('answers batches of any size, from any memory, with factors', async () => {
    const classifier = await open(file, { batchLimit: 2, workers: 2 });
    const data = Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40, -1, -2, -3, -4);
    expect([...(await classifier.classify({ data, count: 3 }))]).toEqual([3, 7, 30, 70, -3, -7]);
    const shared = new Float32Array(new SharedArrayBuffer(48));
    shared.set(data);
    const factors = Float64Array.of(2, 0.5, -1);
    expect([...(await classifier.classify({ data: shared, count: 3, factors }))]).toEqual([6, 14, 15, 35, 3, 7]);
    expect([...shared]).toEqual([...data]);
  });

  test('names the image that is not of finite numbers', async () => {
    for (const engine of ['wasm', 'cpu'] as const) {
      const classifier = await open(file, { batchLimit: 2, engine });
      const data = Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4, 1, Number.NaN, 3, 4);
      const asked = classifier.classify({ data, count: 3 });
      await expect(asked).rejects.toBeInstanceOf(ClassifierError);
      await expect(asked).rejects.toThrow(
        /model\.json: found the value NaN in image 2 of a batch; expected finite numbers/,
      );
      await expect(
        classifier.classify({ data: data.fill(1e38), count: 1, factors: Float64Array.of(1e5) }),
      ).rejects.toThrow('found the value Infinity in image 0');
      expect([...(await classifier.classify({ data: data.fill(1), count: 1 }))]).toEqual([2, 2]);
    }
  });

  test('rejects batches that are no batches, and calls after dispose', async () => {
    const classifier = await open(file);
    await expect(classifier.classify({ data: new Float32Array(3), count: 1 })).rejects.toThrow(
      'a batch of 3 numbers for 1 images',
    );
    await classifier.dispose();
    await expect(classifier.classify({ data: new Float32Array(4), count: 1 })).rejects.toThrow(
      'it has been disposed of',
    );
  });
});

describe('a network', () => {
  const nets = [
    ['layers', layersNet()],
    ['graph', graphNet()],
    ['nested', nestedNet()],
  ] as const;

  test('is read with its activations apart, from a LayersModel', async () => {
    const { network } = await open(layersNet());
    expect(network?.graph.nodes.map(({ name, operation }) => `${name} ${operation}`)).toEqual([
      'conv Conv',
      'conv_relu Relu',
      'each Conv',
      'each_relu6 Clip',
      'pool MaxPool',
      'flat Flatten',
      'hidden Gemm',
      'leaky LeakyRelu',
      'scores Gemm',
      'scores_softmax Softmax',
    ]);
  });

  test('is read with its activations apart, from a GraphModel', async () => {
    const { network } = await open(graphNet());
    expect(network?.graph.nodes.map(({ name, operation }) => `${name} ${operation}`)).toEqual([
      'conv Conv',
      'conv_relu Relu',
      'each Conv',
      'each_relu6 Clip',
      'pool MaxPool',
      'flat Flatten',
      'hidden Gemm',
      'hidden_leakyrelu LeakyRelu',
      'scores MatMul',
      'softmax Softmax',
      'Identity Identity',
    ]);
  });

  test('is opened up where models are within the model', async () => {
    const { network, spec } = await open(nestedNet());
    expect(network?.graph.nodes.map(({ name, operation }) => `${name} ${operation}`)).toEqual([
      'conv Conv',
      'conv_relu Relu',
      'average_pool GlobalAveragePool',
      'average Flatten',
      'dense_Dense1 Gemm',
      'dense_Dense1_softmax Softmax',
    ]);
    expect(spec.assumed).toContain('Scores are logits, read from "dense_Dense1", which goes into the final Softmax.');
  });

  test.each(nets)('%s: means the same to onnxruntime', async (_, file) => {
    for (const engine of ['cpu', 'wasm'] as const) {
      const classifier = await open(file, { engine });
      const twin = keep(
        await fromOnnx(files.write('twin.onnx', asOnnx(classifier.network!.graph)), { workers: 1, layout: 'nchw' }),
      );
      const count = 20;
      const batch = batchOf(count, 108);
      // The twin has its channels first.
      const data = Float32Array.from(batch.data, (_, i) => {
        const [image, channel, place] = [Math.floor(i / 108), Math.floor((i % 108) / 36), i % 36];
        return batch.data[image * 108 + place * 3 + channel]!;
      });
      close(await classifier.classify(batch), await twin.classify({ data, count }));
      const names = [...patternProbes(classifier.network!), 'conv', 'conv_relu'];
      const [found, expected] = [
        await classifier.network!.probe(batch, names),
        await twin.network!.probe({ data, count }, names),
      ];
      for (const name of names) {
        expect(found.get(name)?.dims).toEqual(expected.get(name)?.dims);
        close(found.get(name)?.data, expected.get(name)!.data);
      }
      const patterns = await classifier.network!.patterns!(batch);
      expect(patterns).toEqual(patternsByProbe(classifier.network!, found, count));
      expect(patterns).toEqual(await twin.network!.patterns!({ data, count }));
    }
  });

  test('the rows of a flattened image are probed in the order of the network', async () => {
    for (const [, file] of nets.slice(0, 2)) {
      const classifier = await open(file);
      const tensors = await classifier.network!.probe(batchOf(2, 108), ['pool', 'flat', 'image']);
      expect([...tensors.get('flat')!.data]).toEqual([...tensors.get('pool')!.data]);
      expect(tensors.get('image')?.dims).toEqual([2, 3, 6, 6]);
    }
  });

  test('two ways to write one network give the same scores', async () => {
    const [a, b] = [await open(layersNet()), await open(graphNet())];
    const batch = batchOf(10, 108);
    close(await a.classify(batch), await b.classify(batch));
    expect(a.spec.scores).toBe('logits');
    expect(b.spec.assumed).toContain('Scores are logits, read from "scores", which goes into the final Softmax.');
  });

  test('unknown tensors are asked about', async () => {
    const classifier = await open(layersNet());
    await expect(classifier.network!.probe(batchOf(1, 108), ['conv_relo'])).rejects.toThrow(
      /no tensor "conv_relo"; .* Did you mean .*"conv_relu"/,
    );
    expect((await classifier.network!.probe(batchOf(1, 108), [])).size).toBe(0);
  });
});

describe('scores', () => {
  test.each([
    ['softmax', 'logits', 'Scores are logits, read from "sums", which goes into the final Softmax.'],
    ['sigmoid', 'probabilities', 'Scores are probabilities: the network ends in Sigmoid.'],
    ['linear', 'logits', 'Scores are logits: the network ends in Gemm, not in a softmax.'],
    ['relu', 'logits', 'Scores are logits: the network ends in Relu, not in a softmax.'],
  ] as const)('%s', async (activation, kind, sentence) => {
    const { spec, ...classifier } = await open(layersSums(activation));
    expect(spec.scores).toBe(kind);
    expect(spec.assumed).toContain(sentence);
    const scores = await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 });
    close(
      scores,
      activation === 'sigmoid'
        ? Float32Array.of(1 / (1 + Math.exp(-3)), 1 / (1 + Math.exp(-7)))
        : Float32Array.of(3, 7),
    );
  });

  test('before a layer of softmax, with what is fused to the layer before it', async () => {
    const softmax = { kind: 'Softmax', name: 'softmax', config: { axis: -1 } };
    const activation = { kind: 'Activation', name: 'softmax', config: { activation: 'softmax' } };
    for (const last of [softmax, activation]) {
      const { spec, ...classifier } = await open(layersSums('relu', [last]));
      expect(spec.assumed).toContain('Scores are logits, read from "sums_relu", which goes into the final Softmax.');
      expect([...(await classifier.classify({ data: Float32Array.of(1, -2, 3, 4), count: 1 }))]).toEqual([0, 7]);
    }
  });

  test('labels are those saved with the model', async () => {
    const labelled = layersSums('linear', [], { userDefinedMetadata: { labels: ['upper', 'lower'] } });
    expect((await open(labelled)).spec.labels).toEqual(['upper', 'lower']);
    expect(await complaint(labelled, { labels: ['a', 'b', 'c'] })).toBe(
      'InputError: model.json: found 2 scores an image, and 3 labels; expected as many labels as scores. ' +
        'Pass a label for every score, in the order of the scores.',
    );
  });
});

describe('bad files', () => {
  const broken = (change: (file: TfjsFile) => TfjsFile): Promise<string> => complaint(change(layersSums()));

  test('weights cut short', async () => {
    expect(await broken((file) => ({ ...file, weights: file.weights.slice(0, 30) }))).toBe(
      'InputError: model.json: shard "weights.bin": found 30 bytes; expected 32, which the 1 weights in model.json add up to. ' +
        'It is cut short, or belongs to another model: copy or save the model again.',
    );
  });

  test('weights that do not add up', async () => {
    expect(await broken((file) => ({ ...file, weights: new Uint8Array(40) }))).toContain(
      'model.json: shard "weights.bin": found 40 bytes; expected 32',
    );
  });

  test('a shard in the middle cut short', async () => {
    const { json } = layersSums();
    const path = write({
      json: { ...json, weightsManifest: [{ ...json.weightsManifest[0]!, paths: ['a', 'b', 'c'] }] },
      weights: new Uint8Array(0),
    });
    const name = path.split('/').at(-2)!;
    for (const [shard, size] of [
      ['a', 12],
      ['b', 10],
      ['c', 8],
    ] as const)
      files.write(`${name}/${shard}`, new Uint8Array(size));
    expect(await messageOf(path)).toContain('model.json: shard "b": found 30 bytes in 3 shards; expected 32');
  });

  test('a shard that is missing', async () => {
    const { json, weights } = layersSums();
    const missing = { ...json, weightsManifest: [{ ...json.weightsManifest[0]!, paths: ['group1-shard1of2.bin'] }] };
    expect(await complaint({ json: missing, weights })).toContain(
      'model.json: shard "group1-shard1of2.bin": found no such file; expected a file with weights',
    );
  });

  test('not a model.json', async () => {
    expect(await messageOf(files.write('a.json', '{ "a": '))).toContain('a.json: found broken JSON (');
    expect(await messageOf(files.write('a.json', '{ "a": 1 }'))).toBe(
      'InputError: a.json: found JSON without modelTopology; expected a model.json of TF.js. ' +
        'Give the path of the model.json that model.save or tensorflowjs_converter wrote.',
    );
    expect(await messageOf(files.write('a.json', '[]'))).toContain('a.json: found something else');
    expect(await messageOf(join(files.folder, 'none.json'))).toContain('none.json: found no such file');
    const { json, weights } = layersSums();
    expect(
      await complaint({ json: { ...json, modelTopology: { class_name: 'Dense', config: {} } }, weights }),
    ).toContain('model.json: modelTopology: found something that is not a list of layers');
    expect(
      await complaint({ json: { ...json, weightsManifest: [{ paths: [], weights: [{ name: 'a' }] }] }, weights }),
    ).toContain('model.json: weightsManifest.0.weights.0.shape: found something else');
  });

  test('a layer that is not registered', async () => {
    expect(await complaint(layersSums('linear', [{ kind: 'Mine', name: 'mine' }]))).toBe(
      'InputError: model.json: found a layer Mine that TF.js does not know; expected layers of TF.js. ' +
        'Register its class with tf.serialization.registerClass, load the model yourself, and use fromTfjs.',
    );
  });

  test('weights that no layer has, and layers that have no weights', async () => {
    const { json, weights } = layersSums();
    const [group] = json.weightsManifest;
    const renamed = {
      ...json,
      weightsManifest: [{ ...group!, weights: [{ name: 'other/kernel', shape: [4, 2], dtype: 'float32' }] }],
    };
    expect(await complaint({ json: renamed, weights })).toContain(
      'model.json: weight "other/kernel": found no layer that it belongs to',
    );
    expect(await complaint({ json: { ...json, weightsManifest: [] }, weights })).toContain(
      'model.json: weightsManifest: found no weight "sums/kernel"',
    );
  });

  test('two inputs', async () => {
    const two = layersSums('linear', [
      { kind: 'InputLayer', name: 'mask', config: { batch_input_shape: [null, 2], dtype: 'float32' } },
      { kind: 'Add', name: 'both', from: ['sums', 'mask'] },
    ]);
    expect(await complaint(two)).toContain(
      'model.json: found 2 inputs ("image", "mask"); expected one input, the image.',
    );
  });

  test('control flow', async () => {
    const loop = graphSums([{ op: 'Switch', name: 'loop/switch', input: ['sums', 'sums'] }]);
    expect(await complaint(loop)).toBe(
      'InputError: model.json: node "loop/switch": found control flow (Switch); ' +
        'expected a network that computes the same for every image. ' +
        'Convert the classifier alone, without loops, branches or the selection of boxes.',
    );
  });

  test('an operation that TF.js does not have', async () => {
    expect(await complaint(graphSums([{ op: 'Strange', name: 'strange', input: ['sums'] }]))).toMatch(
      /model\.json: found a model that (fails on a black image|TF\.js does not load) \(.*Strange/,
    );
  });

  test('a dictionary of outputs', async () => {
    const { json, weights } = layersSums();
    const outputs = functional([2, 2, 1], [{ kind: 'Flatten', name: 'flat' }], { a: ['flat', 0, 0] });
    expect(await complaint({ json: { ...json, modelTopology: outputs }, weights })).toContain(
      'model.json: modelTopology: found output_layers that are a dictionary; expected layers with one input',
    );
    const signature = { outputs: { a: { name: 'sums:0' }, b: { name: 'flat:0' } } };
    const two = graphSums([], [], { signature });
    expect(await complaint(two)).toContain(
      'model.json: found 2 outputs that could be the scores: "sums", float32 [N, 2]; "flat", float32 [N, ?]; expected to be told which. Pass the name of one, such as output: ',
    );
    expect((await open(two, { output: 'sums' })).spec.labels).toHaveLength(2);
  });

  test('an open size', async () => {
    const conv = { kind: 'GlobalAveragePooling2D', name: 'average' };
    const net = layersModel(functional([null, null, 3], [conv]), []);
    expect(await complaint(net)).toContain(
      'model.json: found an input "image", float32 [N, ?, ?, 3], which leaves height or width open; expected a size.',
    );
    expect((await open(net, { size: { height: 4, width: 5 } })).spec.shape).toEqual({
      height: 4,
      width: 5,
      channels: 3,
    });
  });

  test('scores that are no row', async () => {
    expect(
      await complaint(graphModel([placeholder(2, 2, 1), { op: 'Relu', name: 'r', input: ['image'] }], [])),
    ).toContain(
      'found an output "r", float32 [N, 1, ?, ?]; expected an output of float16, float32 or float64 scores, [N, classes]',
    );
  });

  test('options that make no sense', async () => {
    const engine: string = 'webgpu';
    // @ts-expect-error what a user of plain JavaScript may write
    expect(await complaint(layersSums(), { engine })).toBe(
      'InputError: engine: found "webgpu"; expected tfjs-node, wasm, cpu.',
    );
    expect(await complaint(layersSums(), { workers: 0 })).toContain(
      'workers: found 0; expected a whole number from 1 to 256',
    );
    expect(await messageOf('examples/models/mlp-bias.onnx', { engine: 'cpu' })).toContain(
      'engine: found cpu; expected no engine for an ONNX model',
    );
  });

  test("weights that are quantised are TF.js's own business, and are read", async () => {
    const { json } = layersSums();
    const quantization = { dtype: 'uint8', scale: 1, min: 0, original_dtype: 'float32' };
    const specs = [{ name: 'sums/kernel', shape: [4, 2], dtype: 'float32', quantization }];
    const file = {
      json: { ...json, weightsManifest: [{ paths: ['weights.bin'], weights: specs }] },
      weights: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1),
    };
    const classifier = await open(file);
    expect([...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 }))]).toEqual([3, 7]);
    expect([...(classifier.network?.graph.constants.get('sums/kernel')?.values() ?? [])].map(Number)).toEqual([
      1, 0, 1, 0, 0, 1, 0, 1,
    ]);
  });
});
