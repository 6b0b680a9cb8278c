import './plainTerminal.js';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import '../../src/jest/jest.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { images } from '../../src/generate/images.js';
import { fromPixels } from '../../src/image/corpus.js';
import type { Image } from '../../src/image/image.js';
import type { Outcome } from '../../src/run/outcome.js';
import type { Property } from '../../src/run/property.js';
import { openBiased, openBiasFree, samples } from './lenets.js';

let biased: Classifier;
let biasFree: Classifier;
const home = process.cwd();
let folder = '';

beforeAll(async () => {
  [biased, biasFree] = await Promise.all([openBiased(), openBiasFree()]);
});
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'conic-message-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await Promise.all([biased.dispose(), biasFree.dispose()]);
});

/** What a matcher says when it fails; without what differs from machine to machine. */
async function said(asked: Promise<unknown>): Promise<string> {
  const thrown: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Error)) throw new Error('it passed');
  return thrown.message
    .replaceAll(folder, '<folder>')
    .replaceAll(/(?<=\/)[0-9a-f]{16}\b/g, '<digest>')
    .replaceAll(/(margin +)(\S+)/g, (_all, title: string, margin: string) => title + Number(margin).toPrecision(2))
    .replaceAll(/ x (\d\S*)/g, (_all, weight: string) => ` x ${Number(weight).toPrecision(2)}`);
}

const pixel = { height: 1, width: 1, channels: 1 };

/** Scores [pixel, 1/10]: dark images change their label. */
const darkOrLight = (change: Partial<Parameters<typeof fromFunction>[1]> = {}): Classifier =>
  fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i] ?? 0, 0.1]), {
    shape: pixel,
    labels: ['light', 'dark'],
    id: 'dark-or-light',
    ...change,
  });

/** A property that comes to this for its first image, its second and so on; the same image comes to the same again. */
const coming = (
  outcomeOf: (index: number) => Outcome | Promise<Outcome>,
  change: Partial<Property<Image>> = {},
): Property<Image> => {
  const seen: Image[] = [];
  return {
    name: 'my-own',
    claim: 'all is well',
    needs: [],
    cases: ({ images: source }) => source,
    examine: async (image) => {
      if (!seen.includes(image)) seen.push(image);
      return outcomeOf(seen.indexOf(image));
    },
    ...change,
  };
};

const held: Outcome = { kind: 'held' };
const grey = fc.sample(images.constant(pixel), { seed: 1, numRuns: 1 })[0]!;
const violated: Outcome = {
  kind: 'violated',
  margin: -0.5,
  why: 'it is not well',
  views: [{ title: 'original', image: grey, scores: Float32Array.of(1, 0) }],
};

describe('a claim that is false', () => {
  test('scalar invariance', async () => {
    const message = await said(expect(biased).toBeScalarInvariant({ images: samples, seed: 42 }));
    expect(message).toMatchSnapshot();
    const parts = [
      'expect(lenet-bias).toBeScalarInvariant()',
      'not so: multiplying an image by a positive scalar does not change its label',
      'image   corpus #',
      'scalar  ',
      'label   ',
      'margin  ',
      'original    scaled',
      '▓▓',
      'cause  ',
      'picture  <folder>/.conic/counterexamples/lenet-bias/scalar-invariance/<digest>/picture.png',
      'replay  ',
    ].map((part) => message.indexOf(part));
    expect(parts).not.toContain(-1);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  });

  test('the zero image', async () => {
    expect(await said(expect(biased).toBeUniformOnZeroImage({ seed: 1 }))).toMatchSnapshot();
  });

  test('convex regions', async () => {
    expect(await said(expect(biased).toBeConsistentOnConvexRegions({ images: samples, seed: 1 }))).toMatchSnapshot();
  });

  test('a property of one’s own', async () => {
    const property = coming((index) => (index === 3 ? violated : held));
    expect(await said(expect(darkOrLight()).toSatisfy(property, { seed: 1, cases: 10 }))).toMatchSnapshot();
  });

  test('of a thousand labels, those that lead are listed', async () => {
    const scores = (value: number): number[] =>
      Array.from({ length: 1000 }, (_, label) => (label === 500 ? value : label === 7 ? 0.1 : -label * value));
    const many = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => scores(data[i] ?? 0)), {
      shape: pixel,
      labels: 1000,
      id: 'thousand',
    });
    expect(await said(expect(many).toBeScalarInvariant({ seed: 42 }))).toMatchSnapshot();
  });

  test('of eleven labels, one more is one label', async () => {
    const labels = Array.from({ length: 11 }, (_, label) => `label ${label}`);
    const eleven = fromFunction(({ count }) => Array.from({ length: count }, () => labels.map((_, i) => -i)), {
      shape: pixel,
      labels,
    });
    expect(await said(expect(eleven).toBeUniformOnZeroImage({ seed: 1 }))).toMatch(/and 1 more label$/m);
  });

  test('two channels are no picture', async () => {
    const shape = { ...pixel, channels: 2 };
    const two = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[2 * i] ?? 0, 0.1]), {
      shape,
      labels: ['light', 'dark'],
      id: 'two-channels',
    });
    expect(await said(expect(two).toBeScalarInvariant({ seed: 42 }))).toMatchSnapshot();
  });

  test('a picture that cannot be kept changes nothing else', async () => {
    writeFileSync('.conic', 'a file');
    const message = await said(expect(darkOrLight()).toBeScalarInvariant({ seed: 42 }));
    expect(message).toMatchSnapshot();
    expect(message).toMatch(/kept +The counterexample of scalar-invariance is not stored: .*<folder>/);
  });

  test('pictures of two counterexamples of one model and property lie side by side', async () => {
    const pictureOf = async (asked: Promise<unknown>): Promise<string> => {
      const message = await asked.then(
        () => '',
        (error: unknown) => String(error),
      );
      return /picture +(\S+)/.exec(message)?.[1] ?? '';
    };
    const ask = (seed: number) => pictureOf(expect(biased).toBeScalarInvariant({ images: samples, seed }));
    const first = await ask(42);
    const shown = readFileSync(first);
    const second = await ask(7);
    expect(second).not.toBe(first);
    expect(readFileSync(first)).toEqual(shown);
    expect(readFileSync(second)).not.toEqual(shown);
    expect(await ask(42)).toBe(first);
  });
});

