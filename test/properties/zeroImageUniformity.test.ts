import { describe, expect, test } from '@jest/globals';
import { zeroImageUniformity } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { Subject } from '../../src/classifier/subject.js';
import { check, measure } from '../../src/run/check.js';
import type { Result } from '../../src/run/result.js';
import { changed, linear, network, softmax } from '../run/networks.js';

const weights = [
  [1, 2],
  [-3, 4],
  [0.5, 0.25],
];
const labels = ['cat', 'dog', 'cow'];
const biased = (...bias: number[]) => linear(weights, bias, { labels });

/** What both ways to run say. */
async function said(classifier: Classifier, claim: 'uniform' | 'zero', tolerance?: number): Promise<Result> {
  const property = zeroImageUniformity({ claim, ...(tolerance === undefined ? {} : { tolerance }) });
  const [checked, measured] = [await check(property, classifier, { seed: 1 }), await measure(property, classifier)];
  expect(measured.verdict).toBe(checked.verdict);
  expect(checked).toMatchObject({ cases: 1, planned: 1 });
  return checked;
}

describe('zero-image uniformity', () => {
  test('holds without biases, weak and strong', async () => {
    for (const claim of ['uniform', 'zero'] as const) expect((await said(linear(weights), claim)).verdict).toBe('held');
  });

  test('a bias on one label favours it', async () => {
    const result = await said(biased(0, 1, 0), 'uniform');
    expect(result).toMatchObject({ verdict: 'violated', cases: 1 });
    // e / (e + 2), against a third.
    const excess = (Math.E / (Math.E + 2)) * 3 - 1;
    expect(result.counterexample).toMatchObject({
      why: 'the black image favours dog',
      label: 'dog',
      labelAfter: 'dog',
      cause: { kind: 'network' },
      margin: expect.closeTo(-excess, 5),
    });
    expect(result.counterexample!.views[0]!.image.description).toBe('black');
    expect((await said(biased(0, 1, 0), 'zero')).counterexample).toMatchObject({
      why: 'the black image has a logit of 1.00',
      margin: -1,
    });
  });

  test('an equal bias on all labels passes the weak claim and fails the strong one', async () => {
    expect((await said(biased(0.5, 0.5, 0.5), 'uniform')).verdict).toBe('held');
    expect((await said(biased(0.5, 0.5, 0.5), 'zero')).verdict).toBe('violated');
  });

  test('a bias in a hidden layer is found', async () => {
    const hidden = network([{ weights: [[1], [-1]], bias: [0.1, 0], activation: (x) => Math.max(0, x) }, { weights }]);
    for (const claim of ['uniform', 'zero'] as const) expect((await said(hidden, claim)).verdict).toBe('violated');
  });

  test('tanh without biases has it', async () => {
    const tanh = network([{ weights: [[3], [-5]], activation: Math.tanh }, { weights }]);
    for (const claim of ['uniform', 'zero'] as const) expect((await said(tanh, claim)).verdict).toBe('held');
  });

  test('a bias within tolerance is rounding', async () => {
    expect((await said(biased(0, 1e-6, 0), 'uniform')).verdict).toBe('held');
    expect((await said(biased(0, 1e-6, 0), 'uniform', 1e-8)).verdict).toBe('violated');
    expect((await said(biased(0, 1e-6, 0), 'zero')).verdict).toBe('violated');
  });

  test('of probabilities', async () => {
    const probabilities = (classifier: Classifier): Classifier =>
      changed(
        classifier,
        (scores, count) => {
          const result = new Float32Array(scores.length);
          for (let i = 0; i < count; i++) result.set(softmax(scores.slice(3 * i, 3 * i + 3)), 3 * i);
          return result;
        },
        { scores: 'probabilities' },
      );
    expect((await said(probabilities(linear(weights)), 'uniform')).verdict).toBe('held');
    expect((await said(probabilities(biased(0, 1, 0)), 'uniform')).verdict).toBe('violated');
    await expect(check(zeroImageUniformity({ claim: 'zero' }), probabilities(linear(weights)))).rejects.toThrow(
      'zero-image-uniformity:zero on network: found a classifier that gives probabilities; expected logits.',
    );
  });

  test('labels alone say nothing', async () => {
    await expect(check(zeroImageUniformity(), linear(weights, undefined, { scores: 'label' }))).rejects.toThrow(
      'expected logits or probabilities',
    );
  });

  test('of logits so large that their powers overflow', async () => {
    expect((await said(biased(1e4, 1e4, 1e4), 'uniform')).verdict).toBe('held');
    expect((await said(biased(1e4, 0, 0), 'uniform')).verdict).toBe('violated');
  });
});

describe('the two zero images', () => {
  test('a mean that is subtracted: black is not zero, and preprocessing is the cause', async () => {
    const shifted = linear(weights, undefined, { labels, steps: [{ kind: 'subtract', value: 0.5 }] });
    for (const claim of ['uniform', 'zero'] as const) {
      const { verdict, counterexample } = await said(shifted, claim);
      expect(verdict).toBe('violated');
      expect(counterexample!.views[0]!.title).toBe('black image');
      expect(counterexample!.cause.kind).toBe('preprocessing');
    }
  });

  test('a bias that the mean makes up for: only zero input shows it', async () => {
    // Black becomes -0.5 in both pixels, and every score of black is 0.
    const steps = [{ kind: 'subtract', value: 0.5 }] as const;
    const hiding = linear(
      weights,
      weights.map(([a, b]) => (a! + b!) / 2),
      { labels, steps },
    );
    for (const claim of ['uniform', 'zero'] as const) {
      const { verdict, counterexample } = await said(hiding, claim);
      expect(verdict).toBe('violated');
      expect(counterexample!.views[0]!.title).toBe('zero input');
      expect(counterexample!.cause.kind).toBe('network');
      // What is shown and kept is what was asked about: seen by a camera, it gives the scores that are told.
      const { image, scores, space, fed } = counterexample!.views[0]!;
      expect({ space, shown: [...image.pixels()], fed: [...fed.values] }).toEqual({
        space: 'model',
        shown: [0.5, 0.5],
        fed: [0, 0],
      });
      expect(await new Subject(hiding).scores(image)).toEqual(scores);
    }
  });

  test('are one where weights act after preprocessing', async () => {
    const steps = [{ kind: 'subtract', value: 0.5 }] as const;
    const shifted = linear(weights, [0, 1, 0], { labels, steps });
    const { counterexample } = await check(zeroImageUniformity(), shifted, { space: 'model' });
    expect(counterexample!.views[0]).toMatchObject({ title: 'zero input', space: 'model' });
    expect(counterexample!.why).toBe('the zero input favours dog');
  });

  test('scaling alone keeps black at zero', async () => {
    const steps = [{ kind: 'divide', by: 0.25 }] as const;
    for (const claim of ['uniform', 'zero'] as const)
      expect((await said(linear(weights, undefined, { steps, range: [0, 255] }), claim)).verdict).toBe('held');
  });
});
