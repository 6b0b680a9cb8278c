import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InputError } from '../../../src/errors.js';
import { images } from '../../../src/generate/images.js';
import { asFastCheck, check, measure } from '../../../src/run/check.js';
import { checkShare } from '../../../src/run/checkShare.js';
import type { Outcome } from '../../../src/run/outcome.js';
import type { Property } from '../../../src/run/property.js';
import { scalarInvariance } from '../../../properties/index.js';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import type { Image } from '../../../src/image/image.js';
import { given, linear, row } from '../networks.js';

const healthy = linear([
  [1, 0],
  [0, 1],
]);

/** Three numbers below a million, of which all but the last five thousand are fine: one case in 8 million is not. */
const sums = (told: Partial<Property<readonly number[]>> = {}): Property<readonly number[]> => {
  const one = fc.noBias(fc.nat(1e6));
  return {
    name: 'sums',
    claim: 'sums are small',
    needs: [],
    cases: () => fc.tuple(one, one, one),
    examine: async (numbers, subject): Promise<Outcome> => {
      const margin = 2.98e6 - numbers.reduce((sum, each) => sum + each, 0);
      const image = given(1, 0);
      if (margin > 0) return { kind: 'held', margin };
      return {
        kind: 'violated',
        margin,
        why: 'large',
        views: [{ title: 'one', image, scores: await subject.scores(image) }],
      };
    },
    ...told,
  };
};

/** What kept a label of two pixels is lost where the brighter one is within a hundredth of 0.137; it comes near from half to twice. */
const banded = fromFunction(
  ({ data, count }) =>
    Array.from({ length: count }, (_, i) => {
      const [one = 0, other = 0] = data.subarray(2 * i, 2 * i + 2);
      const level = Math.max(one, other);
      const lead = Math.min(0.69, Math.abs(Math.log(level / 0.137))) - 0.01;
      return level === 0 ? [0, 0] : [level * (1 + lead), level];
    }),
  { shape: row(2), labels: ['first', 'second'], id: 'banded' },
);

const bandedRun = {
  scalars: { min: 1e-3, max: 1 },
  images: images.fromPixels(row(2), [Float32Array.of(1, 0.9)]),
} as const;

describe('a search finds what is rare', () => {
  test('of any arbitrary, with a tenth of the cases that are not enough at random', async () => {
    const random = await check(sums(), healthy, { seed: 4, cases: 10_000 });
    expect(random).toMatchObject({ verdict: 'held', cases: 10_000 });
    const searched = await check(sums(), healthy, { seed: 4, cases: 1000, search: true });
    expect(searched.verdict).toBe('violated');
    expect(searched.counterexample!.path).toMatch(/^\d+\+/);
  });

  test('a band of scalars', async () => {
    const options = { ...bandedRun, seed: 5, cases: 200 };
    expect(await check(scalarInvariance(), banded, options)).toMatchObject({ verdict: 'held' });
    const found = await check(scalarInvariance(), banded, { ...options, search: true });
    expect(found).toMatchObject({ verdict: 'violated', counterexample: { label: 'first', labelAfter: 'second' } });
  });

  test('in images that are not in the corpus: two pixels at once', async () => {
    const shape = { height: 8, width: 8, channels: 1 };
    const pair = fromFunction(
      ({ data, count }) =>
        Array.from({ length: count }, (_, i) => {
          const pixels = data.subarray(64 * i, 64 * i + 64);
          return [Math.max(...pixels), Math.max(0, 2 * (pixels[9]! + pixels[54]!) - 1.6)];
        }),
      { shape, labels: ['one', 'other'], id: 'pair' },
    );
    // Each has one bright pixel, and none of the two.
    const bright = [...Array(5).keys()].map((i) => new Float32Array(64).fill(1, 30 + i, 31 + i));
    const options = { seed: 1, cases: 600, images: images.fromPixels(shape, bright) };
    expect(await check(scalarInvariance(), pair, options)).toMatchObject({ verdict: 'held', cases: 600 });
    const found = await check(scalarInvariance(), pair, { ...options, search: true });
    expect(found).toMatchObject({ verdict: 'violated', counterexample: { label: 'other', labelAfter: 'one' } });
    const pixels = found.counterexample!.views[0]!.image.pixels();
    expect(pixels[9]! + pixels[54]!).toBeGreaterThan(0.8);
  });

  test('at once, where violations are common: its first cases are those of a run without it', async () => {
    const biased = linear(
      [
        [1, 0],
        [0, 1],
      ],
      [0, 0.2],
    );
    const options = { seed: 1, images: images.noise(row(2)) };
    const [random, searched] = [
      await check(scalarInvariance(), biased, options),
      await check(scalarInvariance(), biased, { ...options, search: true }),
    ];
    expect(searched.counterexample).toMatchObject({
      path: random.counterexample!.path,
      why: random.counterexample!.why,
    });
    expect(searched).toMatchObject({ searched: 0, cases: random.cases });
  });
});

