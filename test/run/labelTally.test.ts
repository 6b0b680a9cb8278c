import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scalarInvariance } from '../../properties/index.js';
import { fromFunction, images, measure, type Image, type Outcome, type Property } from '../../src/index.js';
import { image } from '../../src/image/image.js';
import { labelRowsOf } from '../../src/run/labelRows.js';
import { LabelTally } from '../../src/run/labelTally.js';
import { MarginSketch } from '../../src/run/marginSketch.js';

const labels = ['cat', 'dog', 'eel'];
const shape = { height: 1, width: 1, channels: 1 };

const named = (truth: string | undefined): Image =>
  image(
    shape,
    { kind: 'constant', level: 1 },
    'white',
    (pixels) => pixels.fill(1),
    truth === undefined ? undefined : { name: truth, by: 'the test' },
  );

interface Given {
  readonly label: number;
  readonly truth: string | undefined;
  readonly margin: number;
  readonly scalar: number;
}

const given: fc.Arbitrary<Given> = fc.record({
  label: fc.nat(2),
  truth: fc.constantFrom('cat', 'dog', '2', 'other', undefined),
  margin: fc.double({ min: -2, max: 2, noNaN: true }).filter((margin) => Math.abs(margin) > 1e-9),
  scalar: fc.double({ min: 0.01, max: 3, noNaN: true }),
});

function outcomeOf({ label, truth, margin, scalar }: Given): Outcome {
  const [first, scores] = [named(truth), Float32Array.from(labels, (_, i) => Number(i === label))];
  const original = { image: first, scores };
  if (margin > 0) return { kind: 'held', margin, original };
  const last = { title: 'scaled', image: first.times(scalar, 'allow'), scores };
  return { kind: 'violated', margin, why: 'it was', views: [{ title: 'original', ...original }, last] };
}

const tallied = (cases: readonly Given[]): LabelTally => {
  const tally = new LabelTally(labels);
  for (const one of cases) tally.add(outcomeOf(one));
  return tally;
};

const middleOf = (margins: readonly number[]): number =>
  margins.toSorted((a, b) => a - b)[Math.ceil(margins.length / 2) - 1]!;

describe('decided cases label by label', () => {
  test('are those that were put in, with median to 1 % and the scalar nearest 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 60 }), async (cases) => {
        const { byLabel = [], byTruth = [] } = await labelRowsOf(tallied(cases).counts, labels);
        const known = (one: Given): string | undefined => (one.truth === '2' ? 'eel' : one.truth);
        for (const [place, name] of labels.entries()) {
          const own = cases.filter(({ label }) => label === place);
          const row = byLabel.find(({ label }) => label === name);
          expect(row?.cases ?? 0).toBe(own.length);
          const truly = byTruth.find(({ label }) => label === name);
          expect(truly?.cases ?? 0).toBe(cases.filter((one) => known(one) === name).length);
          if (row === undefined) continue;
          const violated = own.filter(({ margin }) => margin < 0);
          expect(row.violated).toBe(violated.length);
          expect(row.rate).toBe(violated.length / own.length);
          expect(row.interval.low).toBeLessThanOrEqual(row.rate);
          expect(row.interval.high).toBeGreaterThanOrEqual(row.rate);
          expect(row.smallestMargin).toBe(Math.min(...own.map(({ margin }) => margin)));
          const middle = middleOf(own.map(({ margin }) => margin));
          expect(Math.abs(row.medianMargin! / middle - 1)).toBeLessThan(0.016);
          const far = violated.map(({ scalar }) => Math.abs(Math.log(Math.fround(scalar))));
          if (far.length > 0) expect(Math.abs(Math.log(row.nearestFlip!))).toBeCloseTo(Math.min(...far), 5);
        }
        expect(byTruth.map(({ label }) => label)).not.toContain('other');
      }),
      { numRuns: 60 },
    );
  });

  test('of shares add up to those of the whole', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 40 }), fc.nat(40), (cases, at) => {
        const whole = new LabelTally(labels);
        whole.addAll(tallied(cases.slice(0, at)).counts);
        whole.addAll(tallied(cases.slice(at)).counts);
        expect(whole.counts).toEqual(tallied(cases).counts);
      }),
    );
  });

  test('are not known where a case does not say which image it is about', async () => {
    const tally = tallied([{ label: 0, truth: 'cat', margin: 1, scalar: 1 }]);
    tally.add({ kind: 'vacuous', why: 'nothing to say' });
    expect(tally.counts).toBeDefined();
    tally.add({ kind: 'held' });
    expect(tally.counts).toBeUndefined();
    expect(await labelRowsOf(tally.counts, labels)).toEqual({});
    const whole = tallied([]);
    whole.addAll(tally.counts);
    expect(whole.counts).toBeUndefined();
  });
});

test('a sketch of margins is small, and 0 is a margin', () => {
  const sketch = new MarginSketch();
  expect(sketch.median).toBeUndefined();
  for (let i = -5000; i <= 5000; i++) sketch.add(i / 5000);
  expect(sketch.median).toBe(0);
  expect(sketch.size).toBe(10_001);
  expect(sketch.counts.length).toBeLessThan(1000);
});

describe('a run', () => {
  // The second label loses its lead in the dark, the first never.
  const model = fromFunction(({ data }) => [...data].map((pixel) => [0.2, pixel]), {
    shape,
    labels: ['dark', 'bright'],
  });
  const source = images.of({
    images: [0.1, 0.9].map((level) =>
      image(shape, { kind: 'constant', level }, `level ${level}`, (pixels) => pixels.fill(level)),
    ),
  });

  test('that counts all cases tells what each label came to', async () => {
    const result = await measure(scalarInvariance(), model, { images: source, cases: 200, seed: 3 });
    expect(result.byLabel?.map(({ label }) => label)).toEqual(['dark', 'bright']);
    const [dark, bright] = result.byLabel!;
    expect(dark).toMatchObject({ violated: 0, rate: 0 });
    expect(bright!.violated).toBe(result.violated);
    expect(dark!.cases + bright!.cases).toBe(result.held + result.violated);
    expect(result).not.toHaveProperty('byTruth');
  });

  test('of a property that says nothing of the image tells none', async () => {
    const silent: Property<Image> = {
      name: 'silent',
      claim: 'nothing is said',
      needs: [],
      cases: (context) => context.images,
      examine: async () => ({ kind: 'held' }),
    };
    expect(await measure(silent, model, { images: source, cases: 5, seed: 3 })).not.toHaveProperty('byLabel');
  });
});
