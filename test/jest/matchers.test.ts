// oxlint-disable-next-line import/no-unassigned-import -- it sets up the terminal, before conic looks at it
import './plainTerminal.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { it as conicIt, test as conicTest } from '../../src/jest/jest.js';
import { scalarInvariance, zeroImageUniformity } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { images } from '../../src/generate/images.js';
import { image, type Image } from '../../src/image/image.js';
import { check } from '../../src/run/check.js';
import type { Property } from '../../src/run/property.js';
import { openBiased, openBiasFree, samples } from './lenets.js';

let biased: Classifier;
let biasFree: Classifier;
const home = process.cwd();
let folder = '';

beforeAll(async () => {
  [biased, biasFree] = await Promise.all([openBiased(), openBiasFree()]);
  // Pictures of counterexamples go here.
  folder = mkdtempSync(join(tmpdir(), 'conic-matchers-'));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
  // The models are closed by now, as conic/jest does it; once more is no error.
  await biased.dispose();
});
afterEach(() => {
  jest.useRealTimers();
  fc.resetConfigureGlobal();
});

/** What a matcher says when it fails. */
const said = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => '',
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );

const pixel = { height: 1, width: 1, channels: 1 };

/** Images of one pixel. */
const ofLevels = (min: number, max: number): fc.Arbitrary<Image> =>
  fc
    .double({ min, max, noNaN: true })
    .map((level) => image(pixel, { kind: 'level', level }, `level ${level}`, (pixels) => pixels.fill(level)));

/** Scores [pixel, threshold] of images of one pixel: those that are darker than the threshold get another label. */
const flippingAt = (threshold: number): Classifier =>
  fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i] ?? 0, threshold]), {
    shape: pixel,
    labels: ['light', 'dark'],
    id: 'flipping',
  });

const rate: Property<Image> = {
  name: 'dark',
  claim: 'images are dark',
  kind: 'rate',
  needs: [],
  cases: (context) => context.images,
  examine: async (image) =>
    image.brightest <= 0.5
      ? { kind: 'held' }
      : {
          kind: 'violated',
          margin: -image.brightest,
          why: 'it is bright',
          views: [{ title: 'original', image, scores: Float32Array.of(1, 0) }],
        },
};

describe('toBeScalarInvariant', () => {
  const asked = { images: samples, seed: 5 };

  test('is so without biases, and not so with them', async () => {
    await expect(biasFree).toBeScalarInvariant(asked);
    await expect(biased).not.toBeScalarInvariant(asked);
    expect(await said(expect(biased).toBeScalarInvariant(asked))).toMatch(/^expect\(lenet-bias\)/);
    expect(await said(expect(biasFree).not.toBeScalarInvariant(asked))).toMatch(/expected not to be so/);
  });

  test('for made images as well', async () => {
    await expect(biasFree).toBeScalarInvariant({ seed: 5 });
    await expect(biased).not.toBeScalarInvariant({ seed: 5 });
  });

  test.each(['ranking', 'homogeneity'] as const)('claims %s', async (claim) => {
    await expect(biasFree).toBeScalarInvariant({ ...asked, claim });
    await expect(biased).not.toBeScalarInvariant({ ...asked, claim });
  });

  test('of scalars in a range', async () => {
    const model = flippingAt(0.01);
    const bright = ofLevels(0.5, 1);
    await expect(model).toBeScalarInvariant({ images: bright, scalars: { min: 0.05, max: 1 } });
    await expect(model).not.toBeScalarInvariant({ images: bright, scalars: { min: 0.001, max: 1 } });
    expect(await said(expect(model).toBeScalarInvariant({ scalars: { min: 2, max: 1 } }))).toMatch(
      /could not be tried\n\n {2}scalars: found 2..1; expected the lower one first\./,
    );
  });

  test('up to a tolerance', async () => {
    const model = flippingAt(0.4999);
    const options = { images: ofLevels(0.5, 0.55), scalars: { min: 0.9, max: 1 }, seed: 1 };
    expect(await said(expect(model).toBeScalarInvariant(options))).toMatch(/not so/);
    expect(await said(expect(model).toBeScalarInvariant({ ...options, tolerance: 1 }))).toMatch(/no answer/);
  });

  test('finds a bias as small as a few hundredths', async () => {
    for (let seed = 0; seed < 5; seed++) await expect(flippingAt(0.03)).not.toBeScalarInvariant({ seed });
  });
});

