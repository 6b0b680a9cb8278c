import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import * as conic from 'conic';
import * as properties from 'conic/properties';
import { gamma } from 'conic/transformations';
import { asSettings } from '../../src/cli/settings.js';
import { certifyFlags } from '../../src/cli/certifySettings.js';
import { checkSettings } from '../../src/cli/checkSettings.js';
import { huntFlags } from '../../src/cli/huntSettings.js';
import { readConfig } from '../../src/gate/config/readConfig.js';
import { assertOptions, satisfySettings } from '../../src/jest/options.js';

// JavaScript tells nobody of a key that nothing reads: every door of conic does.

const shape = { height: 1, width: 1, channels: 1 };
const model = 'examples/models/mlp-bias.onnx';
const pixel = conic.image(shape, { kind: 'constant', level: 1 }, 'white', (pixels) => pixels.fill(1));
const lightness = conic.fromFunction(({ data }) => Array.from(data, (value) => [value, 0.5]), { shape, labels: 2 });
const { scalarInvariance } = properties;
const fake: unknown = { tensor: () => undefined, engine: () => undefined };

const loaded: unknown = Object.assign(async () => ({}), { config: {} });
const session: unknown = { inputNames: [], outputNames: [], run: () => undefined };

/** Calls as plain JavaScript does, whatever the types say. */
const call = (door: (...given: never[]) => unknown, ...given: readonly unknown[]): unknown =>
  Reflect.apply(door, undefined, given);

const drained = async (options: object): Promise<void> => {
  for await (const _ of conic.hunt(lightness, [pixel], options)) continue;
};

const alongDrained = async (options: object): Promise<void> => {
  for await (const _ of conic.huntAlong(lightness, [pixel], gamma, options)) continue;
};

const store = conic.openStore('no-store');

const doors: readonly (readonly [string, (options: object) => unknown, object, string])[] = [
  ['openModel', (o) => call(conic.openModel, model, o), { rnage: [0, 1] }, 'range'],
  ['fromOnnx', (o) => call(conic.fromOnnx, model, o), { thread: 1 }, 'threads'],
  ['inspectOnnx', (o) => call(conic.inspectOnnx, model, o), { label: [] }, 'labels'],
  ['fromTfjs', (o) => call(conic.fromTfjs, {}, { tf: fake, ...o }), { step: [] }, 'steps'],
  ['fromSession', (o) => call(conic.fromSession, session, o), { step: [] }, 'steps'],
  ['fromTransformers', (o) => call(conic.fromTransformers, loaded, async () => ({}), o), { label: ['x'] }, 'labels'],
  ['fromFunction', (o) => call(conic.fromFunction, () => [], { shape, labels: 2, ...o }), { score: 'x' }, 'scores'],
  ['check', (o) => call(conic.check, scalarInvariance(), lightness, o), { case: 5 }, 'cases'],
  ['measure', (o) => call(conic.measure, scalarInvariance(), lightness, o), { sed: 5 }, 'seed'],
  ['asFastCheck', (o) => call(conic.asFastCheck, scalarInvariance(), lightness, o), { spaec: 'pixel' }, 'space'],
  ['replay', (o) => call(conic.replay, scalarInvariance(), lightness, {}, o), { run: 2 }, 'runs'],
  ['hunt', drained, { scalar: {} }, 'scalars'],
  ['huntAlong', (o) => alongDrained(o), { strenght: [1, 2] }, 'strength'],
  ['survives', (o) => call(properties.survives, gamma, o), { clam: 'label' }, 'claim'],
  ['certifyRay', (o) => call(conic.certifyRay, lightness, pixel, o), { methd: 'exact' }, 'method'],
  ['certifySegment', (o) => call(conic.certifySegment, lightness, pixel, pixel, o), { timelimit: 1 }, 'timeLimit'],
  ['certifyRegion', (o) => call(conic.certifyRegion, lightness, [pixel], o), { part: 1 }, 'parts'],
  ['certifyPlane', (o) => call(conic.certifyPlane, lightness, pixel, o), { acros: {} }, 'across'],
  ['certifyDynamic', (o) => call(conic.certifyDynamic, lightness, o), { exponent: [1] }, 'exponents'],
  ['images.from', (o) => call(conic.images.from, 'samples', o), { rezise: true }, 'resize'],
  ['images.of', (o) => call(conic.images.of, { images: [pixel] }, o), { mixd: 0.5 }, 'mixed'],
  ['scalars', (o) => call(conic.scalars, o), { mn: 1 }, 'min'],
  ['store.list', (o) => store.list(o), { modl: 'x' }, 'model'],
  [
    'saveCounterexample',
    (o) => call(conic.saveCounterexample, store, scalarInvariance(), {}, lightness, o),
    { tolerence: 0.1 },
    'tolerance',
  ],
  ['gate', (o) => call(conic.gate, {}, o), { foldr: '.' }, 'folder'],
  ['scalarInvariance', (o) => call(properties.scalarInvariance, o), { cliam: 'label' }, 'claim'],
  ['zeroImageUniformity', (o) => call(properties.zeroImageUniformity, o), { tolernce: 1 }, 'tolerance'],
  ['convexRegionConsistency', (o) => call(properties.convexRegionConsistency, o), { vertces: 3 }, 'vertices'],
  ['catalogue', (o) => call(properties.catalogue, o), { tolernce: 1 }, 'tolerance'],
  ['toSatisfy', (o) => assertOptions('toSatisfy', o, satisfySettings), { maxViolationRat: 0.1 }, 'maxViolationRate'],
  ['check.json', (o) => asSettings(checkSettings, o, 'check.json'), { batchlimit: 1 }, 'batchLimit'],
  ['hunt.json', (o) => asSettings(huntFlags, o, 'hunt.json'), { wurst: 1 }, 'worst'],
  ['certify.json', (o) => asSettings(certifyFlags, o, 'certify.json'), { scalar: {} }, 'scalars'],
  ['conic.config.ts', (o) => readConfig({ model: 'm', ...o }, 'conic.config.ts'), { image: 'x' }, 'images'],
];

