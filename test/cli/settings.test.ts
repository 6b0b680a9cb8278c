import { describe, expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { checkSettings } from '../../src/cli/checkSettings.js';
import { inFlags } from '../../src/cli/flags.js';
import { parseList, parseNumber, parseScalars, parseSize } from '../../src/cli/parse.js';
import { asSettings } from '../../src/cli/settings.js';
import { InputError, optionProblem, type Problem } from '../../src/errors.js';
import { within } from '../../src/settings/check.js';
import { assertReplayable, chosenProperties } from '../../src/cli/wanted.js';

const read = (value: unknown) => within([], 'conic.json', () => asSettings(checkSettings, value, 'conic.json'));

describe('a setting', () => {
  test.each<[object, string]>([
    [{ cases: 0 }, 'cases: found 0; expected a whole number from 1 to 1000000000.'],
    [{ cases: 1.5 }, 'cases: found 1.5; expected a whole number from 1 to 1000000000.'],
    [{ cases: 'many' }, 'cases: found "many"; expected a whole number'],
    [{ cases: null }, 'cases: found null; expected a whole number'],
    [{ seed: 1e20 }, 'seed: found 100000000000000000000; expected a whole number from -2147483648 to 2147483647.'],
    [{ path: '1;2' }, 'path: found "1;2"; expected a path as reports have it, such as 12:0:3 or 12+1=7:0:3.'],
    [{ scalars: { min: 0, max: 1 } }, 'scalars.min: found 0; expected a finite number above 0.'],
    [{ scalars: { min: -1, max: 1 } }, 'scalars.min: found -1; expected a finite number above 0.'],
    [{ scalars: { min: 1, max: Infinity } }, 'scalars.max: found Infinity; expected a finite number above 0.'],
    [{ scalars: { min: 1, max: 0.5 } }, 'scalars: found 1..0.5; expected the lower one first.'],
    [{ scalars: { min: 0.5, max: 1, mex: 2 } }, 'scalars: found the unknown key "mex"; expected one of min, max. Did'],
    [{ overflow: 'x' }, 'overflow: found "x"; expected limit, clamp, allow.'],
    [{ space: 'x' }, 'space: found "x"; expected pixel, model.'],
    [{ layout: 'chw' }, 'layout: found "chw"; expected nchw, nhwc, flat.'],
    [{ tolerance: 0 }, 'tolerance: found 0; expected a number above 0 and below 1.'],
    [{ timeLimit: 1e10 }, 'timeLimit: found 10000000000; expected seconds, above 0 and at most 2000000.'],
    [{ size: { height: 0, width: 2 } }, 'size.height: found 0; expected a height and a width of 1 or more.'],
    [{ size: { height: 65535, width: 65535 } }, 'size: found 65535x65535; expected at most 64 megapixels.'],
    [{ range: [255] }, 'range: found 255; expected black and white as the model was trained: 0,1 or 0,255.'],
    [{ range: [-1, 1] }, 'range.0: found -1; expected black and white as the model was trained: 0,1 or 0,255.'],
    [{ std: [0] }, 'std.0: found 0; expected a finite number above 0.'],
    [{ mean: [] }, 'mean: found an empty list; expected a number, or one for each channel.'],
    [{ workers: 1e9 }, 'workers: found 1000000000; expected a whole number from 1 to 256.'],
    [{ images: '' }, 'images: found ""; expected a text that is not empty.'],
    [{ property: 'scalar-invariance' }, 'property: found "scalar-invariance"; expected a list of names.'],
    [{ measure: 'yes' }, 'measure: found "yes"; expected true or false.'],
    [{ proprety: ['x'] }, 'conic.json: found the unknown key "proprety"; expected one of model, images, resize,'],
    [{ 'skip-unreadable': true }, 'Did you mean "skipUnreadable"?'],
    [[], 'conic.json: found an empty list; expected an object of settings.'],
  ])('%j is refused', async (value, message) => {
    await expect(read(value)).rejects.toThrow(message);
  });

  test('that is right is taken as it is', async () => {
    const settings = { cases: 5, scalars: { min: 0.5, max: 0.5 }, range: [0, 255], mean: [0.1, 0.2, 0.3], seed: -1 };
    expect(await read(settings)).toEqual(settings);
    await expect(read(null)).rejects.toThrow('found null; expected an object of settings');
  });
});

describe('what is typed', () => {
  test.each([
    [parseNumber, 'x', 'Found "x"; expected a number.'],
    [parseNumber, ' ', 'expected a number.'],
    [parseScalars, 'abc', 'Found "abc"; expected LO..HI, such as 0.001..1.'],
    [parseScalars, 'nan..1', 'Found "nan"; expected a number.'],
    [parseScalars, '1..2..3', 'expected LO..HI'],
    [parseScalars, '..', 'expected LO..HI'],
    [parseSize, '2', 'Found "2"; expected HEIGHTxWIDTH, such as 224x224.'],
    [parseList, '1,,2', 'Found ""; expected a number.'],
  ])('%# is refused', (parse, text, message) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
    expect(() => parse(text)).toThrow(message);
  });

  test('becomes values', () => {
    expect(parseNumber('1e-5')).toBe(1e-5);
    expect(parseScalars('0.01..1')).toEqual({ min: 0.01, max: 1 });
    expect(parseScalars('0.5..')).toEqual({ min: 0.5 });
    expect(parseScalars('..2')).toEqual({ max: 2 });
    expect(parseSize('224x112')).toEqual({ height: 224, width: 112 });
    expect(parseList('0.5,1')).toEqual([0.5, 1]);
  });
});

