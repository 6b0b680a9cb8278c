import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { configJsonSchema } from '../../../src/gate/config/config.js';
import { readConfig } from '../../../src/gate/config/readConfig.js';

const rate = { atMost: 0.01 };
const good = { model: 'm.onnx', properties: { 'scalar-invariance': { rate } } };
const on = (limits: object): object => ({ model: 'm.onnx', properties: { 'scalar-invariance': limits } });

test.each([
  ['an unknown key', { ...good, modle: 'x' }, 'c: found the unknown key "modle"', 'Did you mean "model"?'],
  [
    'a search, where rates are measured',
    { ...good, search: true },
    'c: found a search in a gate; expected cases at random: limits count cases, and passing one says how often at most',
    'Search beside the gate, with conic check --search.',
  ],
  [
    'an unknown key of a limit',
    on({ rate: { atMots: 0.1, atMost: 0.1 } }),
    'c: properties.scalar-invariance.rate: found the unknown key "atMots"',
    'Did you mean "atMost"?',
  ],
  [
    'an unknown key of the model',
    { ...good, model: { path: 'm', labelz: 'x' } },
    'c: model: found the unknown key "labelz"',
    'Did you mean "labels"?',
  ],
  [
    'an unknown key of a comparison',
    { ...good, regression: { absolut: 0.1 } },
    'c: regression: found the unknown key "absolut"',
    'Did you mean "absolute"?',
  ],
  [
    'an unknown key of a comparison of a property',
    on({ rate, regression: { absolut: 0.1 } }),
    'c: properties.scalar-invariance.regression: found the unknown key "absolut"',
    'Did you mean "absolute"?',
  ],
  ['a wrong type', { ...good, seed: 'one' }, 'c: seed: found "one"; expected a whole number', ''],
  [
    'a wrong type where two are possible',
    { ...good, model: 7 },
    'c: model: found 7; expected a text, or a path, or an object with path',
    '',
  ],
  ['a wrong type inside', { ...good, model: { path: 3 } }, 'c: model.path: found 3; expected a text', ''],
  [
    'a rate that is a percentage',
    on({ rate: { atMost: 1 } }),
    'c: properties.scalar-invariance.rate.atMost: found 1; expected a number above 0 and below 1',
    '',
  ],
  [
    'a confidence of 1',
    on({ rate: { atMost: 0.1, confidence: 1 } }),
    'rate.confidence: found 1; expected a number above 0.5 and below 1',
    '',
  ],
  [
    'both limits',
    on({ rate, noneViolated: true }),
    'c: properties.scalar-invariance: found both noneViolated and rate; expected only one of',
    '',
  ],
  [
    'both changes',
    { ...good, regression: { absolute: 0, relative: 0 } },
    'c: regression: found both absolute and relative; expected only one of',
    '',
  ],
  ['no limit on a property', on({ cases: 10 }), 'c: properties.scalar-invariance: found no limit', ''],
  [
    'no limit at all',
    { model: 'm.onnx' },
    'c: found no limit; expected a limit: in properties, accuracy, agreement, margin, proved or zeroImage',
    '',
  ],
  ['no model', { properties: {} }, 'c: model: found nothing', ''],
  [
    'a share that cannot be shown',
    { ...good, margin: { scalar: 0.5, share: 1, confidence: 0.95 } },
    'c: margin.share: found 1',
    '',
  ],
  [
    'scalars the wrong way round',
    { ...good, scalars: { min: 1, max: 0.1 } },
    'c: scalars: found 1..0.1; expected the lower one first',
    '',
  ],
  ['no object', 'model.onnx', 'c: found "model.onnx"; expected an object', ''],
  ['nothing', undefined, 'c: found nothing; expected an object', ''],
])('%s is named with its path, in one line', (_, config, message, remedy) => {
  const said = (): unknown => readConfig(config, 'c');
  expect(said).toThrow(message);
  expect(said).toThrow(remedy);
  expect(said).toThrow(/^[^\n]*$/);
  expect(said).toThrow(expect.objectContaining({ name: 'InputError' }));
});

const full = {
  $schema: 'node_modules/conic/dist/config.schema.json',
  model: {
    path: 'm.onnx',
    size: { height: 8, width: 8 },
    range: [0, 255],
    mean: [0.5, 0.4, 0.3],
    std: 0.2,
    labels: ['a', 'b'],
  },
  images: { path: 'samples', resize: true, limit: 10 },
  seed: -3,
  scalars: { min: 0.1, max: 1 },
  properties: {
    'scalar-invariance': {
      rate: { atMost: 0.01, confidence: 0.99, typical: 0 },
      regression: { relative: 0.1, shown: true },
    },
    'zero-image-uniformity': { noneViolated: true, severity: 'warn', regression: false },
  },
  margin: { scalar: 0.5, share: 0.9, confidence: 0.9 },
  zeroImage: { atMost: 1 },
  baseline: false,
  failOn: 'warn',
};

test('what is right is read as it is, by the JSON Schema that ships as well', () => {
  expect(readConfig(full, 'c')).toEqual(full);
  const validate = new Ajv2020({ strict: false }).compile(configJsonSchema());
  expect(validate(full)).toBe(true);
  expect(validate({ ...full, seed: 'one' })).toBe(false);
  expect(validate({ ...full, extra: 1 })).toBe(false);
});

test.each([
  [
    'a getter',
    {
      model: 'm.onnx',
      get properties(): never {
        throw new Error('boom');
      },
    },
  ],
  [
    'a getter deep inside',
    on({
      get rate(): never {
        throw new Error('boom');
      },
    }),
  ],
  [
    'a proxy',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('boom');
        },
      },
    ),
  ],
])('%s that throws is an error that names the file', (_, value) => {
  expect(() => readConfig(value, 'c')).toThrow(
    'c: found an error while reading its values (boom); expected a configuration of plain values.',
  );
});