describe('toBeUniformOnZeroImage', () => {
  test('is so without biases, and not so with them', async () => {
    await expect(biasFree).toBeUniformOnZeroImage();
    await expect(biasFree).toBeUniformOnZeroImage({ claim: 'zero' });
    await expect(biased).not.toBeUniformOnZeroImage();
    expect(await said(expect(biased).toBeUniformOnZeroImage())).toMatch(/the black image favours sandal/);
    expect(await said(expect(biasFree).not.toBeUniformOnZeroImage())).toMatch(/it held in 1 of 1 case,/);
  });

  test('up to a tolerance', async () => {
    await expect(flippingAt(1e-3)).not.toBeUniformOnZeroImage();
    await expect(flippingAt(1e-3)).toBeUniformOnZeroImage({ tolerance: 0.01 });
  });
});

describe('toBeConsistentOnConvexRegions', () => {
  test('is so without biases, and not so with them', async () => {
    const asked = { images: samples, seed: 5 };
    await expect(biasFree).toBeConsistentOnConvexRegions(asked);
    await expect(biased).not.toBeConsistentOnConvexRegions(asked);
    await expect(biasFree).toBeConsistentOnConvexRegions({ ...asked, size: 2, cases: 20 });
  });

  test('of images that only share a label is a rate, and needs a limit', async () => {
    const asked = { images: samples, seed: 5, cases: 50, vertices: 'same-label' } as const;
    expect(await said(expect(biasFree).toBeConsistentOnConvexRegions(asked))).toMatch(
      /found a property that claims nothing and measures a rate; expected the option maxViolationRate\./,
    );
    await expect(biasFree).toBeConsistentOnConvexRegions({ ...asked, maxViolationRate: 1 });
  });

  test('needs a network that can be read', async () => {
    const message = await said(expect(flippingAt(0.1)).toBeConsistentOnConvexRegions());
    expect(message).toMatch(/found a classifier whose intermediate tensors cannot be read/);
    expect(await said(expect(flippingAt(0.1)).not.toBeConsistentOnConvexRegions())).toMatch(/cannot be read/);
  });
});

describe('toSatisfy', () => {
  test('tries a property', async () => {
    await expect(biasFree).toSatisfy(scalarInvariance({ claim: 'ranking' }), { images: samples, cases: 50 });
    await expect(biased).not.toSatisfy(scalarInvariance(), { images: samples, cases: 50 });
    await expect(biased).not.toSatisfy(zeroImageUniformity());
  });

  test('refuses what is none', async () => {
    const ask = (given: unknown) => {
      const asked = expect(flippingAt(0.1));
      return said(Reflect.apply(asked.toSatisfy.bind(asked), undefined, [given]));
    };
    expect(await ask(scalarInvariance)).toMatch(
      /toSatisfy: found a function; expected a property\. Call it: toSatisfy\(myProperty\(\)\)\./,
    );
    expect(await ask(undefined)).toMatch(/toSatisfy: found undefined; expected a property\./);
    expect(await ask({ name: 'x' })).toMatch(/toSatisfy: found .*; expected a property\./);
    expect(await ask(null)).toMatch(/toSatisfy: found null; expected a property\./);
  });

  test('takes no options of the catalogue’s properties', async () => {
    const asked = expect(biased);
    const message = await said(
      Reflect.apply(asked.toSatisfy.bind(asked), undefined, [scalarInvariance(), { claim: 'x' }]),
    );
    expect(message).toMatch(/found the unknown key "claim"/);
  });

  test('asks a plain function about a plain value at once, as other packages’ matcher of this name', () => {
    const even = (value: unknown): boolean => Number(value) % 2 === 0;
    const ask = (value: number, not: boolean, ...rest: readonly unknown[]) => {
      const asked = not ? expect(value).not : expect(value);
      return () => void Reflect.apply(asked.toSatisfy.bind(asked), undefined, [even, ...rest]);
    };
    expect(ask(2, false)).not.toThrow();
    expect(ask(3, true)).not.toThrow();
    expect(ask(3, false)).toThrow(
      /^expect\(received\)\.toSatisfy\(predicate\)\n\n {2}expected to satisfy: .*% 2.*\n {2}received: 3$/,
    );
    expect(ask(2, true)).toThrow(/^expect\(received\)\.not\.toSatisfy[^]*expected not to satisfy/);
    expect(ask(3, false, 'it is even')).toThrow(/expected to satisfy: it is even$/m);
  });
});

