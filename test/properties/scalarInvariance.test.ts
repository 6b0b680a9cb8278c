import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scalarInvariance, type ScalarClaim } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { Subject } from '../../src/classifier/subject.js';
import type { Image } from '../../src/image/image.js';
import { check, measure } from '../../src/run/check.js';
import type { Outcome } from '../../src/run/outcome.js';
import { changed, given, linear, network, relu, row, softmax, type Layer } from '../run/networks.js';

/** Two layers of small whole-number weights for images of four pixels and three labels. */
const layers = fc
  .record({
    first: fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 4, maxLength: 4 }), {
      minLength: 5,
      maxLength: 5,
    }),
    last: fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 5, maxLength: 5 }), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ first, last }): Layer[] => [{ weights: first, activation: relu }, { weights: last }]);

const claims: readonly ScalarClaim[] = ['label', 'ranking', 'homogeneity'];

const outcomeOf = (claim: ScalarClaim, classifier: Classifier, image: Image, scaled: Image, tolerance?: number) =>
  scalarInvariance({ claim, ...(tolerance === undefined ? {} : { tolerance }) }).examine(
    { image, scaled },
    new Subject(classifier),
  );

const kinds = async (outcome: Promise<Outcome>): Promise<string> => (await outcome).kind;

describe.each(claims)('scalar invariance, %s', (claim) => {
  test('holds for every network of ReLUs without biases', async () => {
    await fc.assert(
      fc.asyncProperty(layers, fc.integer(), async (given_, seed) => {
        const result = await measure(scalarInvariance({ claim }), network(given_), { seed, cases: 60 });
        expect(result.violated).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  test('an image whose scores are nothing but rounding is no violation', async () => {
    // Less its own mean, an image of one level is 0, but for rounding.
    const centred = network([
      { weights: [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => (i === j ? 0.8 : -0.2))) },
      {
        weights: [
          [0.3, -0.7, 0.2, 0.9, -0.4],
          [-0.6, 0.1, 0.8, -0.5, 0.7],
          [0.45, 0.55, -0.35, -0.65, 0.15],
        ],
      },
    ]);
    for (let seed = 0; seed < 5; seed++) {
      const { violated, held } = await measure(scalarInvariance({ claim }), centred, { seed, cases: 400 });
      expect(violated).toBe(0);
      expect(held).toBeGreaterThan(100);
    }
  });

  test('a bias that matters between two scalars only is found', async () => {
    // The second unit is 0 but for images between 0.3 and 0.45 bright: neither the whole image nor its half shows it.
    const bump = network(
      [
        { weights: [[1], [1], [1], [1]], bias: [0, -0.3, -0.375, -0.45], activation: relu },
        {
          weights: [
            [1, 0, 0, 0],
            [0.5, 20, -40, 20],
          ],
        },
      ],
      {},
    );
    const outcome = outcomeOf(claim, bump, given(1), given(1).times(claim === 'homogeneity' ? 0.5 : 0.375));
    expect(await kinds(outcome)).toBe(claim === 'homogeneity' ? 'held' : 'violated');
  });

  test('a bias is found', async () => {
    const classifier = linear(
      [
        [1, 0],
        [0, 1],
      ],
      [0, 0.05],
    );
    for (let seed = 0; seed < 10; seed++) {
      const { verdict, counterexample } = await check(scalarInvariance({ claim }), classifier, { seed });
      expect(verdict).toBe('violated');
      expect(counterexample!.margin).toBeLessThan(0);
      expect(counterexample!.views.map(({ title }) => title)).toEqual(['original', 'scaled']);
      expect(counterexample!.views[1]!.image).toBe(counterexample!.case.scaled);
    }
  });

  test('has a name and a claim', () => {
    const { name, claim: text } = scalarInvariance({ claim });
    expect(name).toBe(claim === 'label' ? 'scalar-invariance' : `scalar-invariance:${claim}`);
    expect(text).toMatch(/^multiplying an image by a/);
  });

  test('an image that cannot be scaled is vacuous', async () => {
    const white = given(1, 0);
    const outcome = await outcomeOf(
      claim,
      linear([
        [1, 0],
        [0, 1],
      ]),
      white,
      white.times(4),
    );
    expect(outcome).toEqual({ kind: 'vacuous', why: 'the image is as bright as it can be' });
  });

  test('an equal score for every label is no violation', async () => {
    const result = await check(scalarInvariance({ claim }), linear([[1], [1], [1]]), { cases: 50, seed: 1 });
    expect(result.violated).toBe(0);
  });
});

describe('the label', () => {
  test('held, with the smaller margin of the two', async () => {
    const classifier = linear([[1], [0]], [0, 0.25]);
    // 1 against 0.25, and 0.5 against 0.25.
    const outcome = await outcomeOf('label', classifier, given(1), given(1).times(0.5));
    expect(outcome).toMatchObject({ kind: 'held', margin: 0.5, original: { scores: Float32Array.of(1, 0.25) } });
  });

  test('violated, with the margin lost', async () => {
    const classifier = linear([[1], [0]], [0, 0.25], { labels: ['cat', 'dog'] });
    const outcome = await outcomeOf('label', classifier, given(1), given(1).times(0.125));
    expect(outcome).toMatchObject({ kind: 'violated', margin: -0.5, why: 'cat became dog' });
  });

  test('a near tie before is vacuous, one after is inconclusive', async () => {
    const tie = linear([[1], [1 + 1e-6]]);
    expect(await outcomeOf('label', tie, given(1), given(1).times(0.5))).toEqual({
      kind: 'vacuous',
      why: 'the image itself is a near tie',
    });
    const close = linear([[1], [0]], [0, 0.5 * (1 + 1e-6)]);
    expect(await outcomeOf('label', close, given(1), given(1).times(0.5))).toEqual({
      kind: 'inconclusive',
      why: 'the scaled image is a near tie',
    });
    // Unless no tolerance is given.
    expect(await kinds(outcomeOf('label', close, given(1), given(1).times(0.5), 0))).toBe('violated');
    expect(await kinds(outcomeOf('label', tie, given(1), given(1).times(0.5), 0))).toBe('held');
  });

  test('of a classifier that gives nothing else', async () => {
    const classifier = changed(
      linear([[1], [0]], [0, 0.25]),
      (scores, count) => {
        const ones = new Float32Array(scores.length);
        for (let i = 0; i < count; i++) ones[2 * i + (scores[2 * i]! >= scores[2 * i + 1]! ? 0 : 1)] = 1;
        return ones;
      },
      { scores: 'label' },
    );
    expect(await kinds(outcomeOf('label', classifier, given(1), given(1).times(0.5)))).toBe('held');
    expect(await kinds(outcomeOf('label', classifier, given(1), given(1).times(0.125)))).toBe('violated');
  });

  test('of probabilities so dark that they cannot be told apart is inconclusive, and not violated', async () => {
    const fair = linear([
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ]);
    const probabilities = changed(
      fair,
      (scores, count) => {
        const result = new Float32Array(scores.length);
        for (let i = 0; i < count; i++) result.set(softmax(scores.slice(3 * i, 3 * i + 3)), 3 * i);
        return result;
      },
      { scores: 'probabilities' },
    );
    const dark = { scalars: { min: 1e-9, max: 1e-6 }, cases: 500, seed: 3 };
    for (const claim of ['label', 'ranking'] as const) {
      const result = await measure(scalarInvariance({ claim }), probabilities, dark);
      expect(result.violated).toBe(0);
      expect(result.inconclusive).toBeGreaterThan(0);
    }
    // Logits tell.
    const logits = await measure(scalarInvariance(), fair, dark);
    expect(logits).toMatchObject({ violated: 0, inconclusive: 0 });
  });

  test('the range of scalars is a thousandth to 1 unless told', async () => {
    const scalars = async (range?: { min?: number; max?: number }): Promise<number[]> => {
      const seen: number[] = [];
      const property = scalarInvariance();
      await measure(
        {
          ...property,
          examine: async (one, subject) => {
            seen.push(one.scaled.parts[0]!.weight);
            return property.examine(one, subject);
          },
        },
        linear([[1], [2]]),
        {
          images: fc.constant(given(0.25)),
          seed: 1,
          cases: 600,
          ...(range === undefined ? {} : { scalars: range }),
        },
      );
      return seen;
    };
    const usual = await scalars();
    expect(Math.min(...usual)).toBeCloseTo(1e-3, 6);
    expect(Math.max(...usual)).toBeLessThanOrEqual(1);
    // Four times as bright is white.
    expect(Math.max(...(await scalars({ max: 100 })))).toBe(4);
    expect(Math.min(...(await scalars({ min: 0.5 })))).toBeGreaterThanOrEqual(0.5);
  });
});

describe('the ranking', () => {
  // The winner stays; second and third change places in the dark.
  const swapping = linear([[4], [2], [0]], [1, 0, 0.5]);

  test('of labels behind the winner is looked at too', async () => {
    const scaled = given(1).times(0.125);
    expect(await kinds(outcomeOf('label', swapping, given(1), scaled))).toBe('held');
    expect(await outcomeOf('ranking', swapping, given(1), scaled)).toMatchObject({
      kind: 'violated',
      why: '1 was ahead of 2 and fell behind it',
      margin: expect.closeTo(-0.25 / 1.5, 6),
    });
    expect(await kinds(outcomeOf('ranking', swapping, given(1), given(1).times(0.5)))).toBe('held');
  });

  test('the worst swap is the one that is told', async () => {
    const classifier = linear([[4], [3], [2], [0]], [0, 0, 0, 1]);
    // 0.5, 0.375, 0.25 and 1: the last is ahead of all, most clearly of the third.
    expect(await outcomeOf('ranking', classifier, given(1), given(1).times(0.125))).toMatchObject({
      kind: 'violated',
      margin: -0.75,
      why: '2 was ahead of 3 and fell behind it',
    });
  });

  test('ties before claim nothing, near ties after are inconclusive', async () => {
    expect(await outcomeOf('ranking', linear([[1], [1]]), given(1), given(1).times(0.5))).toEqual({
      kind: 'vacuous',
      why: 'the image itself ranks nothing',
    });
    const close = linear([[1], [0]], [0, 0.5 * (1 + 1e-6)]);
    expect(await outcomeOf('ranking', close, given(1), given(1).times(0.5))).toEqual({
      kind: 'inconclusive',
      why: 'the scaled image has near ties',
    });
  });

  test('agrees with looking at every pair', async () => {
    const scores = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(
        scores.chain((before) =>
          fc.tuple(
            fc.constant(before),
            fc.array(fc.integer({ min: -20, max: 20 }), { minLength: before.length, maxLength: before.length }),
          ),
        ),
        async ([before, after]) => {
          // Scores of a white pixel and of a dark one.
          const classifier = changed(linear(before.map(() => [1])), (fed, count) =>
            Float32Array.from(
              Array.from({ length: count }, (_, i) => (fed.at(i * before.length) === 1 ? before : after)).flat(),
            ),
          );
          const outcome = await outcomeOf('ranking', classifier, given(1), given(1).times(0.5));
          const unit = Math.max(...after.map(Math.abs)) || 1;
          const margins = before.flatMap((a, i) =>
            before.flatMap((b, j) => (a > b ? [(after[i]! - after[j]!) / unit] : [])),
          );
          const worst = Math.min(...margins);
          if (margins.length === 0) expect(outcome.kind).toBe('vacuous');
          else if (worst > 0) expect(outcome).toMatchObject({ kind: 'held', margin: expect.closeTo(worst, 6) });
          else if (worst === 0) expect(outcome.kind).toBe('inconclusive');
          else expect(outcome).toMatchObject({ kind: 'violated', margin: expect.closeTo(worst, 6) });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('homogeneity', () => {
  const weights = [
    [1, -2, 0.5, 3],
    [-1, 1, 2, 0.25],
  ];

  test.each([1e-6, -1e-6, 1e-3])('a bias of %d on one label is found within 256 cases', async (bias) => {
    for (let seed = 0; seed < 20; seed++) {
      const result = await check(scalarInvariance({ claim: 'homogeneity' }), linear(weights, [0, bias]), {
        seed,
        cases: 256,
      });
      expect(result.verdict).toBe('violated');
      expect(result.counterexample!.cause.kind).not.toBe('preprocessing');
    }
  });

  test('an equal bias on all labels, which no label shows, is found too', async () => {
    const equal = linear(weights, [0.5, 0.5]);
    const options = { seed: 1, cases: 256 };
    expect((await check(scalarInvariance({ claim: 'homogeneity' }), equal, options)).verdict).toBe('violated');
    expect((await check(scalarInvariance(), equal, options)).verdict).toBe('held');
  });

  test('scalars that are no powers of two are vacuous', async () => {
    const outcome = await outcomeOf('homogeneity', linear([[1], [2]]), given(0.75), given(0.75).times(2));
    expect(outcome).toMatchObject({ kind: 'vacuous', why: expect.stringContaining('no power of two') });
  });

  test('logits too small for exact floats are inconclusive', async () => {
    const tiny = linear([[2 ** -100], [2 ** -101]], [2 ** -149, 0]);
    expect(await kinds(outcomeOf('homogeneity', tiny, given(1), given(1).times(2 ** -30)))).toBe('inconclusive');
  });

  test('a pixel of subnormals, which scaling rounds, is no violation beside a bright one', async () => {
    const each = linear([
      [1, 0],
      [0, 1],
    ]);
    const faint = given(0.5, 3 * 2 ** -149);
    expect(await kinds(outcomeOf('homogeneity', each, faint, faint.times(0.5)))).toBe('inconclusive');
    const halved = changed(each, (scores) => scores.map((score) => Math.fround(score / 2 ** 24) * 2 ** 24));
    const brightened = given(0.5, 2 ** -126).times(2 ** 40, 'allow');
    expect(await kinds(outcomeOf('homogeneity', halved, given(0.5, 2 ** -126), brightened))).toBe('inconclusive');
  });

  test('numbers that differ from batch to batch are compared within one', async () => {
    // Rounds differently in batches of one; alike within a batch, it scales exactly.
    const moody = changed(linear([[1], [2]]), (scores, count) =>
      scores.map((score) => score * (1 + (count % 2) * 1e-6)),
    );
    const subject = new Subject({ ...moody, spec: { ...moody.spec, batchLimit: 2 } });
    const image = given(0.7);
    // Remembered from a batch of one.
    await subject.scores(image);
    const outcome = await scalarInvariance({ claim: 'homogeneity' }).examine(
      { image, scaled: image.times(0.5) },
      subject,
    );
    expect(outcome).toMatchObject({ kind: 'held', original: { image } });
  });

  test('needs logits', async () => {
    const classifier = linear([[1], [2]], undefined, { scores: 'probabilities' });
    await expect(check(scalarInvariance({ claim: 'homogeneity' }), classifier)).rejects.toThrow(
      'scalar-invariance:homogeneity on network: found a classifier that gives probabilities; expected logits.',
    );
  });
});

test('one pixel of a larger image is as good as one alone', async () => {
  const classifier = network(
    [
      {
        weights: [
          [1, 0, 0, 0],
          [0, 0, 0, 1],
        ],
        bias: [0, 0.05],
      },
    ],
    {
      shape: { height: 2, width: 2, channels: 1 },
    },
  );
  expect((await check(scalarInvariance(), classifier, { seed: 9 })).verdict).toBe('violated');
  expect(row(4)).not.toEqual(classifier.spec.shape);
});
