import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyRegion } from '../../../src/certify/region/certifyRegion.js';
import { boundSimplex } from '../../../src/certify/region/bounds.js';
import { valuesAt } from '../../../src/certify/piecewise/evaluate.js';
import { prefixOf } from '../../../src/certify/region/prefix.js';
import { searchSimplex } from '../../../src/certify/region/search.js';
import { programFor } from '../../../src/certify/piecewise/compile.js';
import { logitsAt } from '../../../src/certify/piecewise/agreement.js';
import { Obstacle } from '../../../src/network/program/obstacle.js';
import type { Program } from '../../../src/network/program/program.js';
import { labelAt } from '../../../src/certify/exact/point.js';
import { certifySegment } from '../../../src/certify/ray/certifySegment.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { Subject } from '../../../src/classifier/subject.js';
import { labelOf } from '../../../src/classifier/scores.js';
import { weights } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { dense, models, pixelsOf, type DenseLayer } from '../networks.js';

const { openRow, open, close } = models();
afterAll(close);

/** The smallest example that one label at the corners is not enough: (1, 0) and (0, 1) have label 0, their middle label 1. */
const between: readonly DenseLayer[] = [
  {
    weights: [
      [1, -1],
      [-1, 1],
      [1, 1],
    ],
  },
  {
    weights: [
      [1, 1, 0],
      [0, 0, 0.5],
    ],
  },
];

const program = (classifier: Classifier): Program => {
  const made = programFor(classifier);
  if (made instanceof Obstacle) throw made;
  return made;
};

test('refuted, with a witness that the engine confirms', async () => {
  const classifier = await openRow(2, dense(between), 2);
  const certificate = await certifyRegion(classifier, [pixelsOf([1, 0]), pixelsOf([0, 1])]);
  expect(certificate).toMatchObject({
    word: 'refuted',
    label: 0,
    cone: false,
    witness: { label: 1, engineLabel: 1, exact: true },
  });
  const { witness } = certificate;
  expect(witness!.weights.reduce((sum, weight) => sum + weight, 0)).toBe(1);
  expect(labelOf(await new Subject(classifier).scores(witness!.image))).toBe(1);
});

test('an image of another label refutes as it is', async () => {
  const classifier = await openRow(
    2,
    dense([
      {
        weights: [
          [1, 0],
          [0, 1],
        ],
      },
    ]),
    2,
  );
  const { word, witness } = await certifyRegion(classifier, [pixelsOf([1, 0]), pixelsOf([0, 1])]);
  expect(word).toBe('refuted');
  expect(witness?.weights).toEqual([0, 1]);
});

describe('proved', () => {
  test('on one piece; the hull of a network without biases extends to its cone', async () => {
    const free = await openRow(2, dense(between), 2);
    const [a, b] = [pixelsOf([1, 0]), pixelsOf([0.9, 0.1])];
    expect(await certifyRegion(free, [a, b])).toMatchObject({
      word: 'proved-real',
      by: 'same piece',
      label: 0,
      cone: true,
      parts: 1,
    });
    const biased = await openRow(
      2,
      dense(between.map((layer) => ({ ...layer, bias: layer.weights.map(() => 0.01) }))),
      2,
    );
    expect(await certifyRegion(biased, [a, b])).toMatchObject({ word: 'proved-real', by: 'same piece', cone: false });
  });

  test('by bounds, where some ReLUs can be on either side', async () => {
    // |x - y| against a bias below it: relaxed at once it could be anything from 0.
    const layers = (bias: number): readonly DenseLayer[] => [
      {
        weights: [
          [1, -1],
          [-1, 1],
          [1, 0],
          [0, 1],
        ],
      },
      {
        weights: [
          [1, 1, 1, 1],
          [0, 0, 0, 0],
        ],
        bias: [0, bias],
      },
    ];
    const [a, b] = [pixelsOf([1, 0]), pixelsOf([0, 1])];
    expect(await certifyRegion(await openRow(2, dense(layers(0.4)), 2), [a, b])).toMatchObject({
      word: 'proved-real',
      by: 'bounds',
    });
  });

  test('of one image, which is a region of its own', async () => {
    const classifier = await openRow(2, dense(between), 2);
    expect(await certifyRegion(classifier, [pixelsOf([1, 0])])).toMatchObject({ word: 'proved-real', label: 0 });
  });
});

