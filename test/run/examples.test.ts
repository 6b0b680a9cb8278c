import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ClassifierError } from '../../src/errors.js';
import { images } from '../../src/generate/images.js';
import type { Image } from '../../src/image/image.js';
import { check, measure } from '../../src/run/check.js';
import type { Property } from '../../src/run/property.js';
import { changed, given, linear, row } from './networks.js';

/** Scores: the pixel, and what is left of white. Bright images have label 0. */
const pixel = linear([[1], [-1]], [0, 1]);

/** Violated above a level; nothing is said of 7, and 8 is too close to call. */
const below = (limit: number): Property<Image> => ({
  name: 'below',
  claim: `no level above ${limit}`,
  needs: [],
  cases: ({ images: any }) => any,
  examine: async (one, subject) => {
    const scores = await subject.scores(one);
    const level = Math.round(one.pixels()[0]! * 255);
    if (level === 7) return { kind: 'vacuous', why: 'seven' };
    if (level === 8) return { kind: 'inconclusive', why: 'eight' };
    if (level <= limit) return { kind: 'held', margin: 1 };
    return { kind: 'violated', margin: limit - level, why: 'too bright', views: [{ title: 'it', image: one, scores }] };
  },
});
const grey = (level: number): Image => given(level / 255);
const run = { images: images.constant(row(1)), seed: 42, cases: 200 };

describe('check', () => {
  test('an example that violates is the counterexample, as it is', async () => {
    const examples = [grey(3), grey(250), grey(251)];
    const result = await check(below(99), pixel, { ...run, examples });
    expect(result).toMatchObject({
      verdict: 'violated',
      cases: 0,
      violated: 0,
      examples: { held: 1, violated: 1, vacuous: 0, inconclusive: 0 },
      counterexample: { example: 1, shrinks: 0, why: 'too bright', margin: 99 - 250 },
    });
    expect(result.counterexample?.case).toBe(examples[1]);
  });

  test('is not made simpler even where fast-check knows how', async () => {
    const numbers: Property<number> = {
      ...below(0),
      cases: () => fc.integer(),
      examine: async (value, subject) => {
        const image = grey(9);
        const views = [{ title: 'it', image, scores: await subject.scores(image) }];
        return { kind: 'violated', margin: -1, why: `${value}`, views };
      },
    };
    const result = await check(numbers, pixel, { ...run, examples: [1000] });
    expect(result).toMatchObject({ counterexample: { case: 1000, shrinks: 0 }, examples: { violated: 1 } });
  });

  test('examples change neither the made cases nor their paths', async () => {
    const examples = [grey(1), grey(7), grey(8), grey(2)];
    const [without, beside] = [await check(below(99), pixel, run), await check(below(99), pixel, { ...run, examples })];
    expect(beside.examples).toEqual({ held: 2, violated: 0, vacuous: 1, inconclusive: 1 });
    expect(without).not.toHaveProperty('examples');
    expect(beside.counterexample).not.toHaveProperty('example');
    const { durationMs: _a, evaluated: _b, counterexample: one, ...rest } = without;
    const { durationMs: _c, evaluated: _d, counterexample: other, examples: _e, ...others } = beside;
    expect(others).toEqual(rest);
    expect(other?.path).toBe(one?.path);
    expect(other?.case.description).toBe(one?.case.description);
  });

  test('where a case is asked for by its path, there are no examples', async () => {
    const { counterexample } = await check(below(99), pixel, run);
    const again = await check(below(99), pixel, { ...run, path: counterexample!.path, examples: [grey(255)] });
    expect(again.counterexample?.case.description).toBe(counterexample?.case.description);
    expect(again).not.toHaveProperty('examples');
  });

  test('an example is judged by the model asked about it alone', async () => {
    const counts: number[] = [];
    const counted = changed(pixel, (scores, count) => (counts.push(count), scores));
    await check(below(255), counted, { ...run, cases: 1, examples: [grey(3), grey(4), grey(5)] });
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  test('an example at the edge of a violation is not taken for a near tie', async () => {
    const edge: Property<Image> = {
      ...below(0),
      examine: async (one, subject) => ({
        kind: 'violated',
        margin: -2e-5,
        why: 'just',
        views: [
          { title: 'it', image: one, scores: await subject.scores(one) },
          { title: 'dimmed', image: one.times(0.5), scores: await subject.scores(one.times(0.5)) },
        ],
      }),
    };
    const result = await check(edge, pixel, { ...run, examples: [grey(9)] });
    expect(result.counterexample?.cause.kind).toBe('network');
  });

  test('a model that fails at an example is an error', async () => {
    const broken = changed(pixel, (scores) => scores.map(() => NaN));
    await expect(check(below(99), broken, { ...run, examples: [grey(1)] })).rejects.toBeInstanceOf(ClassifierError);
  });

  test('an image that does not fit is an error which says so', async () => {
    await expect(check(below(99), pixel, { ...run, examples: [given(1, 2)] })).rejects.toThrow(
      'found an image of 1x2x1; expected 1x1x1',
    );
  });
});

describe('measure', () => {
  test('tries all examples, and counts them apart from the rate', async () => {
    const examples = [grey(1), grey(250), grey(251), grey(7)];
    const [without, beside] = [
      await measure(below(99), pixel, run),
      await measure(below(99), pixel, { ...run, examples }),
    ];
    expect(beside.examples).toEqual({ held: 1, violated: 2, vacuous: 1, inconclusive: 0 });
    expect(beside).toMatchObject({ cases: 200, violated: without.violated, verdict: 'violated' });
    expect(beside.counterexample?.path).toBe(without.counterexample?.path);
  });

  test('where no made case violates, the worst example is the counterexample', async () => {
    const examples = [grey(100), grey(250), grey(120)];
    const dark = { ...run, images: fc.constant(grey(2)) };
    const result = await measure(below(99), pixel, { ...dark, examples });
    expect(result).toMatchObject({ verdict: 'violated', cases: 200, violated: 0, counterexample: { example: 1 } });
  });

  test('of a rate nothing is claimed of examples either', async () => {
    const rate: Property<Image> = { ...below(99), kind: 'rate' };
    const result = await check(rate, pixel, { ...run, images: fc.constant(grey(2)), examples: [grey(250)] });
    expect(result).toMatchObject({ verdict: 'measured', violated: 0, examples: { violated: 1 } });
  });
});
