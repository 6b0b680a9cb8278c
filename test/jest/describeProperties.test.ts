import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../properties/index.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { openModel } from '../../src/classifier/openModel.js';
import { describePropertiesWith, type DescribeProperties } from '../../src/jest/describeProperties.js';
import type { Image } from '../../src/image/image.js';
import type { Property } from '../../src/run/property.js';
import { fakeRunner, messageOf, type Telling } from './fakeRunner.js';
import { openBiased, openBiasFree, samples } from './lenets.js';

const names = catalogue().map(({ name }) => name);

function suite(telling: Telling = { seed: 42 }) {
  const fake = fakeRunner(telling);
  return { ...fake, describeProperties: describePropertiesWith(fake.runner, fake.clock) };
}

const pixel = { height: 1, width: 1, channels: 1 };
const labelling = fromFunction(({ count }) => Array.from({ length: count }, () => 0), {
  shape: pixel,
  labels: 2,
  scores: 'label',
  id: 'labelling',
});

const own: Property<Image> = {
  name: 'mine',
  claim: 'it holds',
  needs: [],
  cases: ({ images }) => images,
  examine: async () => ({ kind: 'held' }),
};

const main = ['scalar-invariance', 'zero-image-uniformity', 'convex-region-consistency'];

describe('declares', () => {
  test('one test a property, of an open model', async () => {
    const { describeProperties, declared, suites } = suite();
    const model = await openBiasFree();
    describeProperties(model);
    expect(suites).toEqual(['properties of lenet-zero-bias']);
    expect(declared.map(({ how, name }) => [how, name])).toEqual(main.map((name) => ['test', name]));
    await model.dispose();
  });

  test('one test a property, of a model still to be opened', () => {
    const { describeProperties, declared, suites } = suite();
    describeProperties(openBiasFree, { properties: ['scalar-invariance:ranking'] });
    expect(suites).toEqual(['properties']);
    expect(declared.map(({ how, name }) => [how, name])).toEqual([['test', 'scalar-invariance:ranking']]);
  });

  test('one of the caller’s own beside those that are named', () => {
    const { describeProperties, declared } = suite();
    describeProperties(openBiasFree, { properties: ['scalar-invariance', own] });
    expect(declared.map(({ name }) => name)).toEqual(['scalar-invariance', 'mine']);
  });

  test.each<[unknown, string]>([
    [{ ...own, needs: undefined }, 'describeProperties: found the property "mine": needs is missing; expected a list'],
    [{ ...own, name: 'scalar-invariance' }, 'found "scalar-invariance", which the catalogue has already'],
    ['./mine.ts', 'found the module "./mine.ts"; expected a name of the catalogue, or the property itself. Tests are'],
  ])('no property that is none: %#', (wrong, message) => {
    const { describeProperties } = suite();
    expect(() => Reflect.apply(describeProperties, undefined, [openBiasFree, { properties: [wrong] }])).toThrow(
      message,
    );
  });

  test('as skipped what the model does not allow, with the reason', () => {
    const { describeProperties, declared } = suite();
    describeProperties(labelling, { properties: [...main, 'zero-image-uniformity:zero'] });
    expect(declared.map(({ how, name }) => [how, name])).toEqual([
      ['test', 'scalar-invariance'],
      ['skip', 'zero-image-uniformity (a classifier that gives labels and no scores)'],
      ['skip', 'convex-region-consistency (a classifier whose intermediate tensors cannot be read)'],
      ['skip', 'zero-image-uniformity:zero (a classifier that gives label)'],
    ]);
  });

  test.each<[string, Parameters<DescribeProperties>[1], string]>([
    [
      'an unknown property',
      { properties: ['scalar-invarianc'] },
      `describeProperties: found "scalar-invarianc"; expected ${names.join(', ')}. Did you mean scalar-invariance?`,
    ],
    ['a rate that is no share', { maxViolationRate: 2 }, 'maxViolationRate: found 2; expected a share from 0 to 1.'],
  ])('nothing of %s', (_name, options, message) => {
    const { describeProperties, declared } = suite();
    expect(() => describeProperties(labelling, options)).toThrow(message);
    expect(declared).toEqual([]);
  });

  test('nothing with an unknown option', () => {
    const { describeProperties } = suite();
    expect(() => Reflect.apply(describeProperties, undefined, [labelling, { case: 5 }])).toThrow(
      /^describeProperties: found the unknown key "case";.*Did you mean "cases"\?/,
    );
  });

  test.each([undefined, null, 'model.onnx'])('nothing of %s', (given) => {
    const { describeProperties } = suite();
    expect(() => Reflect.apply(describeProperties, undefined, [given])).toThrow(
      `describeProperties: found ${given}; expected a classifier, or a function that gives one. Tests are declared before beforeAll has run: give describeProperties(() => model).`,
    );
  });
});