test('undecided with the reason: a tie, a limit, an operation', async () => {
  // Two logits that are equal in the middle and nowhere else.
  const touching = await openRow(
    2,
    dense([
      {
        weights: [
          [1, -1],
          [-1, 1],
        ],
      },
      {
        weights: [
          [1, 1],
          [0, 0],
        ],
      },
    ]),
    2,
  );
  const [a, b] = [pixelsOf([1, 0]), pixelsOf([0, 1])];
  expect(await certifyRegion(touching, [a, b])).toMatchObject({
    word: 'undecided',
    reason: expect.stringContaining('near tie'),
  });
  expect(await certifyRegion(touching, [a, b], { parts: 3 })).toMatchObject({
    word: 'undecided',
    reason: 'more than 3 parts',
  });
  const smooth = await openRow(2, dense(between, 'Tanh'), 2);
  expect(await certifyRegion(smooth, [a, b])).toMatchObject({
    word: 'undecided',
    reason: 'tanh at node act0',
    parts: 0,
  });
});

test('what overflows is undecided, and decides nothing about another label', async () => {
  // Two equal values, each far larger than a float, whose difference is 0: bounds of it overflow. Beside them a spike at 0.32.
  const huge = 2 ** 126;
  const wide: DenseLayer = {
    weights: [
      [1, 0, 0],
      [0, huge, -huge],
      [0, huge, -huge],
    ],
  };
  const first: DenseLayer = {
    weights: [0.3, 0.32, 0.34, 0.5, 0.5].map(() => [1, 0, 0]),
    bias: [-0.3, -0.32, -0.34, -0.5, -0.5],
  };
  const second: DenseLayer = {
    weights: [
      [1, -2, 1, 0, 0],
      [0, 0, 0, huge, -huge],
      [0, 0, 0, huge, -huge],
    ],
  };
  const last: DenseLayer = {
    weights: [
      [0, 1, -1],
      [100, 1, -1],
    ],
    bias: [0.5, 0],
  };
  const layers = [first, second, ...Array.from({ length: 11 }, () => wide), last];
  const classifier = await openRow(3, dense(layers), 2);
  const corners = [pixelsOf([0, 1, 0]), pixelsOf([1, 0, 0]), pixelsOf([0, 0, 1])];
  const { word, reason } = await certifyRegion(classifier, corners);
  expect([word, reason]).toEqual(['undecided', 'numbers too large for float64']);
});

test('weights that a cast rounds are not those of the file', async () => {
  const nodes = [
    { op: 'Cast', name: 'halve', inputs: ['w'], outputs: ['half'], attributes: { to: { int: 10 } } },
    { op: 'Cast', name: 'widen', inputs: ['half'], outputs: ['wide'], attributes: { to: { int: 1 } } },
    { op: 'MatMul', name: 'sums', inputs: ['x', 'wide'], outputs: ['y'] },
  ];
  const rounded = await openRow(2, { nodes, initializers: [weights('w', [2, 2], [1.0004, 1.0002, 0, 0.25])] }, 2);
  const corners = [pixelsOf([1, 0]), pixelsOf([0.5, 0])];
  expect(await certifyRegion(rounded, corners)).toMatchObject({
    word: 'undecided',
    reason: expect.stringContaining('a cast that rounds at node halve'),
  });
});

test('a signal ends a search', async () => {
  const stopped = AbortSignal.abort();
  const classifier = await openRow(2, dense(between), 2);
  const corners = [pixelsOf([1, 0.2]), pixelsOf([1, 0.3])];
  expect(await certifyRegion(classifier, corners, { signal: stopped })).toMatchObject({
    word: 'undecided',
    reason: 'interrupted',
  });
});

test('mistakes are named', async () => {
  const classifier = await openRow(2, dense(between), 2);
  await expect(certifyRegion(classifier, [])).rejects.toThrow('found no images');
  await expect(certifyRegion(classifier, [pixelsOf([1])])).rejects.toThrow('as model-');
  await expect(certifyRegion(classifier, [pixelsOf([1, Infinity])])).rejects.toThrow('finite numbers');
  await expect(certifyRegion(classifier, [pixelsOf([1, 0])], { parts: 0 })).rejects.toThrow('parts');
});

const numbers = someNumbers(77);
const randomLayers = (widths: readonly number[]): readonly DenseLayer[] =>
  widths.slice(1).map((units, i) => ({
    weights: Array.from({ length: units }, () => [...take(widths[i]!, numbers)]),
    bias: [...take(units, numbers)].map((value) => value / 4),
  }));

