import { afterAll, describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import {
  fromOnnx,
  images,
  labelOf,
  mend,
  type Classifier,
  type Corpus,
  type MendOptions,
  type OnnxOptions,
} from 'conic';
import { onnxGraph, weights } from '../models/onnxFile.js';
import { someNumbers, take } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { bright, difference, dim, scoresOn, shape } from './asked.js';
import { smallNetwork, type Stored } from './networks.js';

const files = temporaryFiles();
afterAll(files.remove);

let count = 0;
interface Both {
  readonly original: Classifier;
  readonly mended: Classifier;
  readonly result: Awaited<ReturnType<typeof mend>>;
}

/** The original and the mended network, opened as a user would: the mended one without preprocessing. */
async function both(network: Uint8Array, options: MendOptions = {}, opened: OnnxOptions = {}): Promise<Both> {
  const file = files.write(`network${count++}.onnx`, network);
  const result = await mend(file, options);
  const {
    images: _images,
    by: _by,
    quantile: _quantile,
    perChannel: _perChannel,
    dropBiases: _dropBiases,
    mean,
    std,
    steps,
    ...others
  } = options;
  const place = files.write(`mended${count++}.onnx`, result.files[result.main]!);
  const told = { mean, std, steps };
  return {
    original: await fromOnnx(file, {
      ...others,
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
      workers: 1,
    }),
    mended: await fromOnnx(place, { ...others, ...opened, workers: 1 }),
    result,
  };
}

/** What mending promises, held against the engine. */
async function holds({ original, mended, result }: Both, like: Corpus = bright): Promise<void> {
  expect(result.certificate.verdict).toBe('proved');
  expect(result.certificate.follows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['scalar-invariance', 'scalar-invariance:ranking', 'zero-image-uniformity']),
  );
  expect(difference(await scoresOn(original, like), await scoresOn(mended, like))).toBeLessThan(1e-6);
  for (const corpus of [bright, dim]) {
    const plain = await scoresOn(mended, corpus);
    for (const scalar of [2 ** -40, 0.25, 8]) expect(await scoresOn(mended, corpus, scalar)).toEqual(plain);
    for (const scalar of [1e-6, 0.1, 0.7, 3, 1e6])
      expect((await scoresOn(mended, corpus, scalar)).map(labelOf)).toEqual(plain.map(labelOf));
  }
  const [black] = await scoresOn(mended, bright, 0);
  expect(new Set(black)).toEqual(new Set([black![0]]));
  await Promise.all([original.dispose(), mended.dispose()]);
}

test('the network that is mended has the defect in the first place', async () => {
  const { original, mended } = await both(smallNetwork());
  const dark = await scoresOn(original, bright, 1e-6);
  expect(new Set(dark.map(labelOf)).size).toBe(1);
  expect((await scoresOn(original, bright)).map(labelOf)).not.toEqual(dark.map(labelOf));
  await Promise.all([original.dispose(), mended.dispose()]);
});

test.each(Array.from({ length: 16 }, (_, i) => i + 7))('opset %d', async (opset) => {
  await holds(await both(smallNetwork({ opset })));
});

const casts: Stored['first'] = [{ op: 'Cast', inputs: ['image'], outputs: ['seen'], attributes: { to: { int: 1 } } }];