describe('a rate', () => {
  test('exceeded', async () => {
    const options = { images: samples, seed: 42, cases: 50, maxViolationRate: 0.1 };
    expect(await said(expect(biased).toBeScalarInvariant(options))).toMatchSnapshot();
  });

  test('within, where it was expected not to be', async () => {
    const options = { images: samples, seed: 42, cases: 50, maxViolationRate: 0.9 };
    expect(await said(expect(biased).not.toBeScalarInvariant(options))).toMatchSnapshot();
  });

  test('exceeded, where the worst case cannot be seen again, has a line to replay it all the same', async () => {
    let times = 0;
    const property = coming(() => (times++ < 10 ? violated : held), { kind: 'rate' });
    const options = { seed: 3, cases: 10, maxViolationRate: 0.5 };
    expect(await said(expect(darkOrLight({ batchLimit: 1 })).toSatisfy(property, options))).toMatchSnapshot();
  });

  test('that is exactly what is allowed is allowed', async () => {
    const property = coming((index) => (index < 29 ? violated : held), { kind: 'rate' });
    await expect(darkOrLight()).toSatisfy(property, { cases: 100, maxViolationRate: 0.29 });
  });

  test('of the few cases that time allowed is no answer', async () => {
    const property = (): Property<Image> =>
      coming((index) => (index === 0 ? violated : index < 50 ? held : new Promise(() => undefined)));
    const options = { seed: 3, timeLimit: 0.3, maxViolationRate: 0.1 };
    const message = await said(expect(darkOrLight({ batchLimit: 1 })).toSatisfy(property(), options));
    expect(message).toMatchSnapshot();
    expect(await said(expect(darkOrLight({ batchLimit: 1 })).not.toSatisfy(property(), options))).toBe(
      message.replaceAll('.toSatisfy', '.not.toSatisfy'),
    );
  });

  test('where next to nothing could be decided is no answer', async () => {
    const property = coming((index) => (index === 0 ? violated : { kind: 'vacuous', why: 'nothing to see' }));
    const options = { seed: 3, cases: 50, maxViolationRate: 0.1 };
    expect(await said(expect(darkOrLight()).toSatisfy(property, options))).toMatchSnapshot();
  });
});

describe('a claim that was expected to be false', () => {
  test('and held', async () => {
    expect(await said(expect(biasFree).not.toBeScalarInvariant({ images: samples, seed: 42 }))).toMatchSnapshot();
  });
});