test('on random networks no bound and no proof is violated by a sample, and two images agree with their segment', async () => {
  const proved = { 'same piece': 0, bounds: 0, 'branch and bound': 0 };
  for (let run = 0; run < 12; run++) {
    const classifier = await openRow(4, dense(randomLayers([4, 10, 8, 3]), run % 2 === 0 ? 'Relu' : 'LeakyRelu'), 3);
    const network = program(classifier);
    for (let k = 2; k <= 5; k++) {
      const corners = Array.from({ length: k }, () =>
        take(4, numbers).map((value) => 0.5 + [0.02, 0.2, 0.5][run % 3]! * value),
      );
      const prefix = prefixOf(network, corners);
      const label = labelOf(Float32Array.from(logitsAt(network, corners[0]!)));
      const { leads } = boundSimplex(
        network,
        prefix,
        label,
        [0, 1, 2].filter((other) => other !== label),
      );
      const found = await searchSimplex(network, prefix, k, label, { deadline: Infinity, boxes: 2000 });
      if (found.kind === 'proved') proved[found.by]++;
      for (let sample = 0; sample < 200; sample++) {
        const raw = take(k, numbers).map((value) => (1 + value) ** 2);
        const total = raw.reduce((sum, value) => sum + value, 0);
        const point = corners[0]!.map((_, j) =>
          raw.reduce((sum, weight, i) => sum + (weight / total) * corners[i]![j]!, 0),
        );
        const logits = logitsAt(network, point);
        logits.forEach((value, other) => {
          if (other !== label) expect(logits[label]! - value).toBeGreaterThanOrEqual(leads[other]! - 1e-6);
        });
        if (found.kind === 'proved') expect(labelOf(Float32Array.from(logits))).toBe(label);
      }
      if (k > 2) continue;
      const images = corners.map((corner) => pixelsOf([...corner]));
      const segment = await certifySegment(classifier, images[0]!, images[1]!, { replay: false });
      expect(segment.word).toMatch(/^proved/);
      expect(found.kind === 'proved').toBe(segment.intervals.length === 1);
    }
  }
  // Each way is taken, branch and bound where bounds are too loose.
  expect(Object.values(proved).every((count) => count > 0)).toBe(true);
});

test('convolution, pooling and branches are bounded too', async () => {
  const filters = weights('w', [3, 1, 2, 2], take(12, numbers));
  const classifier = await open({
    inputs: [{ name: 'x', shape: ['N', 1, 4, 4] }],
    outputs: [{ name: 'y', shape: ['N', 3] }],
    nodes: [
      { op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['c'] },
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'MaxPool', inputs: ['r'], outputs: ['p'], attributes: { kernel_shape: { ints: [2, 2] } } },
      { op: 'Conv', inputs: ['p', 'v'], outputs: ['d'], attributes: { pads: { ints: [0, 1, 1, 0] } } },
      { op: 'Add', inputs: ['d', 'p'], outputs: ['s'] },
      { op: 'GlobalMaxPool', inputs: ['s'], outputs: ['g'] },
      { op: 'Flatten', inputs: ['g'], outputs: ['y'] },
    ],
    initializers: [filters, weights('b', [3], take(3, numbers)), weights('v', [3, 3, 2, 2], take(36, numbers))],
  });
  const network = program(classifier);
  for (let run = 0; run < 15; run++) {
    const centre = take(16, numbers);
    const corners = Array.from({ length: 3 }, () =>
      take(16, numbers).map((value, j) => Math.abs(centre[j]!) + 0.05 * value),
    );
    const prefix = prefixOf(network, corners);
    const label = labelOf(Float32Array.from(logitsAt(network, corners[0]!)));
    const { leads } = boundSimplex(
      network,
      prefix,
      label,
      [0, 1, 2].filter((other) => other !== label),
    );
    for (let sample = 0; sample < 50; sample++) {
      const raw = take(3, numbers).map((value) => 1 + value);
      const total = raw.reduce((sum, value) => sum + value, 0);
      const at = new Map(
        [...prefix.frontier].map(([vector, { values, errors }]) => [
          vector,
          Float64Array.from(errors, (_, j) =>
            raw.reduce((sum, weight, i) => sum + (weight / total) * values[j * 3 + i]!, 0),
          ),
        ]),
      );
      const logits = valuesAt(network, prefix.steps, at);
      logits.forEach((value, other) => {
        if (other !== label) expect(logits[label]! - value).toBeGreaterThanOrEqual(leads[other]! - 1e-9);
      });
    }
  }
});

test('the label of a mixture in rational numbers, ties and all', async () => {
  const classifier = await openRow(
    2,
    dense([
      {
        weights: [
          [1, 0],
          [0, 1],
          [0.5, 0.5],
        ],
      },
    ]),
    3,
  );
  const corners = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  expect(labelAt(program(classifier), corners, [0.75, 0.25])).toEqual({ label: 0, tied: [] });
  expect(labelAt(program(classifier), corners, [0.5, 0.5])).toEqual({ label: 0, tied: [1, 2] });
  expect(labelAt(program(classifier), corners, [0.5 - 2 ** -50, 0.5 + 2 ** -50])).toEqual({ label: 1, tied: [] });
});