describe('what it found', () => {
  const seed = 3;
  const search = { seed, cases: 1000, search: true } as const;

  test('comes again with the seed', async () => {
    const [one, other] = [await check(sums(), healthy, search), await check(sums(), healthy, search)];
    expect(other.counterexample).toEqual(one.counterexample);
    expect(other).toMatchObject({ cases: one.cases, searched: one.searched });
  });

  test('replays from seed and path alone, without a search', async () => {
    const { counterexample } = await check(sums(), healthy, search);
    const again = await check(sums(), healthy, { seed, path: counterexample!.path });
    expect(again).toMatchObject({ verdict: 'violated', cases: 1, counterexample: { case: counterexample!.case } });
    expect(again.searched).toBeUndefined();
  });

  test('replays whatever the model says of other cases', async () => {
    const { counterexample } = await check(scalarInvariance(), banded, {
      ...bandedRun,
      seed: 5,
      cases: 2000,
      search: true,
    });
    const asked = await asFastCheck(scalarInvariance(), banded, { ...bandedRun, path: counterexample!.path });
    const plain = counterexample!.path.replace(/(\+\d+(\.\d+)*=\d+)+/, '');
    const details = await fc.check(asked, { seed: 5, path: plain, numRuns: 1, endOnFailure: true });
    expect(details.failed).toBe(true);
    expect(details.counterexample![0].scaled.description).toBe(counterexample!.views[1]!.image.description);
  });

  test('is made simpler, as any other', async () => {
    const { counterexample } = await check(sums(), healthy, { ...search, shrink: 'edge' });
    expect(counterexample!.shrinks).toBeGreaterThan(0);
    // At the very edge.
    expect(counterexample!.margin).toBe(0);
  });
});

describe('a search that finds nothing', () => {
  test('holds, and is no sample: no rate is told label by label', async () => {
    const options = { seed: 1, cases: 300, images: images.noise(row(2)) };
    expect((await check(scalarInvariance(), healthy, options)).byLabel).toBeDefined();
    const result = await check(scalarInvariance(), healthy, { ...options, search: true });
    expect(result).toMatchObject({ verdict: 'held', cases: 300, planned: 300 });
    expect(result.searched).toBeGreaterThan(100);
    expect(result.byLabel).toBeUndefined();
  });

  test('stops where the caller has seen enough', async () => {
    const until = ({ held }: { readonly held: number }): boolean => held === 37;
    const result = await check(scalarInvariance(), healthy, {
      seed: 1,
      until,
      images: images.noise(row(2)),
      search: true,
    });
    expect(result).toMatchObject({ verdict: 'held', held: 37 });
  });

  test('tries the cases of a property that has few', async () => {
    const result = await check(sums({ count: 1 }), healthy, { seed: 1, search: true });
    expect(result).toMatchObject({ verdict: 'held', cases: 1, planned: 1, searched: 0 });
  });
});

test('images of an arbitrary of the caller are not edited, since the claim may be of these alone', async () => {
  const seen: Image[] = [];
  const property: Property<Image> = {
    name: 'seen',
    claim: 'images are seen',
    needs: [],
    cases: ({ images: any }) => any,
    examine: async (image) => {
      seen.push(image);
      return { kind: 'held', margin: 1 + image.pixels()[0]! };
    },
  };
  await check(property, healthy, { seed: 1, cases: 300, images: images.constant(row(2)), search: true });
  expect(seen).toHaveLength(300);
  expect(new Set(seen.map(({ recipe }) => recipe.kind))).toEqual(new Set(['constant']));
});

describe('there is no search', () => {
  const refused = async (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => 'nothing',
      (thrown: unknown) => (thrown instanceof InputError ? thrown.message : String(thrown)),
    );
  const search = { search: true, seed: 1 } as const;

  test('where a rate is measured', async () => {
    const rate = sums({ kind: 'rate' });
    const said =
      'search: found a search where a rate is measured; expected cases at random: what a search tries is no sample';
    expect(await refused(measure(sums(), healthy, search))).toContain(said);
    expect(await refused(check(rate, healthy, search))).toContain(said);
  });

  test('in a part of a run', async () => {
    const part = checkShare(sums(), healthy, search, { share: { from: 0, to: 10 }, measuring: false });
    expect(await refused(part)).toContain('search: found a search in a part of a run');
  });

  test("by fast-check's own runner", async () => {
    expect(await refused(asFastCheck(sums(), healthy, search))).toContain("a search by fast-check's own runner");
  });
});