describe('no answer', () => {
  test('in time', async () => {
    const slow = fromFunction(() => new Promise(() => undefined), { shape: pixel, labels: 2, id: 'slow' });
    expect(await said(expect(slow).toBeScalarInvariant({ seed: 42, timeLimit: 0.05 }))).toMatchSnapshot();
  });

  test('from cases about which nothing is claimed', async () => {
    const property = coming(() => ({ kind: 'vacuous', why: 'nothing to see' }));
    expect(await said(expect(darkOrLight()).toSatisfy(property, { seed: 42 }))).toMatchSnapshot();
  });

  test('from an engine that depends on the batch', async () => {
    const dependent = fromFunction(
      ({ data, count }) =>
        Array.from({ length: count }, (_, i) => (count > 1 && (data[i] ?? 0) < 0.5 ? [0, 1] : [1, 0])),
      { shape: pixel, labels: 2, id: 'dependent' },
    );
    expect(await said(expect(dependent).toBeScalarInvariant({ seed: 42 }))).toMatchSnapshot();
  });
});

describe('of a model at chance', () => {
  const known = images.of(
    fromPixels(
      pixel,
      Array.from({ length: 20 }, (_, i) => Float32Array.of(i % 2 === 0 ? 0.05 : 0.5)),
      { truth: Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'dark' : 'light')) },
    ),
  );
  /** Trained on 0 to 255, and fed 0 to 1. */
  const blind = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i] ?? 0, 25.5]), {
    shape: pixel,
    labels: ['light', 'dark'],
    id: 'blind',
  });
  const options = { images: known, seed: 3, cases: 20 };

  test('what would pass does not, and the message says what mends it', async () => {
    const message = await said(
      expect(blind).toSatisfy(
        coming(() => held),
        options,
      ),
    );
    expect(message).toMatchSnapshot();
    expect(message).toContain('range: [0, 255] gives 1.00.');
    // Within what is allowed, and counted, too.
    const property = coming((index) => (index === 0 ? violated : held));
    const counted = { ...options, maxViolationRate: 0.5 };
    expect(await said(expect(blind).toSatisfy(property, counted))).toContain('the model is probably not fed');
  });

  test('what would pass with .not does not, either', async () => {
    expect(
      await said(
        expect(blind).not.toSatisfy(
          coming(() => violated),
          options,
        ),
      ),
    ).toContain('no answer: ');
    expect(
      await said(
        expect(blind).not.toSatisfy(
          coming(() => held),
          options,
        ),
      ),
    ).toContain('no answer: ');
  });

  test('a violation is told, with the doubt', async () => {
    const message = await said(
      expect(blind).toSatisfy(
        coming(() => violated),
        options,
      ),
    );
    expect(message).toContain('not so: ');
    expect(message).toMatch(/\n {2}but +0\.50 of 20 images get the label that the truth says/);
  });

  test('it passes where that is meant', async () => {
    await expect(blind).toSatisfy(
      coming(() => held),
      { ...options, allowChance: true },
    );
  });
});

describe('what says nothing about the claim', () => {
  const unasked = (given: unknown) => expect(given).toBeScalarInvariant();

  test('a model that throws', async () => {
    const broken = fromFunction(
      () => {
        throw new Error('no GPU');
      },
      { shape: pixel, labels: 2, id: 'broken' },
    );
    expect(await said(expect(broken).toBeScalarInvariant({ seed: 42 }))).toMatchSnapshot();
    expect(await said(expect(broken).not.toBeScalarInvariant({ seed: 42 }))).toMatchSnapshot();
  });

  test('a file that is missing', async () => {
    expect(await said(expect(biased).toBeScalarInvariant({ images: images.from('nowhere') }))).toMatchSnapshot();
  });

  test.each([
    ['not a classifier', 5],
    ['a classifier in a list', [darkOrLight()]],
    ['null', null],
    ['undefined', undefined],
    ['a promise', Promise.resolve(darkOrLight())],
  ])('%s', async (_name, given) => {
    expect(await said(unasked(given))).toMatchSnapshot();
  });

  test.each([
    ['an unknown option', { sed: 5 }],
    ['options that are none', 500],
    ['a list of options', [{ cases: 5 }]],
    ['a rate out of range', { maxViolationRate: 10 }],
    ['no cases', { cases: 0 }],
    ['a seed that is none', { seed: NaN }],
  ])('%s', async (_name, options) => {
    const asked = expect(darkOrLight());
    expect(await said(Reflect.apply(asked.toBeScalarInvariant.bind(asked), undefined, [options]))).toMatchSnapshot();
  });

  test('a rate property without a rate', async () => {
    const property = coming(() => held, { kind: 'rate' });
    expect(await said(expect(darkOrLight()).toSatisfy(property))).toMatchSnapshot();
  });

  test('what a property itself throws is no message of conic’s', async () => {
    const property = coming(() => {
      throw new TypeError('a slip in my property');
    });
    await expect(expect(darkOrLight()).toSatisfy(property)).rejects.toThrow(new TypeError('a slip in my property'));
  });
});