describe('images', () => {
  test('that are none are refused, with what was found', async () => {
    const asked = async (given: unknown): Promise<string> =>
      // @ts-expect-error -- what JavaScript lets through
      said(expect(biased).toBeScalarInvariant({ images: given }));
    const own = await asked(images);
    expect(own).toContain('images: found the functions that conic exports as images; expected images.from');
    expect(own).toContain("Call one of them: { images: images.from('folder') }.");
    for (const [given, found] of [
      [null, 'null'],
      ['samples', 'a value of type string'],
      [[], 'a list'],
      [{}, 'a value of type object'],
      [() => samples, 'a value of type function'],
      [{ load: 1 }, 'a value of type object'],
    ] as const)
      expect(await asked(given)).toContain(`images: found ${found}; expected images.from('folder'), images.of(corpus)`);
  });
});

describe('maxViolationRate', () => {
  const asked = { seed: 3, cases: 200 };

  test('is the share that may be violated', async () => {
    const model = flippingAt(0.1);
    const counted = /(\d+) of 200 cases violated/.exec(
      await said(expect(model).toSatisfy(rate, { ...asked, maxViolationRate: 0 })),
    );
    const violations = Number(counted?.[1]);
    expect(violations).toBeGreaterThan(20);
    expect(violations).toBeLessThan(180);
    await expect(model).toSatisfy(rate, { ...asked, maxViolationRate: violations / 200 });
    await expect(model).not.toSatisfy(rate, { ...asked, maxViolationRate: (violations - 1) / 200 });
    await expect(model).toSatisfy(rate, { ...asked, maxViolationRate: 1 });
  });

  test('is wanted of a property that measures, with .not as well', async () => {
    expect(await said(expect(flippingAt(0.1)).toSatisfy(rate))).toMatch(/expected the option maxViolationRate/);
    expect(await said(expect(flippingAt(0.1)).not.toSatisfy(rate))).toMatch(/expected the option maxViolationRate/);
  });

  test('a replayed counterexample is found again', async () => {
    const options = { ...asked, maxViolationRate: 0.01 };
    const first = await said(expect(flippingAt(0.1)).toSatisfy(rate, options));
    const path = /path: '([\d:]+)'/.exec(first)?.[1] ?? '';
    expect(path).toMatch(/:/);
    const again = await said(expect(flippingAt(0.1)).toSatisfy(rate, { ...options, path }));
    expect(/original +\S.*/.exec(again)?.[0]).toBe(/original +\S.*/.exec(first)?.[0]);
  });
});

describe('the seed', () => {
  // What was clearer on the way is not known where a path leads straight to the case.
  const counterexample = (message: string): string =>
    (/image [^]*\n\n/.exec(message)?.[0] ?? '').replace(/ {2}clearest .*\n\n/, '');
  const replay = (message: string) => ({
    seed: Number(/seed: (-?\d+)/.exec(message)?.[1]),
    path: /path: '([\d:]+)'/.exec(message)?.[1] ?? '',
  });

  test('and the path of a message give the same counterexample', async () => {
    const message = await said(expect(biased).toBeScalarInvariant({ images: samples }));
    const again = await said(expect(biased).toBeScalarInvariant({ images: samples, ...replay(message) }));
    expect(counterexample(message)).not.toBe('');
    expect(counterexample(again)).toBe(counterexample(message));
    const result = await check(scalarInvariance(), biased, { images: samples, ...replay(message) });
    expect(message).toContain(result.counterexample?.views[0]?.image.description);
  });

  test('alone does too', async () => {
    const message = await said(expect(biased).toBeScalarInvariant({ images: samples, cases: 300 }));
    const { seed } = replay(message);
    expect(await said(expect(biased).toBeScalarInvariant({ images: samples, cases: 300, seed }))).toBe(message);
  });

  test('is the options’, else fast-check’s, else Jest’s', async () => {
    const seedOf = async (options: { seed?: number }): Promise<number> =>
      replay(await said(expect(flippingAt(0.1)).toBeScalarInvariant(options))).seed;
    expect(await seedOf({})).toBe(jest.getSeed());
    fc.configureGlobal({ seed: 11 });
    expect(await seedOf({})).toBe(11);
    expect(await seedOf({ seed: 12 })).toBe(12);
  });

  test('is told of a run that an image ends, and not of one that never began', async () => {
    const wide = images.arbitrary({ ...pixel, width: 2 });
    const ended = await said(expect(flippingAt(0.1)).toBeScalarInvariant({ images: wide, seed: 5 }));
    expect(ended).toContain('found an image of 1x2x1');
    expect(ended).toContain('replay  expect(model).toBeScalarInvariant({ /* images as before */ seed: 5 })');
    expect(await said(expect(flippingAt(0.1)).toBeScalarInvariant({ cases: 0, seed: 5 }))).not.toContain('replay');
  });

  test('other settings of fast-check’s are not for conic', async () => {
    fc.configureGlobal({ numRuns: 1, timeout: 1, endOnFailure: true, verbose: 2 });
    expect(await said(expect(biased).toBeScalarInvariant({ images: samples, seed: 42 }))).toMatch(/made simpler [1-9]/);
    expect(await said(expect(biasFree).not.toBeScalarInvariant({ images: samples }))).toMatch(/100 of 100 cases/);
  });
});