describe('properties', () => {
  test('default to those without a variant, and come once each', async () => {
    expect((await chosenProperties({})).map(({ name }) => name)).not.toContainEqual(expect.stringContaining(':'));
    const property = ['scalar-invariance:ranking', 'scalar-invariance:ranking'];
    expect((await chosenProperties({ property })).map(({ name }) => name)).toEqual(['scalar-invariance:ranking']);
  });

  test.each([
    [
      'nonsense',
      /found "nonsense"; expected scalar-invariance, .*same-label, resize-kernel, jpeg-quality, exposure, .*, posterise:ranking\.$/,
    ],
    ['scalar-invariant', /Did you mean scalar-invariance\?$/],
    ['zero-image-uniformty', /Did you mean zero-image-uniformity\?$/],
  ])('%s is not one of them', async (name, message) => {
    await expect(chosenProperties({ property: [name] })).rejects.toThrow(message);
  });

  test('go with a path one at a time, and with its seed', () => {
    expect(() => assertReplayable({ path: '1' })).toThrow('--path: found 1 without --seed; expected the path of a');
    expect(() => assertReplayable({ path: '1', seed: 1 })).toThrow('--path: found 1 without one --property');
    expect(() => assertReplayable({ path: '1', seed: 1, property: ['a'] })).not.toThrow();
  });
});

test.each<[Problem, string, string]>([
  [
    {
      where: 'a',
      found: 'b',
      expected: 'c',
      remedy: ['Pass ', { option: ['size'], value: { height: 2, width: 3 } }, '.'],
    },
    'a: found b; expected c. Pass size: { height: 2, width: 3 }.',
    'a: found b; expected c. Pass --size 2x3.',
  ],
  [
    { where: 'a', found: 'b', expected: 'c', remedy: ['Pass ', { option: ['output'], value: 'y' }, '.'] },
    "a: found b; expected c. Pass output: 'y'.",
    'a: found b; expected c. Pass --output y.',
  ],
  [
    { where: 'a', found: 'b', expected: 'c', remedy: ['Or: ', { option: ['skipUnreadable'], value: true }, '.'] },
    'a: found b; expected c. Or: skipUnreadable: true.',
    'a: found b; expected c. Or: --skip-unreadable.',
  ],
  [
    optionProblem(['scalars', 'min'], { found: '0', expected: 'more' }),
    'scalars.min: found 0; expected more.',
    '--scalars: found 0; expected more.',
  ],
  [
    optionProblem(['model'], { found: 'nothing', expected: 'a model' }),
    'model: found nothing; expected a model.',
    'MODEL: found nothing; expected a model.',
  ],
  [
    optionProblem(['steps', '0'], { found: 'x', expected: 'y' }),
    'steps.0: found x; expected y.',
    'steps.0: found x; expected y.',
  ],
  [
    { ...optionProblem(['cases'], { found: '0', expected: 'more' }), where: 'c.json: cases', source: 'c.json' },
    'c.json: cases: found 0; expected more.',
    'c.json: cases: found 0; expected more.',
  ],
])('%j is said in code and in flags', async (problem, inCode, typed) => {
  const error = new InputError(problem);
  expect(error.message).toBe(inCode);
  await expect(inFlags(checkSettings, () => Promise.reject(error))).rejects.toThrow(typed);
});