describe('however the network is stored', () => {
  test.each<[string, Stored, MendOptions]>([
    ['channels last', { layout: 'nhwc' }, {}],
    ['a row of pixels', { layout: 'flat' }, { size: { height: 6, width: 6 } }],
    ['one image at a time', { batch: 1 }, {}],
    ['height and width left open', { size: 'side' }, { size: { height: 6, width: 6 } }],
    ['an input of float64', { type: 'float64', first: casts }, {}],
    ['trained on [0, 255]', {}, { range: [0, 255] }],
    [
      'with a softmax at the end',
      { last: [{ op: 'Softmax', inputs: ['logits'], outputs: ['p4'], attributes: { axis: { int: 1 } } }] },
      {},
    ],
    [
      'with scores of four axes',
      {
        last: [{ op: 'Reshape', inputs: ['logits', 'square'], outputs: ['square4'] }],
        outputs: [{ name: 'square4', shape: ['N', 4, 1, 1] }],
        initializers: [{ name: 'square', shape: [4], data: BigInt64Array.of(-1n, 4n, 1n, 1n) }],
      },
      {},
    ],
  ])('%s', async (_, stored, options) => {
    await holds(await both(smallNetwork(stored), options));
  });

  test('a branch that reads the image', async () => {
    // A branch has no inputs of its own.
    const branch = (factor: number): Uint8Array =>
      onnxGraph({
        inputs: [],
        outputs: [{ name: 'chosen', shape: ['N', 3, 6, 6] }],
        nodes: [{ op: 'Mul', inputs: ['image', 'factor'], outputs: ['chosen'] }],
        initializers: [weights('factor', [1], [factor])],
      });
    const first: Stored['first'] = [
      {
        op: 'If',
        inputs: ['always'],
        outputs: ['seen'],
        attributes: { then_branch: { graph: branch(1) }, else_branch: { graph: branch(2) } },
      },
    ];
    const always = { name: 'always', shape: [], data: Uint8Array.of(1), type: 'bool' } as const;
    const { original, mended } = await both(smallNetwork({ first, initializers: [always] }));
    expect(difference(await scoresOn(original, bright), await scoresOn(mended, bright))).toBeLessThan(1e-6);
    expect(await scoresOn(mended, dim, 0.25)).toEqual(await scoresOn(mended, dim));
    await Promise.all([original.dispose(), mended.dispose()]);
  });

  test('uint8 that is cast first: the rounding stays, so nothing is proved, but scores are the same where it does not matter', async () => {
    const { original, mended, result } = await both(smallNetwork({ type: 'uint8', first: casts }));
    expect(result.certificate.verdict).not.toBe('proved');
    expect(difference(await scoresOn(original, bright), await scoresOn(mended, bright))).toBeLessThan(1e-6);
    const half = images.fromPixels(
      shape,
      bright.images.map((image) => image.pixels().map((value) => Math.round(value * 51) / 51)),
    );
    expect(difference(await scoresOn(mended, half, 0.2), await scoresOn(mended, half))).toBeLessThan(1e-6);
    await Promise.all([original.dispose(), mended.dispose()]);
  });

  test('of several outputs the others are named', async () => {
    const outputs: Stored['outputs'] = [
      { name: 'logits', shape: ['N', 4] },
      { name: 'f', shape: ['N', 8] },
    ];
    const found = await both(smallNetwork({ outputs }), { output: 'logits' });
    expect(found.result.unguarded).toEqual(['f']);
    await holds(found);
  });

  test('weights in another file are in the mended one', async () => {
    const data = take(216, someNumbers(3));
    files.write('apart.bin', new Uint8Array(data.buffer));
    const apart = { ...weights('k2', [8, 3, 3, 3], []), file: 'apart.bin' };
    const network = smallNetwork({
      last: [
        { op: 'ReduceSum', inputs: ['k2'], outputs: ['s'], attributes: { keepdims: { int: 0 } } },
        { op: 'Add', inputs: ['logits', 's'], outputs: ['more'] },
      ],
      initializers: [apart],
    });
    const found = await both(network);
    writeFileSync(`${files.folder}/apart.bin`, '');
    await holds(found);
  });

  test('a mended file can be mended again', async () => {
    const once = await mend(files.write('once.onnx', smallNetwork()));
    await holds(await both(once.files[once.main]!));
  });
});

describe('declared preprocessing is in the mended network, after the division', () => {
  test.each<[string, Stored, MendOptions]>([
    ['mean and std', {}, { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.25] }],
    ['channels last', { layout: 'nhwc' }, { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.25] }],
    ['a row of pixels', { layout: 'flat' }, { size: { height: 6, width: 6 }, mean: [0.4, 0.5, 0.6], std: 0.5 }],
    [
      'reordering, scaling and cutting off',
      {},
      {
        range: [0, 255],
        steps: [
          { kind: 'permute', channels: [2, 1, 0] },
          { kind: 'subtract', value: [103.9, 116.8, 123.7] },
          { kind: 'scale', by: 0.01 },
          { kind: 'clamp', low: -0.5, high: 0.9 },
        ],
      },
    ],
    [
      'reordering a row of pixels',
      { layout: 'flat' },
      { size: { height: 6, width: 6 }, steps: [{ kind: 'permute', channels: [2, 0, 1] }] },
    ],
  ])('%s', async (_, stored, options) => {
    await holds(await both(smallNetwork(stored), options));
  });

  test('what cannot be written as nodes is refused', async () => {
    const file = files.write('custom.onnx', smallNetwork());
    const steps = [{ kind: 'custom', name: 'sharpen', homogeneous: true, apply: () => undefined }] as const;
    await expect(mend(file, { steps })).rejects.toThrow(
      'a preprocessing step that cannot be written into the network (sharpen)',
    );
  });
});

