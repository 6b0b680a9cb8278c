import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifyDynamic } from '../../../src/certify/dynamic/certifyDynamic.js';
import { certifyStructure } from '../../../src/certify/structure/certifyStructure.js';
import { fromOnnx } from '../../../src/classifier/onnx/fromOnnx.js';
import { inspectOnnx } from '../../../src/classifier/onnx/readOnnxModel.js';
import type { OnnxOptions } from '../../../src/classifier/onnx/options.js';
import { Subject } from '../../../src/classifier/subject.js';
import { image, type Image } from '../../../src/image/image.js';
import { check } from '../../../src/run/check.js';
import { scalarInvariance } from '../../../properties/index.js';
import { integers, weights, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { sumsThen } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

const shape = { height: 2, width: 2, channels: 1 };
const of = (...pixels: number[]): Image =>
  image(shape, { kind: 'given' }, `given ${pixels.join(' ')}`, (out) => out.set(pixels));

/** What a model says it is, and its scores of some images. */
async function opened(content: Uint8Array, options: OnnxOptions = {}, ...images: readonly Image[]) {
  const classifier = await fromOnnx(files.write('model.onnx', content), { workers: 1, ...options });
  try {
    const subject = new Subject(classifier);
    const rows = await Promise.all(images.map((each) => subject.scores(each)));
    return { ...classifier.spec, rows: rows.map((row) => [...row]) };
  } finally {
    await classifier.dispose();
  }
}

const close = (...numbers: number[]) => numbers.map((number) => expect.closeTo(number, 6));

describe('probabilities that no softmax makes', () => {
  /** Halves of the light: (a + b + 1) / (a + b + c + d + 2) and the rest, as a vote of neighbours is counted. */
  const shares: readonly [OnnxNode[], OnnxTensor[]] = [
    [
      { op: 'Add', inputs: ['sums', 'one'], outputs: ['votes'] },
      { op: 'ReduceSum', inputs: ['votes', 'axis'], outputs: ['all'] },
      { op: 'Div', inputs: ['votes', 'all'], outputs: ['shares'] },
    ],
    [weights('one', [2], [1, 1]), integers('axis', [1])],
  ];
  const divided = sumsThen(...shares);

  test('are told by their values', async () => {
    const { scores, assumed } = await opened(divided);
    expect(scores).toBe('probabilities');
    expect(assumed).toContain(
      'Scores are probabilities: on 8 made images they are in [0, 1] and add up to 1, though the network ends in Div; pass scores if they are not.',
    );
  });

  test('also behind a Cast', async () => {
    const cast = { op: 'Cast', inputs: ['shares'], outputs: ['cast'], attributes: { to: { int: 1 } } };
    expect((await opened(sumsThen([...shares[0], cast], shares[1]))).scores).toBe('probabilities');
  });

  test('are logits where the user says so', async () => {
    const { scores, assumed } = await opened(divided, { scores: 'logits' });
    expect(scores).toBe('logits');
    expect(assumed.join()).not.toContain('robabilities');
  });

  test('are not made of scores that happen to add up to 1 on some images', async () => {
    const clipped = sumsThen(
      [{ op: 'Add', inputs: ['sums', 'half'], outputs: ['moved'] }],
      [weights('half', [2], [0.5, 0.5])],
    );
    const { scores, assumed } = await opened(clipped);
    expect(scores).toBe('logits');
    expect(assumed).toContain('Scores are logits: the network ends in Add, not in a softmax.');
  });
});

describe('what the scores are may be told', () => {
  const softmax = sumsThen([{ op: 'Softmax', inputs: ['sums'], outputs: ['out'] }]);
  const sigmoid = sumsThen([{ op: 'Sigmoid', inputs: ['sums'], outputs: ['out'] }]);
  const bright = of(1, 1, 0, 0.5);
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

  test('probabilities are read from where the network ends', async () => {
    const { scores, rows } = await opened(softmax, { scores: 'probabilities' }, bright);
    expect({ scores, rows }).toEqual({ scores: 'probabilities', rows: [close(logistic(1.5), logistic(-1.5))] });
  });

  test('logits from before a softmax, or a sigmoid of each label', async () => {
    for (const model of [softmax, sigmoid]) {
      const { scores, rows } = await opened(model, { scores: 'logits' }, bright);
      expect({ scores, rows }).toEqual({ scores: 'logits', rows: [[2, 0.5]] });
    }
    expect((await opened(sigmoid)).scores).toBe('probabilities');
  });
});

describe('one score an image', () => {
  /** a + b - c - d + bias of pixels a, b, c, d, and nodes after it. */
  const difference = (
    bias: number,
    more: readonly OnnxNode[] = [],
    dims: readonly (number | string)[] = ['N', 1],
    extra: readonly OnnxTensor[] = [],
  ): Uint8Array =>
    sumsThen(
      [{ op: 'Gemm', inputs: ['sums', 'v', 'bias'], outputs: ['difference'] }, ...more],
      [weights('v', [2, 1], [1, -1]), weights('bias', [1], [bias]), ...extra],
      dims,
    );
  const sigmoid = { op: 'Sigmoid', inputs: ['difference'], outputs: ['p'] };
  const [upper, lower] = [of(1, 0.5, 0, 0.25), of(0, 0.25, 1, 0.5)];
  const rule = (at: string): string => `One score an image decides between two labels, at ${at}.`;

  test.each([
    ['a sigmoid', difference(0, [sigmoid])],
    [
      'a sigmoid in a row',
      difference(
        0,
        [sigmoid, { op: 'Squeeze', inputs: ['p', 'axis'], outputs: ['q'] }],
        ['N'],
        [integers('axis', [1])],
      ),
    ],
    ['a logit', difference(0)],
    ['an output whose size the file does not say', difference(0, [], ['N', 'k'])],
  ])('is a logit: %s', async (_, content) => {
    const { scores, labels, assumed, rows } = await opened(content, {}, upper, lower);
    expect({ scores, labels, rows }).toEqual({
      scores: 'logits',
      labels: ['0', '1'],
      rows: [
        [0, 1.25],
        [0, -1.25],
      ],
    });
    expect(assumed).toContain(rule('0'));
  });

  test('that can only be a share is a probability', async () => {
    const { scores, assumed, rows } = await opened(
      difference(0, [{ op: 'HardSigmoid', inputs: ['difference'], outputs: ['p'] }]),
      {},
      upper,
      lower,
    );
    expect({ scores, rows }).toEqual({ scores: 'probabilities', rows: [close(0.25, 0.75), close(0.75, 0.25)] });
    expect(assumed).toContain(rule('0.5'));
    expect(assumed).toContain(
      'Scores are probabilities: on 8 made images they are in [0, 1], though the network ends in HardSigmoid; pass scores if they are not.',
    );
  });

  test('is what the user says', async () => {
    const { scores, rows } = await opened(difference(0, [sigmoid]), { scores: 'probabilities' }, upper);
    const p = 1 / (1 + Math.exp(-1.25));
    expect({ scores, rows }).toEqual({ scores: 'probabilities', rows: [close(1 - p, p)] });
    expect((await opened(difference(0), { scores: 'probabilities' }, upper)).rows).toEqual([[-0.25, 1.25]]);
  });

  test('has two labels', async () => {
    expect((await opened(difference(0), { labels: ['cat', 'dog'] })).labels).toEqual(['cat', 'dog']);
    await expect(opened(difference(0), { labels: ['cat'] })).rejects.toThrow(
      'found one score an image, and 1 label; expected two labels. Pass the label of low scores first, and then that of high ones.',
    );
  });

  test('is certified and checked as two scores are', async () => {
    const told = async (bias: number, more: readonly OnnxNode[], options: OnnxOptions = {}) => {
      const file = files.write('certified.onnx', difference(bias, more));
      const classifier = await fromOnnx(file, { workers: 1, ...options });
      try {
        const structure = certifyStructure(classifier).verdict;
        expect(certifyStructure(await inspectOnnx(file, options)).verdict).toBe(structure);
        const ray = await certifyRay(classifier, lower, { scalars: { min: 0.01, max: 1 } });
        const { verdict } = await check(scalarInvariance(), classifier, { seed: 1, cases: 200 });
        const probed = (await certifyDynamic(classifier)).verdict;
        return { structure, probed, word: ray.word, nearest: ray.nearest?.at, verdict };
      } finally {
        await classifier.dispose();
      }
    };
    // What makes two probabilities of a sigmoid is conic's own, and cannot be probed.
    const asked = [
      [{}, 'scales'],
      [{ scores: 'probabilities' }, 'undecided'],
    ] as const;
    for (const [options, seen] of asked) {
      expect(await told(0, [sigmoid], options)).toEqual({
        structure: 'proved',
        probed: seen,
        word: 'proved-real',
        nearest: undefined,
        verdict: 'held',
      });
      // 1.25 a = 0.5 where the label changes.
      expect(await told(0.5, [sigmoid], options)).toMatchObject({
        structure: 'not homogeneous',
        probed: seen === 'scales' ? 'breaks' : seen,
        word: 'proved-real',
        nearest: expect.closeTo(0.4, 6),
        verdict: 'violated',
      });
    }
  });
});
