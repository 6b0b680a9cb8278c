import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../properties/index.js';
import {
  certifyRay,
  certifyRegion,
  certifyStructure,
  check,
  hunt,
  images,
  measure,
  openModel,
  type Classifier,
  type Image,
  type Result,
} from '../../src/index.js';

// What the shipped networks came to before the house was rebuilt, by the same seeds. A change that means to keep behaviour keeps
// these facts; one that means to change it changes them, and says why.

interface Facts {
  readonly check: Readonly<Record<string, unknown>>;
  readonly made: Readonly<Record<string, unknown>>;
  readonly hunt: { readonly evaluations: number; readonly nearest: readonly (readonly (number | null)[])[] };
  readonly structure: unknown;
  readonly rays: readonly {
    readonly word: string;
    readonly intervals: readonly (readonly [number, number, number])[];
  }[];
  readonly regions: readonly { readonly images: readonly string[] }[];
}

const facts: Readonly<Record<string, Facts>> = JSON.parse(
  readFileSync(new URL('facts.json', `file://${__dirname}/`), 'utf8'),
);
const folder = 'examples/fashion-mnist/images';

const factsOf = ({ verdict, held, violated, vacuous, inconclusive, counterexample: found }: Result) => ({
  verdict,
  counts: [held, violated, vacuous, inconclusive],
  ...(found === undefined
    ? {}
    : {
        counterexample: {
          path: found.path,
          why: found.why,
          ...(found.scalar === undefined ? {} : { scalar: found.scalar }),
          images: found.views.map(({ image }) => image.description),
          cause: found.cause.kind,
        },
      }),
});

/** What a JPEG is depends on the library that writes it; what is tried on demand has tests of its own. */
const always = catalogue().filter(({ onDemand }) => onDemand !== true);

describe.each(Object.entries(facts))('%s', (name, expected) => {
  let model: Classifier;
  let coats: readonly Image[];
  beforeAll(async () => {
    model = await openModel(`examples/models/${name}.onnx`);
    coats = (await images.from(`${folder}/coat`).load(model.spec.shape)).images;
  });
  afterAll(() => model.dispose());

  test.each(always.map((property) => [property.name, property] as const))('check %s', async (title, property) => {
    const result = await check(property, model, { images: images.from(folder), seed: 7, cases: 300 });
    expect(factsOf(result)).toEqual(expected.check[title]);
  });

  test.each(always.map((property) => [property.name, property] as const))('measure %s', async (title, property) => {
    expect(factsOf(await measure(property, model, { seed: 11, cases: 200 }))).toEqual(expected.made[title]);
  });

  test('hunt', async () => {
    const corpus = await images.from(folder).load(model.spec.shape);
    const counts = { flipped: 0, unflipped: 0, vacuous: 0, evaluations: 0 };
    const nearest: (readonly (number | null)[])[] = [];
    for await (const { outcome, evaluations, below, above } of hunt(model, corpus.images)) {
      counts[outcome]++;
      counts.evaluations += evaluations;
      nearest.push([below?.scalar ?? null, above?.scalar ?? null]);
    }
    expect({ ...counts, nearest: nearest.slice(0, 20) }).toEqual(expected.hunt);
  });

  test('structure', () => {
    const { verdict, degree, culprits } = certifyStructure(model);
    expect({
      verdict,
      ...(degree === undefined ? {} : { degree }),
      culprits: culprits.map(({ node, operation, what }) => `${node} (${operation}): ${what}`),
    }).toEqual(expected.structure);
  });

  test('rays', async () => {
    for (const [i, { word, intervals }] of expected.rays.entries()) {
      const ray = await certifyRay(model, coats[i]!, { scalars: { min: 0.5, max: 2 } });
      expect(ray.word).toBe(word);
      expect(ray.intervals.map(({ label }) => label)).toEqual(intervals.map(([, , label]) => label));
      ray.intervals.forEach(({ max }, place) => expect(max).toBeCloseTo(intervals[place]![1], 9));
    }
  });

  test('regions', async () => {
    const byName = new Map(coats.map((image) => [image.description, image]));
    for (const { images: names, ...rest } of expected.regions) {
      const { word, label } = await certifyRegion(
        model,
        names.map((each) => byName.get(each)!),
        { timeLimit: 600 },
      );
      expect({ word, ...(label === undefined ? {} : { label }) }).toEqual(rest);
    }
  });
});
