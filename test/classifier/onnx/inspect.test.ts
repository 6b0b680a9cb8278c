import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { inspectOnnx } from '../../../src/classifier/onnx/readOnnxModel.js';
import { parseLabels } from '../../../src/classifier/file/labels.js';
import type { OnnxOptions } from '../../../src/classifier/onnx/options.js';
import { integers, onnxModel, weights, type OnnxModel, type OnnxValue } from '../../models/onnxFile.js';
import { failsOnWhite, sums, sumsThen } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

/** The classifier's spec, with nothing left running. */
const specOf = async (content: Uint8Array | string, options: OnnxOptions = {}, name = 'model.onnx') => {
  const classifier = await fromOnnx(files.write(name, content), { workers: 1, ...options });
  await classifier.dispose();
  return classifier.spec;
};

/** The message of the error, without the folder. */
const messageOf = async (content: Uint8Array | string, options: OnnxOptions = {}): Promise<string> =>
  specOf(content, options).then(
    () => 'no error',
    (error: unknown) => String(error).replaceAll(`${files.folder}/`, ''),
  );

/** Any input, reduced to two scores an image. */
const takes = (port: Omit<OnnxValue, 'name'>, change: Partial<OnnxModel> = {}): Uint8Array =>
  onnxModel({
    inputs: [{ name: 'image', ...port }],
    outputs: [{ name: 'scores', shape: ['N', 2] }],
    nodes: [
      { op: 'Cast', inputs: ['image'], outputs: ['float'], attributes: { to: { int: 1 } } },
      { op: 'Flatten', inputs: ['float'], outputs: ['flat'] },
      { op: 'ReduceMean', inputs: ['flat'], outputs: ['mean'], attributes: { axes: { ints: [1] } } },
      { op: 'Concat', inputs: ['mean', 'mean'], outputs: ['scores'], attributes: { axis: { int: 1 } } },
    ],
    ...change,
  });

const rangeAssumed = 'Pixel range [0, 1]: the file does not say; pass range if it was trained on [0, 255].';

test('the spec of a plain model', async () => {
  expect(await specOf(sums(), {}, 'halves.v2.onnx')).toEqual({
    id: 'halves.v2',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    engine: expect.stringMatching(/^onnxruntime \d+\.\d+\.\d+ \(cpu, 1 worker\)$/),
    shape: { height: 2, width: 2, channels: 1 },
    layout: 'nchw',
    range: [0, 1],
    steps: [],
    scores: 'logits',
    labels: ['0', '1'],
    batchLimit: 256,
    assumed: [rangeAssumed, 'Scores are logits: the network ends in MatMul, not in a softmax.'],
  });
});

