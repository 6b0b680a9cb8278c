import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import type { PreprocessingStep } from '../../src/settings/steps.js';
import type { Image } from '../../src/image/image.js';
import { check, measure } from '../../src/run/check.js';
import type { Cause } from '../../src/run/cause.js';
import type { RunOptions } from '../../src/run/setup.js';
import { scalarInvariance } from '../../properties/index.js';
import { changed, given, linear, network, relu, row } from './networks.js';

/** Both ways to run give the cause of what they found. */
async function causeIn(classifier: ReturnType<typeof linear>, one: Image, options: RunOptions = {}): Promise<Cause> {
  const causes: Cause[] = [];
  for (const run of [check, measure]) {
    const result = await run(scalarInvariance(), classifier, {
      images: fc.constant(one),
      seed: 42,
      cases: 200,
      ...options,
    });
    expect(result.verdict).toBe('violated');
    causes.push(result.counterexample!.cause);
  }
  expect(causes[1]!.kind).toBe(causes[0]!.kind);
  return causes[0]!;
}

/** The same as a function. */
const functionOf = (classifier: Classifier): Classifier => ({
  ...classifier,
  spec: { ...classifier.spec, engine: 'function' },
});

describe('the cause of a counterexample', () => {
  test('unknown: a bias within a function, of whose inside nothing is known', async () => {
    expect(await causeIn(functionOf(linear([[1], [0]], [0, 0.1])), given(0.5))).toEqual({
      kind: 'unknown',
      detail: 'nothing is known of the inside of a function',
    });
  });

  test('network: a bias', async () => {
    expect(await causeIn(linear([[1], [0]], [0, 0.1]), given(0.5))).toEqual({
      kind: 'network',
      detail: 'nothing stands between image and network',
    });
  });

  test('network: an activation that is not homogeneous', async () => {
    // Both units are at 6 for a bright image; in the dark, the first is ahead.
    const saturating = {
      weights: [
        [8, 0],
        [0, 8],
      ],
      activation: (value: number) => Math.min(6, relu(value)),
    };
    const last = {
      weights: [
        [1, 0],
        [0, 1.05],
      ],
    };
    expect(await causeIn(network([saturating, last]), given(1, 0.9))).toMatchObject({ kind: 'network' });
  });

  test('network: a bias stays one behind harmless preprocessing', async () => {
    const steps: PreprocessingStep[] = [
      { kind: 'scale', by: 2 },
      { kind: 'divide', by: 2 },
    ];
    expect(await causeIn(linear([[1], [0]], [0, 0.1], { steps }), given(0.5))).toEqual({
      kind: 'network',
      detail: 'it stays when only the network is left',
    });
  });

  test('preprocessing: a mean is subtracted before a network without biases', async () => {
    // (0.9, 0.8) becomes (0.4, 0.3); in the dark both are negative, and half of a negative number is the larger.
    const skewed = linear(
      [
        [1, 0],
        [0, 0.5],
      ],
      undefined,
      { steps: [{ kind: 'subtract', value: 0.5 }] },
    );
    expect(await causeIn(skewed, given(0.9, 0.8))).toEqual({
      kind: 'preprocessing',
      detail: 'scaled after "subtract 0.5" instead of before, the violation goes away',
    });
  });

  test('preprocessing: a step of the user’s own', async () => {
    const steps: PreprocessingStep[] = [
      {
        kind: 'custom',
        name: 'invert',
        homogeneous: false,
        apply: (values) => values.forEach((value, i) => (values[i] = 1 - value)),
      },
    ];
    const classifier = linear(
      [
        [1, 0],
        [0, 0.5],
      ],
      undefined,
      { steps },
    );
    expect(await causeIn(classifier, given(0.9, 0.1))).toMatchObject({
      kind: 'preprocessing',
      detail: 'scaled after "invert" instead of before, the violation goes away',
    });
  });

  test('quantisation: rounding to 8 bits makes a dark image black', async () => {
    // 0.6 against 0.615: a difference that rounding a dark image to whole levels turns round.
    const classifier = linear(
      [
        [1, 0.25],
        [0.75, 0.6],
      ],
      undefined,
      { steps: [{ kind: 'quantise', levels: 256 }] },
    );
    expect(await causeIn(classifier, given(0.5, 0.4), { scalars: { min: 0.001, max: 1 } })).toEqual({
      kind: 'quantisation',
      detail: 'without rounding to levels the violation goes away',
    });
  });

  test('clipping: the image asked for values above white and was cut off', async () => {
    // (0.5, 0.2) scores 0.5 against 0.4; cut off at white, the first pixel stays behind and the second grows on.
    const classifier = linear([
      [1, 0],
      [0.5, 0.75],
    ]);
    expect(await causeIn(classifier, given(0.5, 0.2), { overflow: 'clamp', scalars: { min: 1, max: 50 } })).toEqual({
      kind: 'clipping',
      detail: 'without cutting off values the violation goes away',
    });
  });

  test('clipping: a declared step cuts off', async () => {
    const classifier = linear(
      [
        [1, 0],
        [0.5, 0.75],
      ],
      undefined,
      { steps: [{ kind: 'clamp', low: 0, high: 1 }] },
    );
    const options: RunOptions = { overflow: 'allow', scalars: { min: 1, max: 50 } };
    expect(await causeIn(classifier, given(0.5, 0.2), options)).toMatchObject({ kind: 'clipping' });
  });

  test('no violation where nothing is cut off: overflow limit and allow', async () => {
    const classifier = linear([
      [1, 0],
      [0.5, 0.75],
    ]);
    for (const overflow of ['limit', 'allow'] as const) {
      const result = await check(scalarInvariance(), classifier, {
        images: fc.constant(given(0.5, 0.2)),
        seed: 1,
        overflow,
        scalars: { min: 0.01, max: 50 },
      });
      expect(result.verdict).toBe('held');
    }
  });

  test('underflow: numbers that float32 cannot hold any more', async () => {
    // The first label's score goes through a product that underflows first.
    const classifier = fromFunction(
      ({ data, count }) =>
        Array.from({ length: count }, (_, i) => {
          const value = data[i]!;
          return [Math.fround(Math.fround(value * 2 ** -40) * 2 ** 41), value];
        }),
      { shape: row(1), labels: 2 },
    );
    const options: RunOptions = { scalars: { min: 2 ** -130, max: 1 } };
    expect(await causeIn(classifier, given(0.5), options)).toMatchObject({ kind: 'underflow' });
  });

  test('near tie: scores that never differ by more than rounding', async () => {
    // Labels 5e-5 of the score apart, one way above a brightness of 0.25 and the other way below.
    const classifier = changed(linear([[1], [1]]), (scores) =>
      scores.map((score, i) => (i % 2 === (score > 0.25 ? 0 : 1) ? score * (1 + 5e-5) : score)),
    );
    expect(await causeIn(classifier, given(0.5))).toMatchObject({ kind: 'near tie' });
  });

  test('not a near tie: a clear violation that shrinking has brought to its edge', async () => {
    const { kind } = await causeIn(linear([[1], [0]], [0, 0.1]), given(0.5));
    expect(kind).toBe('network');
  });
});
