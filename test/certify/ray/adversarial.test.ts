import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../../src/certify/ray/certifySegment.js';
import { InputError } from '../../../src/errors.js';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { weights } from '../../models/onnxFile.js';
import { dense, models, pixelsOf } from '../networks.js';

const { openRow, open, close } = models();
afterAll(close);

const labelsOf = ({ intervals }: { readonly intervals: readonly { readonly label: number | undefined }[] }) =>
  intervals.map(({ label }) => label);

describe.each(['float64', 'rounded', 'exact', 'engine'] as const)('%s', (method) => {
  test('a third label that wins in between two', async () => {
    // Logits a, 1.5 (from a bias) and 2a - 1 at pixel 1: b wins up to 1.25, and a never.
    const classifier = await openRow(1, dense([{ weights: [[1], [0], [2]], bias: [0, 0.9, -1] }]), 3);
    const { intervals, flips, nearest } = await certifyRay(classifier, pixelsOf([1]), { method });
    expect(intervals.map(({ label }) => label)).toEqual([1, 0, 2]);
    expect(flips.map(({ at }) => at)).toEqual([expect.closeTo(0.9, 5), expect.closeTo(1, 5)]);
    expect(nearest).toEqual(flips[1]);
    for (const { replay, before, after } of flips) {
      expect(replay).toBeDefined();
      expect(before).not.toBe(after);
    }
  });

  test('ReLU and MaxPool in one, with two kinks', async () => {
    // Along the segment the window is {1 - 4t, -3 + 4t}: its rectified maximum is above 1/8 but in the middle.
    const classifier = await open({
      inputs: [{ name: 'x', shape: ['N', 1, 1, 2] }],
      outputs: [{ name: 'y', shape: ['N', 2] }],
      nodes: [
        { op: 'Mul', inputs: ['x', 'four'], outputs: ['m'] },
        { op: 'Add', inputs: ['m', 'minus'], outputs: ['z'] },
        { op: 'Relu', inputs: ['z'], outputs: ['r'] },
        { op: 'MaxPool', inputs: ['r'], outputs: ['p'], attributes: { kernel_shape: { ints: [1, 2] } } },
        { op: 'Flatten', inputs: ['p'], outputs: ['f'] },
        { op: 'Gemm', inputs: ['f', 'w', 'b'], outputs: ['y'] },
      ],
      initializers: [
        weights('four', [], [4]),
        weights('minus', [], [-3]),
        weights('w', [1, 2], [1, 0]),
        weights('b', [2], [0, 0.125]),
      ],
    });
    const shape = { height: 1, width: 2, channels: 1 } as const;
    const segment = await certifySegment(classifier, pixelsOf([1, 0], shape), pixelsOf([0, 1], shape), { method });
    expect(labelsOf(segment)).toEqual([0, 1, 0]);
    // 1 - 4t = 1/8 and -3 + 4t = 1/8
    expect(segment.flips.map(({ at }) => at)).toEqual([expect.closeTo(7 / 32, 5), expect.closeTo(25 / 32, 5)]);
  });
});