describe('without an answer', () => {
  test('nothing passes, with .not neither', async () => {
    const slow = fromFunction(() => new Promise(() => undefined), { shape: pixel, labels: 2 });
    const ask = { timeLimit: 0.03, seed: 1 };
    expect(await said(expect(slow).toBeScalarInvariant(ask))).toMatch(/no answer/);
    expect(await said(expect(slow).not.toBeScalarInvariant(ask))).toMatch(/no answer/);
    const black = ofLevels(0, 0);
    expect(await said(expect(flippingAt(0)).toBeScalarInvariant({ images: black }))).toMatch(/could not be decided/);
    expect(await said(expect(flippingAt(0)).not.toBeScalarInvariant({ images: black }))).toMatch(
      /could not be decided/,
    );
  });

  test('the time is that of the test', async () => {
    const slow = fromFunction(() => new Promise(() => undefined), { shape: pixel, labels: 2 });
    expect(await said(expect(slow).toBeScalarInvariant())).toMatch(/time limit reached after 0 of 100 cases/);
  }, 400);

  test('images that are never read end with a message as well', async () => {
    const load = (): Promise<never> => new Promise(() => undefined);
    expect(await said(expect(flippingAt(0.5)).toBeScalarInvariant({ images: { load }, seed: 1 }))).toMatch(
      /the time of the test was over before the first case/,
    );
  }, 400);

  test('a violation that cannot be confirmed in time is told', async () => {
    let asked = 0;
    const model = fromFunction(
      ({ data, count }) =>
        // From the first batch on there is no answer any more.
        asked++ > 0 ? new Promise(() => undefined) : Array.from({ length: count }, (_, i) => [data[i]!, 0.3]),
      { shape: pixel, labels: ['light', 'dark'], batchLimit: 1000 },
    );
    const message = await said(expect(model).toBeScalarInvariant({ images: ofLevels(1, 1), seed: 1 }));
    expect(message).toMatch(/no answer: multiplying/);
  }, 400);
});

describe('fake timers', () => {
  test.each(['modern', 'legacy'])('%s, change nothing', async (kind) => {
    jest.useFakeTimers(kind === 'legacy' ? { legacyFakeTimers: true } : {});
    const model = await openBiased();
    expect(await said(expect(model).toBeScalarInvariant({ images: samples, seed: 42 }))).toMatch(/picture {2}\//);
    await expect(biasFree).toBeConsistentOnConvexRegions({ images: samples, cases: 10 });
    const slow = fromFunction(() => new Promise(() => undefined), { shape: pixel, labels: 2 });
    expect(await said(expect(slow).toBeScalarInvariant({ timeLimit: 0.03 }))).toMatch(/time limit reached/);
    await model.dispose();
  });
});

describe('Jest’s own', () => {
  test('promises may be resolved first', async () => {
    await expect(openBiasFree()).resolves.toBeUniformOnZeroImage();
    await expect(openBiased()).resolves.not.toBeUniformOnZeroImage();
  });

  test('test has .prop, and conic’s test has .each', () => {
    expect(test).toHaveProperty('prop', conicTest.prop);
    expect(test.only).toHaveProperty('prop', conicTest.only.prop);
    expect(test.skip).toHaveProperty('prop', conicTest.skip.prop);
    expect(test.failing).toHaveProperty('prop', conicTest.failing.prop);
    expect(test.concurrent).toHaveProperty('prop', conicTest.concurrent.prop);
    expect(conicIt).toBe(conicTest);
  });

  conicTest.each([
    [1, 2],
    [3, 4],
  ])('each %d, %d', (one, other) => {
    expect(other).toBe(one + 1);
  });

  conicTest.each`
    one  | other
    ${1} | ${2}
  `('each $one of a table in text', ({ one, other }) => {
    expect([one, other]).toEqual([1, 2]);
  });

  conicTest.failing.each([[1]])('failing, each %d', (one) => {
    expect(one).toBe(2);
  });

  conicTest.failing.prop([fc.nat()])('failing', () => false);

  conicTest('a test', async () => {
    await expect(biasFree).toBeUniformOnZeroImage();
  });
});
