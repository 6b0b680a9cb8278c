import { expect, test } from '@jest/globals';
import { readConfig } from '../../../src/gate/config/readConfig.js';

const good = { model: 'm.onnx', zeroImage: { atMost: 0.5 } };

test('limits under __proto__ are a mistake, and not left out', () => {
  const found = 'c: properties: found the unknown property "__proto__"; expected the name of a property';
  const json: unknown = JSON.parse('{ "__proto__": { "noneViolated": true } }');
  expect(() => readConfig({ ...good, properties: json }, 'c')).toThrow(found);
  // In JavaScript it is the prototype that is set.
  const literal = { __proto__: { noneViolated: true } };
  expect(() => readConfig({ ...good, properties: literal }, 'c')).toThrow(found);
  const top: unknown = JSON.parse('{ "model": "m.onnx", "zeroImage": { "atMost": 0.5 }, "__proto__": {} }');
  expect(() => readConfig(top, 'c')).toThrow('c: found the unknown key "__proto__"');
});

test('what is no object is said as before', () => {
  expect(() => readConfig({ ...good, properties: 7 }, 'c')).toThrow(
    'c: properties: found 7; expected limits by the name of a property',
  );
  expect(readConfig({ ...good, properties: Object.create(null) }, 'c').properties).toEqual({});
});

test('the largest number of cases is said', () => {
  const properties = { p: { noneViolated: true, cases: 1e9 } };
  expect(() => readConfig({ ...good, properties }, 'c')).toThrow(
    'c: properties.p.cases: found 1000000000; expected a whole number from 1 to 100000000',
  );
});
