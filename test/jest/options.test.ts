import { expect, test } from '@jest/globals';
import { assertOptions, satisfySettings } from '../../src/jest/options.js';

const assert = (options: unknown) => () => Reflect.apply(assertOptions, undefined, ['toX', options, satisfySettings]);

test('options that are known are taken', () => {
  const all = Object.fromEntries(Object.keys(satisfySettings).map((name) => [name, undefined]));
  for (const options of [{}, all, { maxViolationRate: 0 }, { maxViolationRate: 1 }])
    expect(assert(options)).not.toThrow();
});

test('one that is not is told of, with what may be meant', () => {
  expect(assert({ image: 1 })).toThrow(
    /^toX: found the unknown key "image"; expected one of images, cases, .* Did you mean "images"\?$/,
  );
  expect(assert({ quite: 1 })).not.toThrow('Did you mean');
  expect(assert({ quite: 1 })).toThrow('the unknown key "quite"');
});

test.each([-0.1, 1.1, NaN, Infinity])('the rate %p is no share', (maxViolationRate) => {
  expect(assert({ maxViolationRate })).toThrow(
    `maxViolationRate: found ${maxViolationRate}; expected a share from 0 to 1.`,
  );
});

test.each([
  [500, 'a value of type number'],
  [null, 'null'],
  [() => ({}), 'a value of type function'],
  [[], 'a list'],
])('%p is no options', (options, found) => {
  expect(assert(options)).toThrow(`toX: found ${found}; expected options, such as { cases: 500 }.`);
});
