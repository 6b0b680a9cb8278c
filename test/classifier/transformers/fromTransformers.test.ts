import { describe, expect, test } from '@jest/globals';
import { fromPipeline, fromTransformers, type TransformersModel, type TransformersProcessor } from 'conic';
import { zeroImageUniformity } from '../../../properties/index.js';
import { ClassifierError, InputError } from '../../../src/errors.js';
import { check } from '../../../src/run/check.js';
import type { PreprocessingStep } from '../../../src/settings/steps.js';

/** A tensor as transformers.js has them, in a class of its own. */
class Tensor {
  constructor(
    readonly type: string,
    readonly data: Float32Array,
    readonly dims: readonly number[],
  ) {}
}

/** What a processor uses of an image. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
  rgb(): Pixels;
  resize(width: number, height: number): Promise<Pixels>;
  center_crop(width: number, height: number): Promise<Pixels>;
}

const isPixels = (value: object): value is Pixels => 'center_crop' in value;

interface ProcessorFields {
  readonly resizeTo?: number;
  readonly cropTo?: number;
  readonly do_rescale?: boolean;
  readonly rescale_factor?: number;
  readonly do_normalize?: boolean;
  readonly image_mean?: readonly number[];
  readonly image_std?: readonly number[];
  readonly do_flip_channel_order?: boolean;
  /** Something that no field says. */
  readonly besides?: (value: number) => number;
}

/** A processor that does what image processors of transformers.js do, in their order. */
function processorOf(told: ProcessorFields): { readonly processor: TransformersProcessor; readonly seen: object[] } {
  const seen: object[] = [];
  const { rescale_factor: factor = 1 / 255, image_mean: mean, image_std: std, besides = (value) => value } = told;
  const one = async (image: object): Promise<{ readonly dims: readonly number[]; readonly values: Float32Array }> => {
    if (!isPixels(image)) throw new Error('not an image');
    seen.push(image);
    let pixels = image.rgb();
    if (told.resizeTo !== undefined) pixels = await pixels.resize(told.resizeTo, told.resizeTo);
    if (told.cropTo !== undefined) pixels = await pixels.center_crop(told.cropTo, told.cropTo);
    const { height, width, channels, data } = pixels;
    const values = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const channel = i % channels;
      const from = told.do_flip_channel_order === true ? i - channel + (channels - 1 - channel) : i;
      const own = from % channels;
      const rescaled = besides(data[from]!) * (told.do_rescale === false ? 1 : factor);
      const value = told.do_normalize === true ? (rescaled - mean![own]!) / std![own]! : rescaled;
      values[channel * height * width + Math.floor(i / channels)] = value;
    }
    return { dims: [channels, height, width], values };
  };
  const image_processor = Object.assign(async () => ({}), told);
  const processor = async (images: readonly object[]) => {
    const made = await Promise.all(images.map(one));
    const data = Float32Array.from(made.flatMap(({ values }) => [...values]));
    return { pixel_values: new Tensor('float32', data, [images.length, ...made[0]!.dims]) };
  };
  return { processor: Object.assign(processor, { image_processor }), seen };
}

/** A model whose logits are the mean of each channel, the last with a bias. */
function modelOf(
  config: object = {},
  name = 'logits',
): { readonly model: TransformersModel; readonly asked: number[] } {
  const asked: number[] = [];
  let busy = false;
  const run = async ({ pixel_values: given }: { readonly pixel_values: object }) => {
    if (!(given instanceof Tensor)) throw new Error('Missing the following inputs: pixel_values');
    if (busy) throw new Error('Session already started');
    busy = true;
    await new Promise((done) => setImmediate(done));
    busy = false;
    const [count = 0, channels = 0, height = 0, width = 0] = given.dims;
    asked.push(count);
    const area = height * width;
    const sums = Array.from({ length: count * channels }, (_, i) => {
      const plane = given.data.subarray(i * area, (i + 1) * area);
      return plane.reduce((sum, value) => sum + value, 0) / area + (i % channels === 2 ? 0.25 : 0);
    });
    return { [name]: new Tensor('float32', Float32Array.from(sums), [count, channels]), hidden: undefined };
  };
  return { model: Object.assign(run, { config: { id2label: { 0: 'red', 1: 'green', 2: 'blue' }, ...config } }), asked };
}

