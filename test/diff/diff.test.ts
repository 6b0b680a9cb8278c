import { describe, expect, test } from '@jest/globals';
import { fromFunction, type FunctionOptions } from '../../src/classifier/fromFunction.js';
import { diff } from '../../src/diff/diff.js';
import type { DiffProgress } from '../../src/diff/options.js';
import { diffReportOf } from '../../src/diff/report/diffReport.js';
import { Corpus } from '../../src/image/corpus.js';
import { diffSchema } from '../../src/report/documents/diff.js';
import { diffPage } from '../../src/report/pages/diff.js';
import { given, linear, row, softmax } from '../run/networks.js';

const labels = ['left', 'right'];
const named = (id: string, more: Pick<FunctionOptions, 'scores'> = {}) => ({ id, labels, ...more });
const weights = [
  [1, 0],
  [0, 1],
];
const one = linear(weights, undefined, named('one'));
const other = linear(weights, [0.25, 0], named('other'));

const corpus = new Corpus(
  row(2),
  [
    [1, 0.2],
    [0.2, 1],
    [0.5, 0.6],
    [0.5, 0.5],
    [0.9, 0.8],
  ].map((values, i) => ({
    name: `${labels[values[0]! > values[1]! ? 0 : 1]}/${i}.png`,
    truth: labels[values[0]! > values[1]! ? 0 : 1],
    render: (pixels) => pixels.set(values),
  })),
  { origin: 'pixels' },
);

test('what two models say is counted, label by label', async () => {
  const found = await diff(one, other, { images: corpus, scalars: { min: 0.1, max: 1 }, seed: 1 });
  expect(found).toMatchObject({
    verdict: 'violated',
    counts: { images: 5, agree: 4, disagree: 1, nearTies: 0 },
    agreement: { share: 0.8, confidence: 0.95 },
    matrix: [
      { label: 0, labelOther: 0, images: 3 },
      { label: 1, labelOther: 0, images: 1 },
      { label: 1, labelOther: 1, images: 1 },
    ],
    accuracy: { labelled: 5, one: 0.8, other: 0.6 },
    tau: { lowest: -1 },
    clearest: [{ index: 2, scalar: 1 }, { index: 1 }],
  });
  // (0.2, 1) x s: the bias of 0.25 wins below s = 0.3125.
  expect(found.images[1]!.ray!.nearest!.scalar).toBeCloseTo(0.3125, 3);
  expect(found.images[0]!.ray!.nearest).toBeUndefined();
  expect(found.images[2]!.ray).toBeUndefined();
  expect(found.scoreDifference.largest).toBeGreaterThan(0.2);
  const report = diffReportOf(found);
  expect(diffSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(diffPage(report).verdict.because).toBe('they disagree on 1 of 5 images, and along 1 of 3 rays');
});

test('neither is disposed of, and a model agrees with itself', async () => {
  const found = await diff(one, one, { made: 50, seed: 1 });
  expect(found).toMatchObject({ verdict: 'held', one: { id: 'one (first)' }, other: { id: 'one (second)' } });
  await one.classify({ data: new Float32Array(2), count: 1 });
});

test('a softmax left off is told of models whose networks cannot be read', async () => {
  const soft = fromFunction(
    ({ data, count }) => Array.from({ length: count }, (_, i) => softmax(data.slice(2 * i, 2 * i + 2))),
    { shape: row(2), ...named('soft', { scores: 'probabilities' }) },
  );
  for (const [first, second] of [
    [one, soft],
    [soft, one],
  ] as const) {
    const found = await diff(first, second, { images: corpus, rays: false });
    expect(found).toMatchObject({ verdict: 'held', tau: { lowest: 1 }, findings: [{ kind: 'softmax' }] });
    expect(found.findings[0]!.text).toContain('soft gives what a softmax makes of the scores of one');
    expect((await diff(first, second, { images: corpus, rays: false, claim: 'scores' })).verdict).toBe('violated');
  }
});

test('labels without names are matched by place, and it is said', async () => {
  const found = await diff(one, linear(weights, undefined, { id: 'bare' }), { images: corpus });
  expect(found).toMatchObject({ verdict: 'held', labelsBy: 'place' });
  expect(found.notes.join(' ')).toContain('matched by place');
});

describe('an end before its time', () => {
  test('near ties alone decide nothing', async () => {
    const tied = linear(weights, [1e-7, 0], named('tied'));
    const found = await diff(one, tied, { images: [given(0.5, 0.5)] });
    expect(found).toMatchObject({ counts: { agree: 1 }, verdict: 'held' });
    const reversed = linear(weights, [0, 1e-7], named('reversed'));
    expect(await diff(one, reversed, { images: [given(0.5, 0.5)] })).toMatchObject({
      counts: { nearTies: 1 },
      verdict: 'inconclusive',
      reason: 'only near ties',
    });
  });

  test('when it is aborted, it gives what there is', async () => {
    const stop = new AbortController();
    const seen: DiffProgress['phase'][] = [];
    const found = await diff(one, other, {
      made: 300,
      seed: 1,
      signal: stop.signal,
      onProgress: ({ phase }) => {
        seen.push(phase);
        if (phase === 'rays') stop.abort();
      },
    });
    expect(found).toMatchObject({ verdict: 'inconclusive', reason: 'aborted', counts: { images: 300 } });
    expect(seen).toContain('rays');
  });
});

describe('what cannot be compared is said, with both models', () => {
  test('images in memory, of models of two shapes', async () => {
    const wide = linear(
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      undefined,
      named('wide'),
    );
    await expect(diff(one, wide, { made: 10 })).rejects.toThrow(
      'images for one and wide: found 1x2x1 for one and 1x3x1 for wide; expected models that take one shape, for made images',
    );
    await expect(diff(one, wide, { images: corpus })).rejects.toThrow('for images in memory');
  });

  test('one that fails in the middle', async () => {
    let left = 150;
    const failing = fromFunction(
      ({ count }) => {
        left -= count;
        if (left < 0) throw new Error('out of memory');
        return Array.from({ length: count }, () => [1, 0]);
      },
      { shape: row(2), ...named('failing') },
    );
    await expect(diff(one, failing, { made: 600, seed: 1 })).rejects.toThrow(/^failing: .*out of memory/);
  });

  test.each<[object, string]>([
    [{ images: [] }, 'images'],
    [{ scalars: { min: 0.1, max: 0.5 } }, 'scalars'],
    [{ maxrate: 1 }, 'Did you mean "maxRate"?'],
    [{ claim: 'colours' }, 'label, ranking, scores'],
  ])('%j', async (options, message) => {
    await expect(diff(one, other, options)).rejects.toThrow(message);
  });

  test('a ranking of labels alone', async () => {
    const bare = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), {
      shape: row(2),
      ...named('bare', { scores: 'label' }),
    });
    await expect(diff(one, bare, { claim: 'ranking' })).rejects.toThrow('on bare');
  });
});
