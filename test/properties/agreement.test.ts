import { describe, expect, test } from '@jest/globals';
import { agreement } from '../../properties/index.js';
import { check, measure } from '../../src/run/check.js';
import { Subject } from '../../src/classifier/subject.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { given, linear, network, row, softmax } from '../run/networks.js';

const weights = [
  [1, 0.2],
  [0.3, 0.9],
];
const own = linear(weights, undefined, { id: 'own', labels: ['left', 'right'] });
const same = linear(weights, undefined, { id: 'same', labels: ['left', 'right'] });
const turned = linear(weights.toReversed(), undefined, { id: 'turned', labels: ['Right', 'Left'] });
const other = linear(weights, [0.2, 0], { id: 'other', labels: ['left', 'right'] });
const run = { seed: 5, cases: 300 };

describe.each(['label', 'ranking', 'scores'] as const)('agreement of %s', (claim) => {
  test('holds for a network and itself, whatever the order of its labels', async () => {
    for (const reference of [same, turned]) {
      const result = await check(agreement({ with: reference, claim }), own, run);
      expect(result).toMatchObject({ verdict: 'held', violated: 0 });
    }
  });

  test('does not hold for a network with a bias, and is made simple', async () => {
    const result = await check(agreement({ with: other, claim, place: 'other.onnx' }), own, run);
    expect(result.verdict).toBe('violated');
    expect(result.counterexample).toMatchObject({
      case: { with: { id: 'other', digest: other.spec.digest, place: 'other.onnx' } },
      views: [{ title: 'other' }, { title: 'own' }],
      cause: { kind: 'network' },
    });
    const again = await check(agreement({ with: other, claim }), own, { ...run, path: result.counterexample!.path });
    expect(again.counterexample?.why).toBe(result.counterexample!.why);
    expect(result.counterexample!.views[0]!.image.description).toBe(again.counterexample!.views[0]!.image.description);
  });
});

test('the labels of both are told', async () => {
  const { counterexample } = await check(agreement({ with: other }), own, run);
  expect(counterexample).toMatchObject({ label: 'left', labelAfter: 'right' });
  expect(counterexample!.why).toBe('left (other) became right (own)');
});

test('scalars and combinations are tried where they are asked for', async () => {
  const dim = await measure(agreement({ with: other }), own, { ...run, scalars: { min: 0.01, max: 0.02 } });
  const bright = await measure(agreement({ with: other }), own, run);
  expect(dim.violated).toBeGreaterThan(bright.violated + 20);
  expect(dim.counterexample?.scalar).toBeCloseTo(0.02, 2);
  const mixed = await measure(agreement({ with: other, vary: 'combination' }), own, run);
  expect(mixed.property).toBe('agreement:combination');
  expect(mixed.violated).toBeGreaterThan(0);
});

test('what one of the two leaves within rounding error is inconclusive, and counted', async () => {
  // A tie in the one, and a hair's breadth in the other.
  const tied = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 1]), {
    shape: row(2),
    labels: ['left', 'right'],
    id: 'tied',
  });
  const near = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 1 + 1e-6]), {
    shape: row(2),
    labels: ['left', 'right'],
    id: 'near',
  });
  const result = await measure(agreement({ with: near }), tied, run);
  expect(result).toMatchObject({ violated: 0, inconclusive: 300, reasons: { 'a near tie in one of the models': 300 } });
});

test('a difference in preprocessing is what is named as the cause', async () => {
  const fed = linear(weights, undefined, {
    id: 'fed',
    labels: ['left', 'right'],
    steps: [{ kind: 'subtract', value: [0.7] }],
  });
  const { counterexample } = await check(agreement({ with: same, claim: 'scores' }), fed, run);
  expect(counterexample?.cause).toEqual({ kind: 'preprocessing', detail: 'fed as same is, the model agrees with it' });
});

test('scores of two kinds are said to be', async () => {
  const probabilities = network([{ weights }], { id: 'soft', labels: ['left', 'right'] });
  const soft = fromFunction(
    ({ data, count }) =>
      Array.from({ length: count }, (_, i) => softmax(Float32Array.of(data[2 * i]!, data[2 * i + 1]!))),
    { shape: row(2), labels: ['left', 'right'], id: 'soft', scores: 'probabilities' },
  );
  const { counterexample } = await check(agreement({ with: soft, claim: 'scores' }), probabilities, run);
  expect(counterexample?.why).toContain('logits here, probabilities in soft');
});

test('images are asked about in batches of both', async () => {
  const asked: number[] = [];
  const counting = fromFunction(
    ({ count }) => {
      asked.push(count);
      return Array.from({ length: count }, () => [1, 0]);
    },
    { shape: row(2), labels: ['left', 'right'], id: 'counting' },
  );
  await measure(agreement({ with: counting }), own, run);
  expect(asked.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(300);
  expect(Math.max(...asked)).toBeGreaterThan(50);
});

test('a subject has one subject beside it for each other model, asked as it is', async () => {
  const subject = new Subject(own);
  expect(subject.beside(other)).toBe(subject.beside(other));
  const alone = subject.vary({ alone: true }).beside(other);
  expect(alone.batchLimit).toBe(1);
  expect([...(await alone.scores(given(1, 1)))]).toEqual([...(await subject.beside(other).scores(given(1, 1)))]);
});

describe('what cannot be compared is said, with both models', () => {
  test.each([
    [
      linear(
        [
          [1, 1, 1],
          [0, 1, 0],
        ],
        undefined,
        { id: 'wide', labels: ['left', 'right'] },
      ),
      'images of 1x2x1 for own and of 1x3x1 for wide',
    ],
    [
      linear([...weights, [1, 1]], undefined, { id: 'more', labels: ['left', 'right', 'up'] }),
      '2 labels in own and 3 in more',
    ],
    [
      linear(weights, undefined, { id: 'strange', labels: ['left', 'up'] }),
      '"right" in own alone, and "up" in strange alone',
    ],
  ])('%#', async (reference, message) => {
    await expect(check(agreement({ with: reference }), own, run)).rejects.toThrow(message);
  });

  test('a model that fails in the middle is named', async () => {
    let left = 40;
    const failing = fromFunction(
      ({ count }) => {
        left -= count;
        if (left < 0) throw new Error('out of memory');
        return Array.from({ length: count }, () => [1, 0]);
      },
      { shape: row(2), labels: ['left', 'right'], id: 'failing' },
    );
    await expect(measure(agreement({ with: failing }), own, run)).rejects.toThrow(/^failing: .*out of memory/);
  });
});