const normalised: ProcessorFields = {
  resizeTo: 4,
  do_normalize: true,
  image_mean: [0.5, 0.4, 0.3],
  image_std: [0.5, 0.25, 0.5],
};

describe('a model and its processor', () => {
  test('have pictures fitted as the processor declares, where that ends in what it makes', async () => {
    const { model } = modelOf();
    const declaring = (size: object) => {
      const { processor } = processorOf(normalised);
      Object.assign(Reflect.get(processor, 'image_processor'), { config: { do_resize: true, size, resample: 3 } });
      return fromTransformers(model, processor);
    };
    const { spec } = await declaring({ height: 4, width: 4 });
    expect(spec.fit).toEqual({ resizing: { mode: 'stretch', kernel: 'pillow-bicubic' } });
    expect(spec.assumed.join(' ')).toContain('pictures are stretched to 4x4 (pillow-bicubic), as it declares');
    expect((await declaring({ height: 5, width: 5 })).spec.fit).toBeUndefined();
  });

  test('are asked with floats where the processor does what it declares', async () => {
    const { model, asked } = modelOf({ _name_or_path: 'someone/tiny/' });
    const { processor, seen } = processorOf(normalised);
    const classifier = await fromTransformers(model, processor, { batchLimit: 2 });
    expect(classifier.spec).toMatchObject({
      id: 'tiny',
      engine: 'transformers.js (a model of the caller)',
      shape: { height: 4, width: 4, channels: 3 },
      layout: 'nchw',
      range: [0, 1],
      steps: [
        { kind: 'subtract', value: [0.5, 0.4, 0.3] },
        { kind: 'divide', by: [0.5, 0.25, 0.5] },
      ],
      scores: 'logits',
      labels: ['red', 'green', 'blue'],
      batchLimit: 2,
    });
    expect(classifier.spec.assumed.join(' ')).toContain('as it does on a made image: range [0, 1], then subtract');
    const before = seen.length;
    asked.length = 0;
    const data = new Float32Array(3 * 48).fill(0.1);
    const [all, one] = await Promise.all([
      classifier.classify({ data, count: 3 }),
      classifier.classify({ data, count: 1, factors: Float64Array.of(0.003) }),
    ]);
    expect([...all.subarray(6)].map((score) => score.toFixed(4))).toEqual(['0.1000', '0.1000', '0.3500']);
    expect(one[0]).toBeCloseTo(0.0003, 8);
    expect(asked).toEqual([2, 1, 1]);
    // Nobody asked the processor again.
    expect(seen).toHaveLength(before);
    expect((await check(zeroImageUniformity(), classifier, { seed: 1 })).verdict).toBe('violated');
    await classifier.dispose();
    await expect(classifier.classify({ data, count: 1 })).rejects.toThrow('tiny: found it has been disposed of');
  });

  test.each<[string, ProcessorFields, readonly [number, number], readonly PreprocessingStep[]]>([
    ['cutting after resizing', { resizeTo: 6, cropTo: 4 }, [0, 1], []],
    ['no rescaling', { resizeTo: 4, do_rescale: false }, [0, 255], []],
    ['another factor', { resizeTo: 4, rescale_factor: 1 / 127.5 }, [0, 1], [{ kind: 'scale', by: 2 }]],
    [
      'blue first',
      { ...normalised, do_flip_channel_order: true },
      [0, 1],
      [
        { kind: 'subtract', value: [0.5, 0.4, 0.3] },
        { kind: 'divide', by: [0.5, 0.25, 0.5] },
        { kind: 'permute', channels: [2, 1, 0] },
      ],
    ],
  ])('%s is declared', async (_, told, range, steps) => {
    const { spec } = await fromTransformers(modelOf().model, processorOf(told).processor);
    expect(spec).toMatchObject({ shape: { height: 4, width: 4 }, layout: 'nchw', range, steps });
  });

  test('are asked together where the processor does more than it declares', async () => {
    const { processor, seen } = processorOf({ ...normalised, besides: (value) => Math.sqrt(value) * Math.sqrt(255) });
    const classifier = await fromTransformers(modelOf().model, processor);
    expect(classifier.spec).toMatchObject({ layout: 'nhwc', range: [0, 255], steps: [] });
    expect(classifier.spec.assumed.join(' ')).toContain('which does more to pixels than it declares');
    seen.length = 0;
    // A quarter of 255, and not a whole number.
    const scores = await classifier.classify({ data: new Float32Array(96).fill(63.75), count: 2 });
    const expected = [0, 0.4, 0.65, 0, 0.4, 0.65];
    expect([...scores].every((score, i) => Math.abs(score - expected[i]!) < 1e-6)).toBe(true);
    expect(seen).toHaveLength(2);
  });

  test('take whole images of 8 bits with their class', async () => {
    class RawImage {
      constructor(
        readonly data: Uint8ClampedArray,
        readonly width: number,
        readonly height: number,
        readonly channels: number,
      ) {}
      rgb(): RawImage {
        return this;
      }
      async center_crop(width: number, height: number): Promise<RawImage> {
        return this.resize(width, height);
      }
      /** The first pixel, everywhere. */
      async resize(width: number, height: number): Promise<RawImage> {
        const pixels = Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) => this.data[i % 3]!);
        return new RawImage(pixels, width, height, 3);
      }
    }
    const { processor, seen } = processorOf({ resizeTo: 4 });
    const size = { height: 5, width: 7 };
    const classifier = await fromTransformers(modelOf().model, processor, { RawImage, size, id: 'whole' });
    expect(classifier.spec).toMatchObject({
      id: 'whole',
      shape: { height: 5, width: 7, channels: 3 },
      layout: 'nhwc',
      range: [0, 255],
      steps: [{ kind: 'quantise', levels: 256 }],
    });
    seen.length = 0;
    const data = Float32Array.from({ length: 105 }, (_, i) => [51, 102, 153][i % 3]!);
    const scores = await classifier.classify({ data, count: 1 });
    expect([...scores].map((score) => score.toFixed(4))).toEqual(['0.2000', '0.4000', '0.8500']);
    expect(seen[0]).toBeInstanceOf(RawImage);
    expect(seen[0]).toMatchObject({ width: 7, height: 5, channels: 3 });
  });

  test('may leave the size open, which then has to be told', async () => {
    const { processor } = processorOf({});
    await expect(fromTransformers(modelOf().model, processor)).rejects.toThrow(
      'transformers: found a processor that leaves images as large as they are; expected a size. Pass size: { height: 224, width: 224 }.',
    );
    const size = { height: 3, width: 5 };
    expect((await fromTransformers(modelOf().model, processor, { size })).spec.shape).toEqual({ ...size, channels: 3 });
    await expect(fromTransformers(modelOf().model, processorOf({ resizeTo: 4 }).processor, { size })).rejects.toThrow(
      /^size: found 3x5; expected 4x4, which the processor makes of it\. Pass the class of its images/,
    );
  });

  test('of a session with a fixed batch are never asked about another', async () => {
    const { model, asked } = modelOf();
    const session = {
      inputMetadata: [{ name: 'pixel_values', shape: [3, 3, 4, 4] }],
      config: { device: 'webgpu', dtype: 'fp16' },
    };
    const { processor } = processorOf(normalised);
    const classifier = await fromTransformers(Object.assign(model, { sessions: { model: session } }), processor);
    expect(classifier.spec).toMatchObject({
      engine: 'transformers.js (webgpu, fp16, a model of the caller)',
      batchLimit: 3,
    });
    const scores = await classifier.classify({ data: new Float32Array(4 * 48).fill(0.5), count: 4 });
    expect(scores).toHaveLength(12);
    expect(scores[9]).toBeCloseTo(0.5, 6);
    expect(new Set(asked)).toEqual(new Set([3]));
  });

  test('have labels for all scores, or numbers', async () => {
    const { processor } = processorOf({ resizeTo: 4 });
    const few = modelOf({ id2label: { 0: 'red' } }).model;
    expect((await fromTransformers(few, processor)).spec.labels).toEqual(['0', '1', '2']);
    expect((await fromTransformers(few, processor, { labels: ['r', 'g', 'b'] })).spec.labels).toEqual(['r', 'g', 'b']);
  });

  test('whose output is not called logits show what it is, or are told which', async () => {
    const { processor } = processorOf({ resizeTo: 4 });
    const { model } = modelOf({}, 'scores');
    const { spec } = await fromTransformers(model, processor);
    expect(spec.assumed.join(' ')).toContain('Scores are logits: on made images they are not in [0, 1]');
    await expect(fromTransformers(model, processor, { output: 'logits' })).rejects.toThrow(
      'transformers: found no output "logits"; expected one of its outputs: "scores".',
    );
    const none = Object.assign(async () => ({}), { config: {} });
    await expect(fromTransformers(none, processor)).rejects.toThrow(
      'found a model that gives no tensors; expected logits',
    );
  });

  test('that fail are errors', async () => {
    const { processor } = processorOf({ resizeTo: 4 });
    const failing = Object.assign(async () => Promise.reject(new Error('out of memory')), { config: {} });
    await expect(fromTransformers(failing, processor)).rejects.toThrow(
      'transformers: found a model that fails on a black image (out of memory); expected scores.',
    );
    const broken = async () => Promise.reject(new Error('image.toTensor is not a function'));
    await expect(fromTransformers(modelOf().model, broken)).rejects.toThrow(
      /found a processor that fails on an image \(image\.toTensor is not a function\); expected pixel_values\. Pass the class/,
    );
    const empty = async () => ({});
    await expect(fromTransformers(modelOf().model, empty)).rejects.toThrow('found no pixel_values');
    const { model } = modelOf();
    const classifier = await fromTransformers(model, processor);
    await expect(classifier.classify({ data: new Float32Array(3), count: 1 })).rejects.toThrow(ClassifierError);
  });

  test('are nothing else', async () => {
    const { processor } = processorOf({ resizeTo: 4 });
    // @ts-expect-error what a user of plain JavaScript may write
    const named = fromTransformers('Xenova/vit', processor);
    await expect(named).rejects.toThrow(InputError);
    await expect(named).rejects.toThrow('model: found "Xenova/vit"; expected a model of @huggingface/transformers.');
    // @ts-expect-error no processor
    await expect(fromTransformers(modelOf().model)).rejects.toThrow('processor: found nothing');
    // @ts-expect-error they have threads of their own
    await expect(fromTransformers(modelOf().model, processor, { workers: 2 })).rejects.toThrow('workers');
  });
});

describe('a pipeline', () => {
  const pipe = (task: string) =>
    Object.assign(async () => [], { task, model: modelOf().model, processor: processorOf(normalised).processor });

  test('has both', async () => {
    const { spec } = await fromPipeline(pipe('image-classification'), { id: 'mine' });
    expect(spec).toMatchObject({ id: 'mine', scores: 'logits', labels: ['red', 'green', 'blue'] });
  });

  test('is for image classification', async () => {
    await expect(fromPipeline(pipe('object-detection'))).rejects.toThrow(
      "pipe: found a pipeline for object-detection; expected a pipeline for image-classification of @huggingface/transformers. Make one: `await pipeline('image-classification', NAME)`.",
    );
    // @ts-expect-error what a user of plain JavaScript may write
    await expect(fromPipeline({})).rejects.toThrow('pipe: found {}');
  });
});