describe('the input', () => {
  test.each([
    [['N', 3, 4, 5], {}, { height: 4, width: 5, channels: 3 }, 'nchw'],
    [['N', 4, 5, 3], {}, { height: 4, width: 5, channels: 3 }, 'nhwc'],
    [['N', 1, 4, 5], {}, { height: 4, width: 5, channels: 1 }, 'nchw'],
    [['N', 4, 5], {}, { height: 4, width: 5, channels: 1 }, 'nhwc'],
    [['N', 16], {}, { height: 4, width: 4, channels: 1 }, 'flat'],
    [['N', 20], { size: { height: 4, width: 5 } }, { height: 4, width: 5, channels: 1 }, 'flat'],
    [['N', 60], { size: { height: 4, width: 5 } }, { height: 4, width: 5, channels: 3 }, 'flat'],
    [['N', 3, 'h', 'w'], { size: { height: 4, width: 5 } }, { height: 4, width: 5, channels: 3 }, 'nchw'],
    [['N', 3, 4, 'w'], { size: { height: 4, width: 5 } }, { height: 4, width: 5, channels: 3 }, 'nchw'],
    [['N', 3, 4, 3], { layout: 'nhwc' }, { height: 3, width: 4, channels: 3 }, 'nhwc'],
    [['N', -1, 4, 3], { size: { height: 2, width: 4 } }, { height: 2, width: 4, channels: 3 }, 'nhwc'],
  ] as const)('%j', async (shape, options, expected, layout) => {
    const spec = await specOf(takes({ shape }), options);
    expect(spec.shape).toEqual(expected);
    expect(spec.layout).toBe(layout);
  });

  test('says what could be read another way', async () => {
    expect((await specOf(takes({ shape: ['N', 3, 4, 3] }))).assumed[0]).toBe(
      'Layout channels first: the input "image", float32 [N, 3, 4, 3] could be read either way; pass layout if not.',
    );
    expect((await specOf(takes({ shape: ['N', 16] }))).assumed[0]).toBe(
      'Shape 4x4x1: the file says 16 numbers in a row, taken as pixels row by row; pass size if not.',
    );
  });

  test.each([
    [['N'], {}, 'an input "image", float32 [N]; expected a tensor of shape [N, channels, height, width]'],
    [['N', 1, 2, 3, 4], {}, 'an input "image", float32 [N, 1, 2, 3, 4]; expected a tensor of shape'],
    [undefined, {}, 'an input "image", float32 []; expected a tensor of shape'],
    [['N', 4, 5, 6], {}, 'an input "image", float32 [N, 4, 5, 6]; expected an image of 1 or 3 channels.'],
    [['N', 3, 5, 6], { layout: 'nhwc' }, '[N, 3, 5, 6]; expected an image of 1 or 3 channels in layout nhwc.'],
    [
      ['N', 3, 'h', 'w'],
      {},
      '[N, 3, ?, ?], which leaves height or width open; expected a size. Pass size: { height: 224, width: 224 }.',
    ],
    [['N', 20], {}, '[N, 20], in which no square image can be seen; expected a size. Pass size'],
    [['N', 'k'], {}, '[N, ?], in which no square image can be seen; expected a fixed number of pixels.'],
  ] as const)('%j with %j is an error', async (shape, options, message) => {
    const text = await messageOf(takes(shape === undefined ? {} : { shape }), options);
    expect(text).toContain('InputError: model.onnx: found an input');
    expect(text).toContain(message);
  });

  test.each<[(number | string)[], OnnxOptions, string]>([
    [['N', 3, 4, 5], { size: { height: 5, width: 5 } }, 'size: found 5x5'],
    [['N', 20], { size: { height: 5, width: 5 } }, 'size: found 5x5'],
    [['N', 20], { layout: 'nchw' }, 'layout: found nchw'],
    [['N', 3, 4, 5], { layout: 'flat' }, 'layout: found flat'],
  ])('%j contradicts %j', async (shape, options, found) => {
    const dims = shape.join(', ');
    const option = found.slice(0, found.indexOf(':'));
    expect(await messageOf(takes({ shape }), options)).toBe(
      `InputError: ${found}; expected a ${option} that agrees with model.onnx, which has an input "image", float32 [${dims}]. ` +
        'Leave it out, or correct it.',
    );
  });

  test('of another type is an error', async () => {
    expect(await messageOf(takes({ shape: ['N', 4, 4], type: 'int32' }))).toBe(
      'InputError: model.onnx: found an input "image", int32 [N, 4, 4]; expected elements of float16, float32, float64 or uint8. ' +
        'Export the model in float32, or put a Cast at its beginning.',
    );
  });

  test('has to be the only one', async () => {
    const inputs = [
      { name: 'image', shape: ['N', 1, 2, 2] },
      { name: 'mask', shape: ['N', 2] },
    ];
    expect(await messageOf(sums({ inputs }))).toContain(
      'found 2 inputs ("image", "mask"); expected one input, the image',
    );
    expect(await messageOf(sums({ inputs: [] }))).toContain('found a network without inputs; expected one input');
  });
});

