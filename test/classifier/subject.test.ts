import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Classifier, ClassifierNetwork } from '../../src/classifier/classifier.js';
import { fromFunction, type FunctionOptions } from '../../src/classifier/fromFunction.js';
import type { WritingOptions } from '../../src/classifier/inputWriter.js';
import { Subject } from '../../src/classifier/subject.js';
import { ClassifierError, InputError } from '../../src/errors.js';
import { combine, image, type Image } from '../../src/image/image.js';
import type { ImageShape } from '../../src/image/shape.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { networkOf } from '../models/networkOf.js';
import { onnxModel } from '../models/onnxFile.js';
import { given, linear, row } from '../run/networks.js';

afterEach(() => {
  jest.useRealTimers();
});

/** A classifier whose scores are what it is fed, and every batch it was fed. */
function mirror(options: Partial<FunctionOptions> = {}): { classifier: Classifier; fed: number[][] } {
  const fed: number[][] = [];
  const shape = options.shape ?? row(2);
  const size = shape.height * shape.width * shape.channels;
  const classifier = fromFunction(
    ({ data, count }) => {
      fed.push([...data]);
      return Array.from({ length: count }, (_, i) => data.slice(i * size, (i + 1) * size));
    },
    { shape, labels: size, id: 'mirror', ...options },
  );
  return { classifier, fed };
}

/** What a model is fed for one image. */
async function fedFor(one: Image, options: Partial<FunctionOptions> = {}, writing: WritingOptions = {}) {
  const { classifier } = mirror({ shape: one.shape, ...options });
  return [...(await new Subject(classifier, writing).scores(one))];
}

const near = (values: readonly number[]): unknown => values.map((value) => expect.closeTo(value, 6));

describe('memory', () => {
  test('a plain image is asked about once', async () => {
    const { classifier, fed } = mirror();
    const subject = new Subject(classifier);
    const one = given(0.25, 0.5);
    const answers = await Promise.all([subject.scores(one), subject.scores(one)]);
    answers.push(await subject.scores(one));
    expect(answers.map((scores) => [...scores])).toEqual([
      [0.25, 0.5],
      [0.25, 0.5],
      [0.25, 0.5],
    ]);
    expect(fed).toEqual([[0.25, 0.5]]);
    expect(subject.evaluated).toBe(1);
  });

  test('a scaled one each time', async () => {
    const { classifier, fed } = mirror();
    const subject = new Subject(classifier);
    const dark = given(0.25, 0.5).times(0.5);
    await subject.scores(dark);
    await subject.scores(dark);
    expect(fed).toEqual([
      [0.125, 0.25],
      [0.125, 0.25],
    ]);
  });

  test('alone, nothing is remembered and every batch is of one image', async () => {
    const { classifier, fed } = mirror();
    const subject = new Subject(classifier, { alone: true });
    const one = given(0.25, 0.5);
    await Promise.all([subject.scores(one), subject.scores(one), subject.scores(one.times(0.5))]);
    expect(fed).toHaveLength(3);
    expect(subject.batchLimit).toBe(1);
  });

  test('is not shared with variations', async () => {
    const { classifier, fed } = mirror();
    const subject = new Subject(classifier);
    const one = given(0.25, 0.5);
    await subject.scores(one);
    await subject.vary({ space: 'model' }).scores(one);
    expect(fed).toHaveLength(2);
  });
});

describe('batches', () => {
  test('concurrent questions share one', async () => {
    const { classifier, fed } = mirror();
    const subject = new Subject(classifier);
    await Promise.all([0.1, 0.2, 0.3].map((level) => subject.scores(given(level, 0))));
    expect(fed).toHaveLength(1);
  });

  test('are no larger than the model takes', async () => {
    const { classifier, fed } = mirror({ batchLimit: 2 });
    const subject = new Subject(classifier);
    const levels = [0.125, 0.25, 0.375, 0.5, 0.625];
    const answers = await Promise.all(levels.map((level) => subject.scores(given(level, 0))));
    expect(answers.map(([level]) => level)).toEqual(levels);
    expect(fed.map(({ length }) => length / 2)).toEqual([2, 2, 1]);
  });

  test('of large images are small', () => {
    const shape = { height: 1024, width: 1024, channels: 3 };
    const { classifier } = mirror({ shape, labels: 2 });
    expect(new Subject(classifier).batchLimit).toBe(1);
  });

  test('keep what is compared bit for bit together', async () => {
    const { classifier, fed } = mirror({ batchLimit: 3 });
    const subject = new Subject(classifier);
    const pair = [given(0.5, 0), given(0.5, 0).times(0.5)];
    await Promise.all([
      subject.scores(given(0.1, 0)),
      subject.scores(given(0.2, 0)),
      subject.scoresTogether(pair).then((rows) =>
        expect(rows.map((scores) => [...scores])).toEqual([
          [0.5, 0],
          [0.25, 0],
        ]),
      ),
    ]);
    expect(fed.map(({ length }) => length / 2)).toEqual([2, 2]);
  });

  test('leave under fake timers too', async () => {
    jest.useFakeTimers();
    const subject = new Subject(mirror().classifier);
    expect([...(await subject.scores(given(0.5, 0)))]).toEqual([0.5, 0]);
  });
});