describe.each(['float64', 'exact'] as const)('%s, all scalars', (method) => {
  test('many neurons at zero at the origin: a network without biases has one label for every a > 0', async () => {
    const classifier = await openRow(
      3,
      dense([
        {
          weights: [
            [1, -1, 0.3],
            [-1, 1, 0.7],
            [0.5, 0.5, 0],
            [-1, -1, -1],
          ],
        },
        {
          weights: [
            [1, 2, 0, 1],
            [2, 0, 1, 5],
          ],
        },
      ]),
      2,
    );
    const { word, intervals, flips } = await certifyRay(classifier, pixelsOf([0.9, 0.2, 0.4]), { method });
    expect(word).toBe(method === 'exact' ? 'proved-exact' : 'proved-real');
    expect(intervals).toEqual([{ min: 0, max: Infinity, label: expect.any(Number), word }]);
    expect(flips).toEqual([]);
  });

  test('a dead network: its biases alone decide', async () => {
    const classifier = await openRow(
      1,
      dense([
        { weights: [[-1]], bias: [0] },
        { weights: [[1], [1]], bias: [0, 1] },
      ]),
      2,
    );
    const { intervals } = await certifyRay(classifier, pixelsOf([1]), { method });
    expect(intervals).toEqual([{ min: 0, max: Infinity, label: 1, word: expect.stringMatching(/^proved/) }]);
  });

  test('a bias that cancels: what the limit of bright images says is decided without it', async () => {
    // relu(a - 1) + 1 against a: equal from 1 on, and so tied for ever.
    const classifier = await openRow(
      1,
      dense([
        { weights: [[1], [1]], bias: [-1, 0] },
        {
          weights: [
            [1, 0],
            [0, 1],
          ],
          bias: [1, 0],
        },
      ]),
      2,
    );
    const { word, intervals, reason } = await certifyRay(classifier, pixelsOf([1]), { method });
    if (method === 'exact') {
      expect(intervals).toEqual([
        { min: 0, max: 1, label: 0, touches: [1], word },
        { min: 1, max: Infinity, label: 0, tied: [1], word },
      ]);
    } else {
      expect(word).toBe('undecided');
      expect(reason).toContain('near tie');
      expect(intervals[0]).toMatchObject({ min: 0, label: 0, word: 'proved-real' });
    }
  });

  test('a flip far out is found without an end to look up to', async () => {
    const classifier = await openRow(1, dense([{ weights: [[1], [0]], bias: [0, 2 ** 20] }]), 2);
    const { flips } = await certifyRay(classifier, pixelsOf([1]), { method });
    expect(flips).toMatchObject([{ before: 1, after: 0 }]);
    expect(flips[0]!.at / 2 ** 20).toBeCloseTo(1, 7);
    expect(flips[0]!.low).toBeLessThanOrEqual(2 ** 20);
    expect(flips[0]!.high).toBeGreaterThanOrEqual(2 ** 20);
  });
});

test('labels that touch and do not cross: undecided in float64, decided in rational numbers, and auto takes these', async () => {
  // |t - 1/2| against 0, of which the second would be on top only at t = 1/2.
  const layers = [
    {
      weights: [
        [1, 0],
        [-1, 0],
      ],
      bias: [-0.5, 0.5],
    },
    {
      weights: [
        [1, 1],
        [0, 0],
      ],
    },
  ];
  const classifier = await openRow(2, dense(layers), 2);
  const [a, b] = [pixelsOf([0, 0]), pixelsOf([1, 0])];
  const float64 = await certifySegment(classifier, a, b, { method: 'float64' });
  expect(float64).toMatchObject({ word: 'undecided', reason: expect.stringContaining('near tie at 0.5') });
  expect(labelsOf(float64)).toEqual([0, undefined, 0]);
  for (const method of ['exact', 'auto'] as const) {
    const { word, intervals } = await certifySegment(classifier, a, b, { method });
    expect(word).toBe('proved-exact');
    expect(intervals).toEqual([{ min: 0, max: 1, label: 0, touches: [0.5], word }]);
  }
});

test('an exact flip is a fraction', async () => {
  const classifier = await openRow(1, dense([{ weights: [[3], [0]], bias: [0, 1] }]), 2);
  const { flips } = await certifyRay(classifier, pixelsOf([1]), { method: 'exact' });
  expect(flips).toMatchObject([{ exact: { numerator: '1', denominator: '3' }, at: 1 / 3 }]);
});

test('an interval restricts the ray', async () => {
  const classifier = await openRow(1, dense([{ weights: [[1], [0]], bias: [0, 0.5] }]), 2);
  for (const method of ['float64', 'exact'] as const) {
    const within = (from: number, to: number) =>
      certifyRay(classifier, pixelsOf([1]), { method, scalars: { min: from, max: to } });
    expect((await within(0.1, 0.4)).intervals).toMatchObject([{ min: 0.1, max: 0.4, label: 1 }]);
    expect((await within(0.7, 0.9)).intervals).toMatchObject([{ min: 0.7, max: 0.9, label: 0 }]);
    expect((await within(0.3, 1.7)).intervals).toMatchObject([
      { min: 0.3, label: 1 },
      { max: 1.7, label: 0 },
    ]);
    expect((await within(3.3, 1e7)).intervals).toMatchObject([{ min: 3.3, max: 1e7, label: 0 }]);
  }
});

