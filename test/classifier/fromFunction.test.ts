import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { fromFunction, type FunctionOptions } from '../../src/classifier/fromFunction.js';
import type { FunctionScores } from '../../src/classifier/functionScores.js';
import { Subject } from '../../src/classifier/subject.js';
import { ClassifierError, InputError } from '../../src/errors.js';
import { given, row } from '../run/networks.js';

const otherRealm: { readonly Float32Array: typeof Float32Array } = runInNewContext('globalThis');

const options: FunctionOptions = { shape: row(2), labels: 2 };

/** What a subject hears of three images, one of them scaled. */
async function heard(
  answer: (batch: { data: Float32Array; count: number }) => FunctionScores | Promise<FunctionScores>,
  changed: Partial<FunctionOptions> = {},
): Promise<number[][]> {
  const subject = new Subject(fromFunction(answer, { ...options, ...changed }));
  const images = [given(0.25, 0.5), given(1, 0), given(0.5, 1).times(0.5)];
  return (await Promise.all(images.map((image) => subject.scores(image)))).map((scores) => [...scores]);
}

const pixels = [
  [0.25, 0.5],
  [1, 0],
  [0.25, 0.5],
];

describe('fromFunction', () => {
  test.each<[string, (batch: { data: Float32Array; count: number }) => FunctionScores | Promise<FunctionScores>]>([
    ['one Float32Array', ({ data }) => Float32Array.from(data)],
    ['its input', ({ data }) => data],
    ['rows of numbers', ({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i]!, data[2 * i + 1]!])],
    ['rows of floats', ({ data, count }) => Array.from({ length: count }, (_, i) => data.slice(2 * i, 2 * i + 2))],
    ['a promise', async ({ data }) => Float32Array.from(data)],
    ['floats of another realm', ({ data }) => new otherRealm.Float32Array(data)],
  ])('takes %s', async (_name, answer) => {
    expect(await heard(answer)).toEqual(pixels);
  });

  test('takes labels', async () => {
    const answer = ({ data, count }: { data: Float32Array; count: number }): number[] =>
      Array.from({ length: count }, (_, i) => (data[2 * i]! < data[2 * i + 1]! ? 1 : 0));
    const ones = [
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    expect(await heard(answer, { scores: 'label' })).toEqual(ones);
    const rows = ({ data, count }: { data: Float32Array; count: number }) =>
      answer({ data, count }).map((label) => [1 - label, label]);
    expect(await heard(rows, { scores: 'label' })).toEqual(ones);
  });

  test('an array that is answered again and again does not change what was said before', async () => {
    const reused = new Float32Array(2);
    const classifier = fromFunction(
      ({ data }) => {
        reused.set(data);
        return reused;
      },
      { ...options, batchLimit: 1 },
    );
    const subject = new Subject(classifier);
    const first = given(0.25, 0.5);
    await subject.scores(first);
    await subject.scores(given(1, 1));
    expect([...(await subject.scores(first))]).toEqual([0.25, 0.5]);
  });

  test('one that answers with its input is remembered rightly', async () => {
    const subject = new Subject(fromFunction(({ data }) => data, options));
    const first = given(0.25, 0.5);
    await subject.scores(first);
    await subject.scores(given(1, 1));
    expect([...(await subject.scores(first))]).toEqual([0.25, 0.5]);
  });

  const rows = (count: number, scores: readonly number[]): unknown => Array.from({ length: count }, () => scores);
  /** What no type checker would let through. */
  const untyped = (answer: unknown): FunctionScores => JSON.parse('[]', () => answer);

  test.each<[string, (count: number) => unknown, string]>([
    ['too many rows', (count) => rows(count + 1, [1, 2]), '4 rows for 3 images'],
    ['too few rows', (count) => rows(count - 1, [1, 2]), '2 rows for 3 images'],
    ['rows too short', (count) => rows(count, [1]), '1 scores for an image; expected 2, one a label'],
    ['rows too long', (count) => rows(count, [1, 2, 3]), '3 scores for an image; expected 2, one a label'],
    ['labels where scores are due', (count) => Array(count).fill(1), 'the number 1 for an image; expected 2 scores'],
    ['a flat array of the wrong length', () => new Float32Array(5), '5 scores for 3 images; expected 6'],
    ['nothing', () => undefined, 'found nothing; expected a Float32Array of scores, or one row an image'],
    ['null', () => null, 'expected a Float32Array of scores, or one row an image'],
    [
      'doubles',
      (count) => new Float64Array(count * 2),
      'found a Float64Array; expected a Float32Array of scores, or one row an image. Answer with `Float32Array.from',
    ],
    ['NaN', (count) => rows(count, [1, Number.NaN]), 'found the score NaN for label 1 of given 0.25 0.5'],
    ['Infinity', (count) => rows(count, [-Infinity, 0]), 'found the score -Infinity for label 0 of given'],
    ['numbers beyond float32', (count) => rows(count, [1e39, 0]), 'found the score Infinity for label 0'],
  ])('refuses %s', async (_name, answer, message) => {
    const asked = heard(({ count }) => untyped(answer(count)));
    await expect(asked).rejects.toThrow(ClassifierError);
    await expect(asked).rejects.toThrow(message);
  });

  describe('names of labels', () => {
    const named = { labels: ['dark', 'light'], scores: 'probabilities' } as const;
    /** The pixels as a pipeline would give them: the highest first. */
    const pipe = (data: Float32Array, i: number) =>
      [
        { label: 'dark', score: data[2 * i]! },
        { label: 'light', score: data[2 * i + 1]! },
      ].toSorted((a, b) => b.score - a.score);
    const each = <Answer>({ data, count }: Batch, answer: (data: Float32Array, i: number) => Answer): Answer[] =>
      Array.from({ length: count }, (_, i) => answer(data, i));
    type Batch = { readonly data: Float32Array; readonly count: number };

    test.each<[string, (batch: Batch) => FunctionScores | Promise<FunctionScores>]>([
      ['lists', (batch) => each(batch, pipe)],
      ['a promise of lists', async (batch) => each(batch, pipe)],
      ['promises of lists', (batch) => each(batch, async (data, i) => pipe(data, i))],
    ])('with scores, in %s, are put in order', async (_, answer) => {
      expect(await heard(answer, named)).toEqual(pixels);
    });

    test('with scores may be one list where there is one image', async () => {
      expect(await heard(({ data }) => pipe(data, 0), { ...named, batchLimit: 1 })).toEqual(pixels);
    });

    const ones = [
      [0, 1],
      [1, 0],
      [0, 1],
    ];

    test.each<[string, (batch: Batch) => FunctionScores]>([
      ['names', (batch) => each(batch, (data, i) => pipe(data, i)[0]!.label)],
      ['promises of names', (batch) => each(batch, async (data, i) => pipe(data, i)[0]!.label)],
      ['the best with its score', (batch) => each(batch, (data, i) => pipe(data, i)[0]!)],
      ['lists with scores', (batch) => each(batch, (data, i) => pipe(data, i))],
    ])('alone: %s', async (_, answer) => {
      expect(await heard(answer, { ...named, scores: 'label' })).toEqual(ones);
    });

    test.each<[string, Partial<FunctionOptions>, (batch: Batch) => FunctionScores, string]>([
      [
        'a name where scores are due',
        {},
        (batch) => each(batch, () => 'dark'),
        'found the label "dark" for an image; expected 2 scores. Pass `scores: \'label\'`.',
      ],
      [
        'fewer scores than labels',
        {},
        (batch) => each(batch, (data, i) => pipe(data, i).slice(0, 1)),
        "found scores of 1 label for an image; expected one for each of 2 labels. Ask for all of them, as in `pipe(image, { top_k: 2 })`; or pass `scores: 'label'`, for labels alone.",
      ],
      [
        'probabilities that pass for logits',
        { scores: 'logits' },
        (batch) =>
          each(batch, () => [
            { label: 'dark', score: 0.25 },
            { label: 'light', score: 0.75 },
          ]),
        "found scores in [0, 1] that add up to 1 for an image; expected logits. Pass `scores: 'probabilities'`.",
      ],
      [
        'a name that was not told',
        { scores: 'label' },
        (batch) => each(batch, () => 'LABEL_0'),
        'found the label "LABEL_0" for an image; expected one of the 2 that were told, such as "dark". Pass the names that it gives: `labels: [\'LABEL_0\', …]`.',
      ],
      ['a name that is nearly one', { scores: 'label' }, (batch) => each(batch, () => 'Dark'), 'Did you mean "dark"?'],
      [
        'a number where scores are due',
        {},
        (batch) => each(batch, () => 0.75),
        "If it is the place of a label, pass `scores: 'label'`. If it is the one score that decides between two labels, answer with the row `[0, score]` of a logit",
      ],
    ])('refuses %s, and says what to write', async (_, changed, answer, message) => {
      const asked = heard(answer, { ...named, ...changed });
      await expect(asked).rejects.toThrow(ClassifierError);
      await expect(asked).rejects.toThrow(message);
    });
  });

  test.each([2, -1, 0.5, Number.NaN])('refuses %d as one of two labels', async (label) => {
    await expect(heard(({ count }) => Array<number>(count).fill(label), { scores: 'label' })).rejects.toThrow(
      `found the number ${label} for an image; expected a label from 0 to 1`,
    );
  });

  test('says what it is', () => {
    const named = fromFunction(function darkOrLight({ data }) {
      return data;
    }, options);
    expect(named.spec).toMatchObject({
      id: 'darkOrLight',
      engine: 'function',
      layout: 'nhwc',
      range: [0, 1],
      scores: 'logits',
      batchLimit: 256,
      labels: ['0', '1'],
      steps: [],
      assumed: [],
    });
    expect(named.spec.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(fromFunction(({ data }) => data, options).spec.id).toBe('function');
    expect(fromFunction(({ data }) => data, { ...options, id: 'mine', labels: ['cat', 'dog'] }).spec).toMatchObject({
      id: 'mine',
      labels: ['cat', 'dog'],
    });
  });

  test.each<[Partial<FunctionOptions>, string]>([
    [{ labels: 1 }, 'function: labels: found 1; expected two labels or more'],
    [{ labels: ['only'] }, 'function: labels: found 1; expected two labels or more'],
    [{ labels: 2.5 }, 'expected'],
    [{ shape: row(0) }, 'shape.width: found 0; expected a whole number from 1 to 65536'],
    [
      { range: [-1, 1] },
      'range.0: found -1; expected black and white as the model was trained: 0,1 or 0,255. A model trained on',
    ],
    [{ range: [0, 0] }, 'range.1: found 0'],
    [{ batchLimit: 0 }, 'batchLimit: found 0; expected a whole number from 1 to 65536'],
    [{ batchLimit: 1.5 }, 'batchLimit: found 1.5'],
    [{ steps: [{ kind: 'divide', by: 0 }] }, 'steps.0.by: found 0; expected a finite number above 0'],
  ])('refuses %j', (changed, message) => {
    const make = (): unknown => fromFunction(({ data }) => data, { ...options, ...changed });
    expect(make).toThrow(InputError);
    expect(make).toThrow(message);
  });
});