describe('errors', () => {
  const one = given(0.25, 0.5);

  test('a score that is no number names the label and the image', async () => {
    const classifier = fromFunction(
      ({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i]!, data[2 * i]! < 0.2 ? Number.NaN : 0]),
      { shape: row(2), labels: ['cat', 'dog'], id: 'pets' },
    );
    const subject = new Subject(classifier);
    const asked = Promise.all([subject.scores(one), subject.scores(one.times(0.5))]);
    await expect(asked).rejects.toThrow(ClassifierError);
    await expect(asked).rejects.toThrow(
      'pets: found the score NaN for label dog of given 0.25 0.5 x 0.5; expected finite numbers.',
    );
  });

  test.each([1, 3, 4, 0])('%d scores for an image of two labels', async (count) => {
    const classifier: Classifier = { ...linear([[1], [1]]), classify: async () => new Float32Array(count).fill(1) };
    await expect(new Subject(classifier).scores(given(1))).rejects.toThrow(
      `network: found ${count} scores for 1 images; expected 2: one for each of 2 labels.`,
    );
  });

  const broken = new Error('out of memory');
  test.each<[string, Classifier['classify']]>([
    ['later', async () => Promise.reject(broken)],
    [
      'at once',
      () => {
        throw broken;
      },
    ],
  ])('a model that throws %s is the cause of a ClassifierError', async (_when, classify) => {
    const subject = new Subject({ ...linear([[1], [1]]), classify });
    const error: unknown = await subject.scores(given(1)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClassifierError);
    expect(error).toMatchObject({
      message: 'network: found an error while classifying: out of memory; expected scores.',
      cause: broken,
    });
  });

  test('only those who were in the batch hear of it', async () => {
    const classifier = fromFunction(
      ({ data }) => {
        if (data[0] === 0.5) throw broken;
        return [[0, 1]];
      },
      { shape: row(1), labels: 2, batchLimit: 1 },
    );
    const subject = new Subject(classifier);
    const settled = await Promise.allSettled([0.25, 0.5, 1].map((level) => subject.scores(given(level))));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  // Never thrown, always rejected: a caller of several at once would leave the others unheard.
  test.each<[string, (subject: Subject, wrong: Image) => Promise<unknown>]>([
    ['scores', (subject, wrong) => subject.scores(wrong)],
    ['scores, scaled', (subject, wrong) => subject.scores(wrong.times(0.5))],
    ['scores together', (subject, wrong) => subject.scoresTogether([one, wrong.times(0.5)])],
    ['scores, alone', (subject, wrong) => subject.vary({ alone: true }).scores(wrong)],
  ])('an image of another shape is refused: %s', async (_name, ask) => {
    const subject = new Subject(mirror().classifier);
    for (const wrong of [given(1), given(1, 1, 1), given(...Array<number>(1000).fill(1))]) {
      const asked = ask(subject, wrong);
      await expect(asked).rejects.toThrow(InputError);
      await expect(asked).rejects.toThrow(/expected 1x2x1, as mirror takes/);
    }
    // And what is asked next is not disturbed.
    expect([...(await subject.scores(one))]).toEqual([0.25, 0.5]);
  });

  test('an image that cannot be rendered leaves the others their answers', async () => {
    const subject = new Subject(mirror().classifier);
    const unreadable = image(row(2), { kind: 'unreadable' }, 'unreadable', () => {
      throw new Error('no such file');
    });
    const [bad, good] = await Promise.allSettled([subject.scores(unreadable), subject.scores(one)]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'no such file' } });
    expect(good.status).toBe('fulfilled');
  });

  test('patterns without a network that can be read', async () => {
    await expect(new Subject(mirror().classifier).pattern(one)).rejects.toThrow(
      'mirror: found a classifier without intermediate tensors; expected one whose network can be read.',
    );
  });
});