describe('what images are divided by', () => {
  test.each(['quantile', 'mean', 'norm'] as const)('%s: a typical image stays as it is', async (by) => {
    // All images are one and its multiples, so its statistic is their median.
    const [one] = bright.images;
    const corpus = images.fromPixels(
      shape,
      [0.5, 1, 1].map((factor) => one!.pixels().map((value) => value * factor)),
    );
    const same = images.fromPixels(shape, [one!.pixels()]);
    await holds(await both(smallNetwork(), { by, images: corpus }), same);
  });

  test.each(['max', 'mean'] as const)('%s of each channel, where a channel may be dark', async (by) => {
    const { mended, original, result } = await both(smallNetwork(), { by, perChannel: true, images: bright });
    expect(result.certificate.follows.map(({ name }) => name)).toContain('zero-image-uniformity');
    const reds = dim.images.map((image) => image.pixels().map((value, i) => (i % 3 === 0 ? value : 0)));
    const red = images.fromPixels(shape, reds);
    const scores = await scoresOn(mended, red);
    expect(scores.every((each) => each.every(Number.isFinite))).toBe(true);
    expect(await scoresOn(mended, red, 0.25)).toEqual(scores);
    // A colour cast goes with the brightness.
    const cast = images.fromPixels(
      shape,
      dim.images.map((image) => image.pixels().map((value, i) => value * [1, 0.5, 0.25][i % 3]!)),
    );
    expect(await scoresOn(mended, cast)).toEqual(await scoresOn(mended, dim));
    await Promise.all([original.dispose(), mended.dispose()]);
  });

  test('without images only the largest value is known', async () => {
    const file = files.write('mean.onnx', smallNetwork());
    await expect(mend(file, { by: 'mean' })).rejects.toThrow('found by: mean, and no images; expected images');
  });

  test('black images tell nothing', async () => {
    const file = files.write('black.onnx', smallNetwork());
    const black = images.fromPixels(shape, [new Float32Array(108)]);
    await expect(mend(file, { by: 'quantile', images: black })).rejects.toThrow('images whose quantile is 0');
  });
});

describe('without its biases', () => {
  const batchNorm: Stored['last'] = [
    { op: 'Reshape', inputs: ['logits', 'square'], outputs: ['q'] },
    { op: 'BatchNormalization', inputs: ['q', 'gamma', 'beta', 'mean', 'variance'], outputs: ['n'] },
    { op: 'Flatten', inputs: ['n'], outputs: ['m'] },
    { op: 'Add', inputs: ['m', 'offset'], outputs: ['o'] },
  ];
  const initializers = [
    { name: 'square', shape: [4], data: BigInt64Array.of(-1n, 4n, 1n, 1n) },
    ...['gamma', 'beta', 'mean', 'variance', 'offset'].map((name, i) => weights(name, [4], [1 + i, 2, 0.5, 1])),
  ];

  test('a network is proved, and its weights are the same', async () => {
    const { original, mended, result } = await both(smallNetwork({ last: batchNorm, initializers }), {
      dropBiases: true,
    });
    expect(result.certificate.follows.map(({ name }) => name)).toContain('scalar-invariance:homogeneity');
    expect(result.notes[0]).toBe('The biases of 4 nodes are 0.');
    const plain = await scoresOn(mended, bright);
    expect(await scoresOn(mended, bright, 0.25)).toEqual(plain.map((scores) => scores.map((score) => score / 4)));
    expect(plain).not.toEqual(await scoresOn(original, bright));
    await Promise.all([original.dispose(), mended.dispose()]);
  });

  test('preprocessing that subtracts still breaks it, and is named', async () => {
    const result = await mend(files.write('kept.onnx', smallNetwork()), { dropBiases: true, mean: 0.5, std: 0.25 });
    expect(result.certificate).toMatchObject({ verdict: 'not homogeneous', network: 'proved' });
    expect(result.notes.at(-1)).toContain('pass the same preprocessing');
  });

  test('what is no bias stays', async () => {
    const last: Stored['last'] = [
      { op: 'Sigmoid', inputs: ['logits'], outputs: ['s'] },
      { op: 'MatMul', inputs: ['s', 'again'], outputs: ['t'] },
    ];
    const more = [weights('again', [4, 4], take(16, someNumbers(2)))];
    const result = await mend(files.write('curved.onnx', smallNetwork({ last, initializers: more })), {
      dropBiases: true,
    });
    expect(result.certificate.verdict).toBe('not homogeneous');
    expect(result.certificate.culprits).toEqual([expect.objectContaining({ operation: 'Sigmoid' })]);
  });
});

test('an image that has been divided by its largest value is never the black one', async () => {
  const file = files.write('faint.onnx', smallNetwork());
  const { files: written, main } = await mend(file);
  const mended = await fromOnnx(files.write('faint-mended.onnx', written[main]!));
  const faint = images.fromPixels(shape, [new Float32Array(108).fill(1e-30, 5, 6)]);
  const whole = images.fromPixels(shape, [new Float32Array(108).fill(1, 5, 6)]);
  expect(difference(await scoresOn(mended, whole), await scoresOn(mended, faint))).toBeLessThan(1e-6);
  await mended.dispose();
});