describe('its tests', () => {
  test('pass without biases', async () => {
    const { describeProperties, call, run } = suite();
    describeProperties(openBiasFree, { images: samples, cases: 30 });
    await call('beforeAll');
    for (const name of main) expect(await run(name)).toBe(undefined);
  });

  test('fail with biases, with a line to replay each', async () => {
    const { describeProperties, call, run } = suite();
    const opened = openBiased();
    describeProperties(opened, { images: samples, cases: 50, tolerance: 1e-4 });
    await call('beforeAll');
    for (const name of main) {
      const thrown = await run(name);
      expect(messageOf(thrown)).toMatch(new RegExp(`^${name} of lenet-bias\n\nnot so: `));
      expect(messageOf(thrown)).toContain(
        `replay   describeProperties(model, { /* images as before */ cases: 50, tolerance: 0.0001, properties: ['${name}'], seed: 42, path: '`,
      );
      expect(String(thrown instanceof Error ? thrown.stack : '').split('\n    at ')[1]).toMatch(
        /describeProperties\.test\.ts/,
      );
    }
    await (await opened).dispose();
  });

  test('fail of a model that is not fed as it was trained, though nothing is violated, and say what mends it', async () => {
    const { describeProperties, call, run } = suite();
    const opened = openModel(resolve('examples/models/lenet-zero-bias.onnx'), { mean: 5, workers: 1 });
    describeProperties(opened, {
      images: samples,
      cases: 30,
      scalars: { min: 0.9, max: 1 },
      properties: main.slice(0, 1),
    });
    await call('beforeAll');
    const message = messageOf(await run());
    expect(message).toMatch(/^scalar-invariance of lenet-zero-bias\n\nno answer: /);
    expect(message).toContain('0.10 of 200 images get the label that the folder says, which is what guessing gives');
    expect(message).toContain('range: [0, 1], mean: 0, std: 1 gives 0.89.');
    await (await opened).dispose();
  });

  test('of a rate are measured', async () => {
    const { describeProperties, call, run } = suite();
    describeProperties(openBiased, { images: samples, cases: 50, properties: main.slice(0, 1), maxViolationRate: 0.1 });
    await call('beforeAll');
    expect(messageOf(await run())).toMatch(/of 50 cases violated \(\d+ %\), at most 10 % allowed/);
  });

  test('of a model that lacks something, opened late, fail and say so', async () => {
    const { describeProperties, call, run } = suite();
    describeProperties(() => labelling);
    await call('beforeAll');
    expect(messageOf(await run('zero-image-uniformity'))).toMatch(
      /could not be tried\n\n {2}zero-image-uniformity on labelling: found a classifier that gives labels and no scores/,
    );
  });

  test('of a model that cannot be opened fail with its error, at the user’s line', async () => {
    const { describeProperties, call } = suite();
    const { openModel } = await import('../../src/classifier/openModel.js');
    describeProperties(() => openModel('nowhere.onnx'));
    const thrown: unknown = await call('beforeAll').catch((error: unknown) => error);
    expect(messageOf(thrown)).toMatch(/^nowhere\.onnx: found /);
    expect(String(thrown instanceof Error ? thrown.stack : '').split('\n    at ')[1]).toMatch(
      /describeProperties\.test\.ts/,
    );
  });
});