describe('patterns', () => {
  /** A network of one ReLU on the image itself, as if its tensor were of so many bytes an image. */
  const rectifying = (bytes: number, network: Partial<ClassifierNetwork> = {}) => {
    const probed: number[] = [];
    const { classifier } = mirror();
    const graph = readOnnx(
      onnxModel({
        inputs: [{ name: 'x', shape: ['N', 2] }],
        outputs: [{ name: 'y', shape: ['N', 2] }],
        nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
      }),
      'm.onnx',
    );
    const probe: ClassifierNetwork['probe'] = async ({ data, count }) => {
      probed.push(count);
      const size = bytes / 4;
      const tensor = new Float32Array(count * size);
      for (let i = 0; i < count; i++) tensor.set([data[2 * i]! - 0.5, data[2 * i + 1]! - 0.5], i * size);
      return new Map([['x', { dims: [count, size], data: tensor }]]);
    };
    const whole: ClassifierNetwork = { ...networkOf(graph), tensors: new Set(['x']), probe, ...network };
    return { probed, subject: new Subject({ ...classifier, network: whole }) };
  };
  const ramp = Array.from({ length: 20 }, (_, i) => given(i / 20, 0.1));

  test('are asked for in batches whose tensors are of 8 MB together, and never of none', async () => {
    for (const [megabytes, limit] of [
      [1, 8],
      [3, 2],
      [20, 1],
    ] as const) {
      const { probed, subject } = rectifying(megabytes * 2 ** 20);
      const patterns = await Promise.all(ramp.map((image) => subject.pattern(image)));
      // Above and below a half.
      expect(new Set(patterns).size).toBe(2);
      expect(patterns.indexOf(patterns[19]!)).toBe(11);
      // One black image shows how large they are.
      expect(probed.slice(1)).toEqual([
        ...Array<number>(Math.floor(20 / limit)).fill(limit),
        ...(20 % limit === 0 ? [] : [20 % limit]),
      ]);
      expect(probed[0]).toBe(1);
      expect(await subject.patternLimit()).toBe(limit);
    }
  });

  test('a network that failed once is asked again', async () => {
    let fails = true;
    const { subject, probed } = rectifying(64, {
      patterns: async ({ count }) => Array<string>(count).fill('a'),
      probe: async () => {
        if (!fails) return new Map([['x', { dims: [1, 2], data: new Float32Array(2) }]]);
        fails = false;
        throw new Error('out of memory');
      },
    });
    await expect(subject.patternLimit()).rejects.toThrow('out of memory');
    expect(await subject.patternLimit()).toBe(subject.batchLimit);
    expect(probed).toEqual([]);
  });

  test('one is missing: an error, and not one piece for all', async () => {
    const { subject } = rectifying(64, { patterns: async ({ count }) => Array<string>(count - 1).fill('a') });
    await expect(Promise.all(ramp.map((image) => subject.pattern(image)))).rejects.toThrow(
      'mirror: found 19 patterns for 20 images; expected one an image.',
    );
  });
});