test.each(doors)('%s tells of an unknown key, and of the nearest', async (where, door, options, meant) => {
  const [key] = Object.keys(options);
  const said = (async () => door(options))();
  await expect(said).rejects.toThrow(`${where}: found the unknown key "${key}"; expected one of`);
  await expect(said).rejects.toThrow(`Did you mean "${meant}"?`);
  await expect(said).rejects.toBeInstanceOf(conic.InputError);
});

test.each<[string, () => unknown, string]>([
  [
    'the kind of a step',
    () => call(conic.openModel, model, { steps: [{ kind: 'permut', channels: [0] }] }),
    'steps.0.kind: found "permut"; expected resize, scale, divide, subtract, permute, clamp, quantise, custom. Did you mean "permute"?',
  ],
  [
    'a key of a step',
    () => call(conic.openModel, model, { steps: [{ kind: 'scale', bye: 2 }] }),
    'steps.0: found the unknown key "bye"; expected one of kind, by. Did you mean "by"?',
  ],
  [
    'a key of a range',
    () => call(conic.check, scalarInvariance(), lightness, { scalars: { mim: 1 } }),
    'scalars: found the unknown key "mim"; expected one of min, max, powersOfTwo. Did you mean "min"?',
  ],
  [
    'a key of a limit',
    () => readConfig({ model: 'm', properties: { a: { rate: { atMots: 0.1, atMost: 0.1 } } } }, 'c'),
    'c: properties.a.rate: found the unknown key "atMots"; expected one of atMost, confidence, typical, each. Did you mean "atMost"?',
  ],
  [
    'a key of the model in a configuration',
    () => readConfig({ model: { path: 'm', size: { heigth: 1, width: 1 } }, zeroImage: { atMost: 0.2 } }, 'c'),
    'c: model.size: found the unknown key "heigth"; expected one of height, width. Did you mean "height"?',
  ],
  [
    'steps beside a short form of them',
    () => call(conic.openModel, model, { steps: [], std: 1 }),
    'steps: found std as well; expected either steps, or their short forms mean and std.',
  ],
  [
    'means for more channels than there are',
    () => call(conic.openModel, model, { mean: [0.1, 0.2] }),
    'mean: found 2 values; expected one, or one for each of 1 channels.',
  ],
  [
    'what is no signal',
    () => call(conic.check, scalarInvariance(), lightness, { signal: 5 }),
    'signal: found 5; expected an AbortSignal.',
  ],
  [
    'what is no function',
    () => call(conic.check, scalarInvariance(), lightness, { onProgress: true }),
    'onProgress: found true; expected a function.',
  ],
  ['what is no folder', () => call(conic.openStore, 5), 'openStore: found 5; expected a text.'],
  [
    'a gate that accepts without a day',
    () => call(conic.gate, { model: 'm' }, { accept: { reason: 'x' } }),
    'accept.expires: found nothing; expected a text.',
  ],
])('%s is named', async (_, door, message) => {
  await expect((async () => door())()).rejects.toThrow(message);
});

describe('a model is told the same everywhere', () => {
  let opened: conic.Classifier[] = [];
  const file = 'examples/models/mlp-bias.onnx';
  const steps: readonly conic.PreprocessingStep[] = [
    { kind: 'subtract', value: 0.25 },
    { kind: 'divide', by: 0.5 },
  ];
  beforeAll(async () => {
    opened = await Promise.all([
      conic.openModel(file, { steps, workers: 1 }),
      conic.openModel(file, { mean: 0.25, std: [0.5], workers: 1 }),
    ]);
  });
  afterAll(() => Promise.all(opened.map((classifier) => classifier.dispose())));

  test('mean and std are short for steps', () => {
    for (const { spec } of opened) expect(spec.steps).toEqual(steps);
  });

  test('for a function as well', () => {
    const { spec } = conic.fromFunction(() => [], { shape, labels: 2, mean: [0.25], std: 0.5 });
    expect(spec.steps).toEqual(steps);
  });
});

test('an error has the path of its option as data', async () => {
  await expect(conic.check(scalarInvariance(), lightness, { scalars: { min: -1 } })).rejects.toMatchObject({
    problem: { where: 'scalars.min', option: ['scalars', 'min'], found: '-1' },
  });
  expect(() => readConfig({ model: 'm', scalars: { min: -1 } }, 'c.json')).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        where: 'c.json: scalars.min',
        option: ['scalars', 'min'],
        source: 'c.json',
      }),
    }),
  );
});

test('what is right is let in', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (min) => {
      conic.scalars({ min, max: 1 });
    }),
  );
});