test('a network that is not piecewise linear is told so at once, by node', async () => {
  const classifier = await openRow(
    2,
    {
      ...dense(
        [
          {
            weights: [
              [1, 0],
              [0, 1],
            ],
          },
          {
            weights: [
              [1, 2],
              [2, 1],
            ],
          },
        ],
        'Sigmoid',
      ),
    },
    2,
  );
  for (const method of ['auto', 'float64', 'exact', 'engine'] as const)
    expect(await certifyRay(classifier, pixelsOf([1, 1]), { method })).toMatchObject({
      word: 'undecided',
      reason: 'sigmoid at node act0',
      flips: [],
    });
});

test('a function, and preprocessing that rounds, are undecided with the reason', async () => {
  const plain = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), {
    shape: { height: 1, width: 1, channels: 1 },
    labels: 2,
  });
  expect(await certifyRay(plain, pixelsOf([1]))).toMatchObject({
    word: 'undecided',
    reason: 'a classifier whose network cannot be read',
  });
  const model = dense([{ weights: [[1], [0]] }]);
  const quantised = await open(
    { inputs: [{ name: 'x', shape: ['N', 1] }], outputs: [{ name: 'z0', shape: ['N', 2] }], ...model },
    { size: { height: 1, width: 1 }, steps: [{ kind: 'quantise', levels: 256 }] },
  );
  expect(await certifyRay(quantised, pixelsOf([1]))).toMatchObject({
    word: 'undecided',
    reason: 'preprocessing that is not piecewise linear: quantise to 256 levels',
  });
});

test('a network that was misread is not certified: the engine gives other scores', async () => {
  const classifier = await openRow(1, dense([{ weights: [[1], [0]], bias: [0, 0.5] }]), 2);
  const other = {
    ...classifier,
    classify: async ({ count }: { count: number }) => new Float32Array(count * 2).fill(3),
  };
  expect(await certifyRay(other, pixelsOf([1]))).toMatchObject({
    word: 'undecided',
    reason: expect.stringContaining('other scores'),
  });
});

test('hostile weights: those that are not finite are refused, and where values overflow it is undecided', async () => {
  await expect(openRow(1, dense([{ weights: [[Number.NaN], [0]] }]), 2)).rejects.toThrow(
    'tensor "w0": found NaN among its numbers',
  );
  const layers = Array.from({ length: 12 }, () => ({
    weights: [
      [3e38, 0],
      [0, 3e38],
    ],
  }));
  const large = await openRow(2, dense(layers), 2);
  const unasked = { ...large, classify: async ({ count }: { count: number }) => new Float32Array(count * 2) };
  for (const method of ['float64', 'auto'] as const) {
    const { word } = await certifyRay(unasked, pixelsOf([1, 0.5]), { method });
    expect(word).toBe('undecided');
  }
});

test('a time limit ends it, with the reason', async () => {
  const classifier = await openRow(1, dense([{ weights: [[1], [0]] }]), 2);
  for (const method of ['float64', 'rounded', 'exact', 'engine'] as const) {
    const { word, reason } = await certifyRay(classifier, pixelsOf([1]), { method, timeLimit: 1e-9 });
    if (method !== 'engine') expect([word, reason]).toEqual(['undecided', 'time limit']);
  }
});

test('mistakes are named', async () => {
  const classifier = await openRow(1, dense([{ weights: [[1], [0]] }]), 2);
  const attempt = (options: Parameters<typeof certifyRay>[2], pixels = [1]) =>
    certifyRay(classifier, pixelsOf(pixels), options);
  await expect(attempt({ scalars: { min: 2, max: 1 } })).rejects.toThrow(InputError);
  await expect(attempt({ scalars: { min: Number.NaN } })).rejects.toThrow('scalars.min: found NaN');
  await expect(attempt({ method: 'engine', scalars: { max: Infinity } })).rejects.toThrow(
    'an interval above 0 that ends',
  );
  await expect(attempt({}, [1, 2])).rejects.toThrow('as model-');
  await expect(attempt({}, [Number.NaN])).rejects.toThrow('finite numbers');
  await expect(attempt({ timeLimit: 0 })).rejects.toThrow('timeLimit');
});