describe('what a model is fed', () => {
  const colour: ImageShape = { height: 1, width: 2, channels: 3 };
  /** Two pixels: (0.1, 0.2, 0.3) and (0.4, 0.5, 0.6). */
  const pixels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const rgb = image(colour, { kind: 'rgb' }, 'rgb', (values) => values.set(pixels));

  test('pixels as they are', async () => {
    expect(await fedFor(rgb)).toEqual(near(pixels));
    expect(await fedFor(rgb, { layout: 'flat' })).toEqual(near(pixels));
  });

  test('pixels from 0 to 255', async () => {
    expect(await fedFor(rgb, { range: [0, 255] })).toEqual(near(pixels.map((value) => value * 255)));
  });

  test('channels first', async () => {
    expect(await fedFor(rgb, { layout: 'nchw' })).toEqual(near([0.1, 0.4, 0.2, 0.5, 0.3, 0.6]));
    const tall = image({ height: 3, width: 2, channels: 2 }, { kind: 'tall' }, 'tall', (values) =>
      values.forEach((_, i) => (values[i] = i / 16)),
    );
    expect((await fedFor(tall, { layout: 'nchw' })).map((value) => value * 16)).toEqual([
      0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11,
    ]);
  });

  test('one channel is the same in every layout', async () => {
    for (const layout of ['nhwc', 'nchw', 'flat'] as const)
      expect(await fedFor(given(0.25, 0.5), { layout })).toEqual([0.25, 0.5]);
  });

  test.each<[string, FunctionOptions['steps'], readonly number[]]>([
    ['scale', [{ kind: 'scale', by: 2 }], [0.2, 0.4, 0.6, 0.8, 1, 1.2]],
    ['scale a channel', [{ kind: 'scale', by: [1, 2, 3] }], [0.1, 0.4, 0.9, 0.4, 1, 1.8]],
    ['divide', [{ kind: 'divide', by: [0.5, 1, 2] }], [0.2, 0.2, 0.15, 0.8, 0.5, 0.3]],
    ['subtract', [{ kind: 'subtract', value: [0.1, 0.2, 0.3] }], [0, 0, 0, 0.3, 0.3, 0.3]],
    ['subtract from all', [{ kind: 'subtract', value: 0.5 }], [-0.4, -0.3, -0.2, -0.1, 0, 0.1]],
    ['permute', [{ kind: 'permute', channels: [2, 0, 1] }], [0.3, 0.1, 0.2, 0.6, 0.4, 0.5]],
    ['clamp', [{ kind: 'clamp', low: 0.25, high: 0.45 }], [0.25, 0.25, 0.3, 0.4, 0.45, 0.45]],
    ['quantise', [{ kind: 'quantise', levels: 5 }], [0, 0.25, 0.25, 0.5, 0.5, 0.5]],
    ['resize', [{ kind: 'resize', height: 9, width: 9 }], pixels],
    [
      'custom',
      [
        {
          kind: 'custom',
          name: 'negative',
          homogeneous: false,
          apply: (values) => values.forEach((v, i) => (values[i] = 1 - v)),
        },
      ],
      [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
    ],
    [
      'subtract, then divide',
      [
        { kind: 'subtract', value: 0.1 },
        { kind: 'divide', by: 0.5 },
      ],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ],
    [
      'divide, then subtract',
      [
        { kind: 'divide', by: 0.5 },
        { kind: 'subtract', value: 0.1 },
      ],
      [0.1, 0.3, 0.5, 0.7, 0.9, 1.1],
    ],
    [
      'permute, then subtract by the new order',
      [
        { kind: 'permute', channels: [2, 1, 0] },
        { kind: 'subtract', value: [0.3, 0, 0] },
      ],
      [0, 0.2, 0.1, 0.3, 0.5, 0.4],
    ],
  ])('%s', async (_name, steps, expected) => {
    expect(await fedFor(rgb, { steps: steps! })).toEqual(near(expected));
    // Channels first comes last.
    const first = [0, 3, 1, 4, 2, 5].map((i) => expected[i]!);
    expect(await fedFor(rgb, { steps: steps!, layout: 'nchw' })).toEqual(near(first));
  });

  test('quantise to 8 bits of a range up to 255', async () => {
    const steps = [{ kind: 'quantise', levels: 256 }] as const;
    expect(await fedFor(given(0.25, 1), { range: [0, 255], steps })).toEqual([64, 255]);
    // Below half a level, black.
    expect(await fedFor(given(0.25, 1).times(1 / 511), { range: [0, 255], steps })).toEqual([0, 0]);
  });

  test('clamp leaves the pixels of the image alone', async () => {
    const one = given(0.25, 1);
    await fedFor(one, { steps: [{ kind: 'clamp', low: 0.5, high: 0.75 }] });
    expect([...one.pixels()]).toEqual([0.25, 1]);
  });

  test('scalars act before preprocessing, or after it', async () => {
    const steps = [{ kind: 'subtract', value: 0.5 }] as const;
    const dark = given(0.75, 0.5).times(0.5);
    expect(await fedFor(dark, { steps })).toEqual([-0.125, -0.25]);
    expect(await fedFor(dark, { steps }, { space: 'model' })).toEqual([0.125, 0]);
    // A plain image has no scalar.
    expect(await fedFor(given(0.75, 0.5), { steps }, { space: 'model' })).toEqual([0.25, 0]);
  });

  test('weights of a combination, too', async () => {
    const steps = [{ kind: 'subtract', value: 0.25 }] as const;
    const mix = combine([
      { weight: 0.5, image: given(1, 0) },
      { weight: 0.25, image: given(0, 1) },
    ]);
    expect(await fedFor(mix, { steps })).toEqual([0.25, 0]);
    expect(await fedFor(mix, { steps }, { space: 'model' })).toEqual([
      0.5 * 0.75 - 0.25 * 0.25,
      -0.5 * 0.25 + 0.25 * 0.75,
    ]);
  });

  test('steps can be left out', async () => {
    const steps = [
      { kind: 'quantise', levels: 2 },
      { kind: 'subtract', value: 0.5 },
    ] as const;
    const one = given(0.25, 0.75);
    expect(await fedFor(one, { steps })).toEqual([-0.5, 0.5]);
    expect(await fedFor(one, { steps }, { without: ['quantise'] })).toEqual([-0.25, 0.25]);
    expect(await fedFor(one, { steps }, { without: ['subtract'] })).toEqual([0, 1]);
    expect(await fedFor(one, { steps }, { without: ['quantise', 'subtract'] })).toEqual([0.25, 0.75]);
  });

  test('gain multiplies weights', async () => {
    for (const steps of [[], [{ kind: 'scale', by: 1 }]] as const) {
      const tiny = given(0.5, 1).times(2 ** -60);
      expect(await fedFor(tiny, { steps }, { gain: 2 ** 60, space: 'model' })).toEqual([0.5, 1]);
      expect(await fedFor(tiny, { steps }, { gain: 2 ** 59 })).toEqual([0.25, 0.5]);
    }
  });

  test('the writers with and without steps agree', async () => {
    const level = fc.integer({ min: 0, max: 255 }).map((code) => code / 255);
    const weight = fc.double({ min: 0, max: 3, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(weight, fc.tuple(level, level)), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('limit', 'clamp', 'allow'),
        fc.constantFrom('pixel', 'model'),
        async (parts, overflow, space) => {
          const mix = combine(
            parts.map(([w, values]) => ({ weight: w, image: given(...values) })),
            overflow,
          );
          const bare = await fedFor(mix, {}, { space });
          const withSteps = await fedFor(mix, { steps: [{ kind: 'scale', by: 1 }] }, { space });
          expect(withSteps).toEqual(near(bare));
          const unclamped = mix.clamped && space === 'model';
          if (!unclamped) expect(bare).toEqual(near([...mix.pixels()]));
        },
      ),
    );
  });
});

describe('a classifier that multiplies by itself', () => {
  const multiplying = (): { classifier: Classifier; factors: number[] } => {
    const { classifier } = mirror();
    const factors: number[] = [];
    return {
      factors,
      classifier: {
        ...classifier,
        multiplies: true,
        classify: async ({ data, count, factors: given_ }) => {
          factors.push(...given_!.subarray(0, count));
          return classifier.classify({ data: data.map((value, i) => value * given_![Math.floor(i / 2)]!), count });
        },
      },
    };
  };

  test('is left the scalar, and scores the same', async () => {
    const { classifier, factors } = multiplying();
    const [subject, plain] = [new Subject(classifier), new Subject(mirror().classifier)];
    const one = given(0.3, 0.7);
    const asked = [one, one.times(0.1), one.times(0.7), one.times(1.3)];
    const scores = await Promise.all(asked.map((image_) => subject.scores(image_)));
    expect(scores).toEqual(await Promise.all(asked.map((image_) => plain.scores(image_))));
    expect(factors).toEqual([1, 0.1, 0.7, 1.3]);
  });

  test('but nothing that is cut off, mixed, or preprocessed', async () => {
    const { classifier, factors } = multiplying();
    const mix = combine([
      { weight: 0.5, image: given(1, 0) },
      { weight: 0.25, image: given(0, 1) },
    ]);
    const subject = new Subject(classifier);
    const scores = await Promise.all([mix, given(0.5, 1).times(4, 'clamp')].map((one) => subject.scores(one)));
    expect(scores.map((row_) => [...row_])).toEqual([
      [0.5, 0.25],
      [1, 1],
    ]);
    expect(factors).toEqual([1, 1]);
  });
});

describe('above white', () => {
  const one = given(0.25, 0.5);

  test('limit: as bright as can be', async () => {
    expect(await fedFor(one.times(8))).toEqual([0.5, 1]);
  });

  test('clamp: cut off', async () => {
    expect(await fedFor(one.times(3, 'clamp'))).toEqual([0.75, 1]);
    expect(await fedFor(one.times(3, 'clamp'), {}, { clamping: false })).toEqual([0.75, 1.5]);
  });

  test('allow: handed on', async () => {
    expect(await fedFor(one.times(3, 'allow'))).toEqual([0.75, 1.5]);
  });

  test('clamp means nothing where scalars act after preprocessing, steps or not', async () => {
    for (const steps of [[], [{ kind: 'scale', by: 1 }]] as const)
      expect(await fedFor(one.times(3, 'clamp'), { steps }, { space: 'model' })).toEqual([0.75, 1.5]);
  });

  test('clamping comes before the range and the steps', async () => {
    const options = { range: [0, 255], steps: [{ kind: 'divide', by: 255 }] } as const;
    expect(await fedFor(one.times(3, 'clamp'), options)).toEqual(near([0.75, 1]));
    expect(await fedFor(one.times(3, 'clamp'), options, { clamping: false })).toEqual(near([0.75, 1.5]));
  });
});