describe('the scores', () => {
  const softmax = { op: 'Softmax', inputs: ['sums'], outputs: ['probabilities'] };

  test('are read from before a softmax', async () => {
    const spec = await specOf(sumsThen([softmax, { op: 'Identity', inputs: ['probabilities'], outputs: ['out'] }]));
    expect(spec.scores).toBe('logits');
    expect(spec.assumed).toContain('Scores are logits, read from "sums", which goes into the final Softmax.');
  });

  test('are probabilities where they cannot be', async () => {
    const spec = await specOf(sumsThen([{ op: 'Sigmoid', inputs: ['sums'], outputs: ['out'] }]));
    expect(spec.scores).toBe('probabilities');
    expect(spec.assumed).toContain('Scores are probabilities: the network ends in Sigmoid.');
  });

  test('may have two dimensions more of size 1, or no shape, or another type', async () => {
    const reshape = { op: 'Reshape', inputs: ['sums', 'to'], outputs: ['out'] };
    expect((await specOf(sumsThen([reshape], [integers('to', [-1, 2, 1, 1])], ['N', 2, 1, 1]))).labels).toHaveLength(2);
    expect((await specOf(sums({ outputs: [{ name: 'sums' }] }))).labels).toHaveLength(2);
    const double = { op: 'Cast', inputs: ['sums'], outputs: ['out'], attributes: { to: { int: 11 } } };
    const nodes = [
      { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
      { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
      double,
    ];
    const outputs = [{ name: 'out', shape: ['N', 2], type: 'float64' as const }];
    expect((await specOf(sums({ nodes, outputs }))).labels).toHaveLength(2);
  });

  test('need naming where several outputs could be them', async () => {
    const outputs = [
      { name: 'sums', shape: ['N', 2] },
      { name: 'flat', shape: ['N', 4] },
    ];
    expect(await messageOf(sums({ outputs }))).toBe(
      'InputError: model.onnx: found 2 outputs that could be the scores: "sums", float32 [N, 2]; "flat", float32 [N, 4]; ' +
        "expected to be told which. Pass the name of one, such as output: 'sums'.",
    );
    expect((await specOf(sums({ outputs }), { output: 'flat' })).labels).toHaveLength(4);
    expect(await messageOf(sums({ outputs }), { output: 'other' })).toContain(
      'found no output "other"; expected one of its outputs: "sums", float32 [N, 2]; "flat"',
    );
  });

  test.each([
    [7, 'opaque'],
    [12, 'a kind of type that conic does not know (field 12 of TypeProto)'],
    [1, 'no type'],
    [0, 'no type'],
  ])('of an odd type are named by it: %s', async (type, named) => {
    const outputs = [{ name: 'sums', type }];
    expect(await messageOf(sums({ outputs }))).toContain(`found an output "sums", ${named} []; expected`);
  });

  test.each([
    [{ name: 'sums', shape: ['N', 2], type: 'int64' }, 'an output "sums", int64 [N, 2]; expected an output of float16'],
    [{ name: 'sums', shape: ['N', 2, 7] }, 'an output "sums", float32 [N, 2, 7]; expected an output of float16'],
    [
      { name: 'sums', type: 'sequence' },
      'an output "sums", sequence []; expected an output of float16, float32 or float64 scores, [N, classes]. A scikit-learn model',
    ],
  ] as const)('%j is an error', async (output, message) => {
    expect(await messageOf(sums({ outputs: [output] }))).toContain(`InputError: model.onnx: found ${message}`);
  });

  test('have to be as many as the file says', async () => {
    const text = await messageOf(
      sums({
        outputs: [{ name: 'sums', shape: ['N', 2] }],
        nodes: [
          { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
          { op: 'Expand', inputs: ['flat', 'to'], outputs: ['more'] },
          { op: 'ReduceSum', inputs: ['more', 'axis'], outputs: ['sums'] },
        ],
        initializers: [integers('axis', [1]), integers('to', [1, 4])],
      }),
    );
    expect(text).toContain('found one score for one image in "sums"; expected 2, as the file says.');
  });
});

const nominal = (value: string) => ({ metadata: { 'Image.NominalPixelRange': value } });

describe('pixels', () => {
  const steps = [{ kind: 'divide', by: 255 }] as const;

  test.each([
    ['NominalRange_0_255', [0, 255], []],
    ['Normalized_0_1', [0, 1], []],
    [
      'Normalized_1_1',
      [0, 1],
      [
        { kind: 'scale', by: 2 },
        { kind: 'subtract', value: 1 },
      ],
    ],
  ] as const)('metadata %s', async (value, range, expected) => {
    const spec = await specOf(sums(nominal(value)));
    expect([spec.range, spec.steps]).toEqual([range, expected]);
    expect(spec.assumed[0]).toBe(`Pixel range ${value}, as the file says.`);
  });

  test('metadata that conic does not know', async () => {
    expect((await specOf(sums(nominal('NominalRange_16_235')))).assumed[0]).toBe(
      'Pixel range [0, 1]: the file says NominalRange_16_235, which conic does not know; pass range if it was trained on [0, 255].',
    );
  });

  test('in blue, green, red', async () => {
    const bgr = takes({ shape: ['N', 3, 2, 2] }, { metadata: { 'Image.BitmapPixelFormat': 'Bgr8' } });
    expect((await specOf(bgr)).steps).toEqual([{ kind: 'permute', channels: [2, 1, 0] }]);
    expect((await specOf(bgr, { steps })).steps).toEqual(steps);
  });

  test('as told', async () => {
    const spec = await specOf(sums(nominal('Normalized_0_1')), { range: [0, 255], steps });
    expect([spec.range, spec.steps]).toEqual([[0, 255], steps]);
    expect(spec.assumed).toHaveLength(1);
  });

  test('of uint8', async () => {
    const spec = await specOf(takes({ shape: ['N', 2, 2], type: 'uint8' }));
    expect([spec.range, spec.steps]).toEqual([[0, 255], [{ kind: 'quantise', levels: 256 }]]);
    expect(spec.assumed.slice(0, 2)).toEqual([
      'Pixel range [0, 255]: the input is uint8.',
      'Pixels are rounded to whole numbers: the input is uint8.',
    ]);
  });
});

describe('labels', () => {
  test.each([
    ['["cat", "dog"]', ['cat', 'dog']],
    ['{"1": "dog", "0": "cat"}', ['cat', 'dog']],
    [`{0: 'cat', 1: "dog's"}`, ['cat', "dog's"]],
    [`{1: 'dog', 0: 'a \\'cat\\''}`, ["a 'cat'", 'dog']],
    [`['cat', 'dog']`, ['cat', 'dog']],
    ['cat and dog', undefined],
    ['7', undefined],
    ['[1, 2]', undefined],
    ['{"0": "cat", "0": "dog", "1": "owl"}', undefined],
  ])('%s', (written, expected) => {
    expect(parseLabels(written)).toEqual(expected);
  });

  test('come from the file, or from the user', async () => {
    expect((await specOf(sums({ metadata: { names: "{0: 'up', 1: 'down'}" } }))).labels).toEqual(['up', 'down']);
    expect((await specOf(sums({ metadata: { labels: '["up","down"]' } }), { labels: ['a', 'b'] })).labels).toEqual([
      'a',
      'b',
    ]);
    const wrong = await specOf(sums({ metadata: { labels: '["up"]' } }));
    expect(wrong.labels).toEqual(['0', '1']);
    expect(wrong.assumed).toContain('Labels are numbers: the file has names for 1 of 2 classes.');
  });

  test('have to be as many as scores', async () => {
    expect(await messageOf(sums(), { labels: ['a'] })).toContain(
      'model.onnx: found 2 scores an image, and 1 labels; expected as many labels as scores.',
    );
  });
});

describe('files', () => {
  test('that cannot be read', async () => {
    await expect(fromOnnx('nowhere/model.onnx')).rejects.toThrow(
      'nowhere/model.onnx: found no such file; expected an ONNX model. Check the path.',
    );
    await expect(fromOnnx(files.folder)).rejects.toThrow('found a directory; expected an ONNX model.');
  });

  test.each([
    ['', 'an empty file'],
    ['\x89PNG\r\n', 'something that is not ONNX'],
    ['hello', 'text'],
    [sums().subarray(0, 60), 'an ONNX file that is cut off or damaged'],
    [sums({ irVersion: 99 }), 'ONNX IR version 99; expected 1'],
    [sums({ opset: 99 }), 'opset 99; expected 2'],
    [
      sumsThen([{ op: 'Nope', inputs: ['sums'], outputs: ['out'] }]),
      'a model that onnxruntime does not load (This is an invalid model.',
    ],
  ])('%#: %s', async (content, message) => {
    expect(await messageOf(content)).toContain(`InputError: model.onnx: found ${message}`);
  });

  test("keep the engine's own words as the cause", async () => {
    const file = files.write('old.onnx', sums({ opset: 99 }));
    await expect(fromOnnx(file)).rejects.toMatchObject({
      message: expect.stringMatching(
        /old\.onnx: found opset 99; expected \d+ or older\. Export the model for an older/,
      ),
      cause: { message: expect.stringContaining('under development') },
    });
  });

  test('with weights in another file', async () => {
    const w = { ...weights('w', [4, 2], []), file: 'w.bin' };
    const softmax = { op: 'Softmax', inputs: ['sums'], outputs: ['out'] };
    const content = sums({
      nodes: [
        { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
        { op: 'MatMul', inputs: ['flat', 'w'], outputs: ['sums'] },
        softmax,
      ],
      outputs: [{ name: 'out', shape: ['N', 2] }],
      initializers: [w],
    });
    expect(await messageOf(content)).toContain(
      'found a constant "w" whose numbers are in w.bin, which cannot be read (ENOENT',
    );
    files.write('w.bin', new Uint8Array(Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1).buffer));
    const classifier = await fromOnnx(files.write('outside.onnx', content), { workers: 1 });
    expect([...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 }))]).toEqual([3, 7]);
    await classifier.dispose();
  });

  test('with weights in another file, both links to where a cache has them', async () => {
    for (const folder of ['blobs', 'snapshot']) mkdirSync(join(files.folder, folder));
    const w = { ...weights('w', [4, 2], []), file: 'w.bin', offset: 8 };
    files.write('blobs/1', sums({ initializers: [w] }));
    files.write('blobs/2', new Uint8Array(Float32Array.of(7, 7, 1, 0, 1, 0, 0, 1, 0, 1).buffer));
    symlinkSync('../blobs/1', join(files.folder, 'snapshot/model.onnx'));
    symlinkSync('../blobs/2', join(files.folder, 'snapshot/w.bin'));
    const classifier = await fromOnnx(join(files.folder, 'snapshot/model.onnx'), { workers: 1 });
    const batch = { data: Float32Array.of(1, 2, 3, 4), count: 1 };
    expect([...(await classifier.classify(batch))]).toEqual([3, 7]);
    expect([...((await classifier.network?.probe?.(batch, ['flat']))?.get('flat')?.data ?? [])]).toEqual([1, 2, 3, 4]);
    await classifier.dispose();
  });

  test('with weights in a file elsewhere are refused before any engine sees them', async () => {
    const secret = { ...weights('w', [4, 2], []), file: '../w.bin' };
    expect(await messageOf(sums({ initializers: [secret] }))).toContain(
      `found a constant "w" whose numbers are in ../w.bin; expected a file in the model's folder`,
    );
  });

  test('with weights that are no numbers, stored densely, sparsely or in another file', async () => {
    const found = 'tensor "w": found NaN among its numbers; expected finite numbers, which node "dense" (MatMul)';
    const opened = async (content: Uint8Array) => [
      await messageOf(content),
      await inspectOnnx(files.write('inspected.onnx', content)).then(
        () => 'no error',
        (error: unknown) => String(error),
      ),
    ];
    const numbers = [1, 0, 1, NaN, 0, 1, 0, 1];
    for (const text of await opened(sums({ initializers: [weights('w', [4, 2], numbers)] })))
      expect(text).toContain(found);
    files.write('odd.bin', new Uint8Array(Float32Array.from(numbers).buffer));
    for (const text of await opened(sums({ initializers: [{ ...weights('w', [4, 2], []), file: 'odd.bin' }] })))
      expect(text).toContain(found);
    expect(await messageOf(sums({ initializers: [], sparse: [weights('w', [2], [1, NaN])] }))).toContain(found);
  });

  test('that fail on every image', async () => {
    const nodes = [{ op: 'Reshape', inputs: ['sums', 'to'], outputs: ['out'] }];
    expect(await messageOf(sumsThen(nodes, [integers('to', [3, 7])]))).toContain(
      'found a model that fails on a black image (onnxruntime failing: Non-zero status code returned while running Reshape',
    );
    expect(await messageOf(failsOnWhite())).toBe('no error');
  });

  test('that take one image at a time though they say otherwise', async () => {
    const nodes = [{ op: 'Reshape', inputs: ['sums', 'to'], outputs: ['out'] }];
    const spec = await specOf(sumsThen(nodes, [integers('to', [1, 2])]));
    expect(spec.batchLimit).toBe(1);
    expect(spec.assumed).toContain('Batches of one image: the file allows any number, but the network fails on two.');
  });
});

test.each([
  [{ workers: 0 }, 'workers: found 0; expected a whole number from 1 to 256.'],
  [{ threads: 1.5 }, 'threads: found 1.5; expected a whole number from 1 to 256.'],
  [{ batchLimit: -1 }, 'batchLimit: found -1; expected'],
  [{ size: { height: 0, width: 1 } }, 'size.height: found 0; expected'],
  [{ range: [1, 0] as const }, 'range.0: found 1; expected black and white as the model was trained: 0,1 or 0,255.'],
  [
    { range: [-1, 1] as const },
    'range.0: found -1; expected black and white as the model was trained: 0,1 or 0,255. A model trained on [-1, 1] takes',
  ],
])('the option %j is refused', async (options, message) => {
  expect(await messageOf(sums(), options)).toContain(message);
});
