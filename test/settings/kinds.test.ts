import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import type { Kind } from '../../src/settings/kind.js';
import {
  above0,
  anyText,
  choice,
  either,
  exactly,
  flag,
  functionOf,
  inCode,
  list,
  number,
  pair,
  pairs,
  seconds,
  share,
  signal,
  text,
  textLike,
  whole,
} from '../../src/settings/kinds.js';
import { modelSettings } from '../../src/settings/model.js';
import { object } from '../../src/settings/object.js';
import { scalarRange, wholeRange } from '../../src/settings/scalars.js';
import { steps } from '../../src/settings/steps.js';

const names = list(text, 'a list of names', 'a name or more');

test.each<[Kind<unknown>, unknown, object]>([
  [text, 5, { path: [], found: '5', expected: 'a text' }],
  [text, '', { path: [], found: '""', expected: 'a text that is not empty' }],
  [anyText, 5, { found: '5' }],
  [textLike(/^a+$/, 'as'), 'b', { found: '"b"', expected: 'as' }],
  [flag, 'yes', { found: '"yes"', expected: 'true or false' }],
  [whole(1, 3), 1.5, { found: '1.5', expected: 'a whole number from 1 to 3' }],
  [whole(1, 3), '2', { found: '"2"' }],
  [above0(), Infinity, { found: 'Infinity', expected: 'a finite number above 0' }],
  [above0(), Number.NaN, { found: 'NaN' }],
  [number('n', { infinite: true }), Number.NaN, { found: 'NaN' }],
  [share, 1.01, { found: '1.01' }],
  [seconds, 0, { expected: 'seconds, above 0 and at most 2000000' }],
  [choice(['a', 'b']), 'c', { found: '"c"', expected: 'a, b' }],
  [names, [], { path: [], found: 'an empty list', expected: 'a name or more' }],
  [names, ['a', 5], { path: ['1'], found: '5', expected: 'a text' }],
  [pair(share, share, 'two shares'), [1], { path: [], found: '1', expected: 'two shares' }],
  [pairs('pairs'), [1], { path: [], found: '1', expected: 'pairs' }],
  [pairs('pairs'), { a: null }, { path: ['a'], found: 'null', expected: 'a number, a text, true or false' }],
  [either(names, text), { a: 1 }, { found: '{"a":1}', expected: 'a list of names, or a text' }],
  [either(names, text), [5], { path: ['0'], found: '5', expected: 'a text' }],
  [either(text, exactly(false)), true, { expected: 'a text, or false' }],
  [functionOf(), 5, { expected: 'a function' }],
  [inCode('a list', Array.isArray), {}, { expected: 'a list' }],
  [signal, {}, { expected: 'an AbortSignal' }],
  [scalarRange, { min: 2, max: 1 }, { path: [], found: '2..1', expected: 'the lower one first' }],
  [scalarRange, { mni: 1 }, { found: 'the unknown key "mni"', remedy: 'Did you mean "min"?' }],
  [wholeRange, { min: 1 }, { path: ['max'], found: 'nothing', expected: 'a finite number above 0' }],
  [object({}, 'nothing'), { a: 1 }, { found: 'the unknown key "a"', expected: 'no options' }],
  [object({}, 'an object'), [], { found: 'an empty list', expected: 'an object' }],
  // Keys that every object has are no settings.
  [object({}, 'nothing'), JSON.parse('{ "__proto__": 1 }'), { found: 'the unknown key "__proto__"' }],
  [
    steps,
    [
      { kind: 'scale', by: 2 },
      { kind: 'clamp', low: 0 },
    ],
    { path: ['1', 'high'], found: 'nothing' },
  ],
  [steps, [5], { path: ['0'], found: '5' }],
  [steps, [{ kind: 'scal', by: 2 }], { path: ['0', 'kind'], remedy: 'Did you mean "scale"?' }],
])('%# is not of its kind, and says why', (kind, value, fault) => {
  expect(kind.faultIn(value)).toMatchObject(fault);
  expect(kind.is(value)).toBe(false);
});

test.each<[Kind<unknown>, unknown]>([
  [text, 'a'],
  [anyText, ''],
  [number('n', { infinite: true }), Infinity],
  [either(names, text), 'labels.txt'],
  [either(names, text), ['a']],
  [scalarRange, {}],
  [scalarRange, { min: 1, max: undefined }],
  [signal, new AbortController().signal],
  [steps, []],
  [steps, [{ kind: 'custom', name: 'x', homogeneous: true, apply: () => undefined }]],
])('%# is', (kind, value) => {
  expect(kind.faultIn(value)).toBeUndefined();
  expect(kind.is(value)).toBe(true);
});

test('what contains itself can be told of', () => {
  const own: Record<string, unknown> = {};
  own['own'] = own;
  expect(text.faultIn(own)).toMatchObject({ found: 'a value of type object' });
});

describe('JSON Schema says the same as the check', () => {
  const ajv = new Ajv2020({ strict: false });
  test.each<[string, Kind<unknown>]>([
    ['whole numbers', whole(-3, 7)],
    ['above 0', above0()],
    ['below 1', number('n', { above: 0, below: 1 })],
    ['shares', share],
    ['choices', choice(['a', 'b'])],
    ['lists', list(whole(0, 3), 'a list', 'one')],
    ['either', either(text, whole(0, 3))],
    ...Object.entries(modelSettings).map(([name, { kind }]): [string, Kind<unknown>] => [name, kind]),
  ])('%s', (_, kind) => {
    const validate = ajv.compile(kind.schema);
    const values = fc.oneof(
      fc.integer({ min: -10, max: 10 }),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -2, max: 300 }),
      fc.constantFrom('', 'a', 'b', 'nchw', 'cpu'),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.integer({ min: -1, max: 255 }), { maxLength: 3 }),
      fc.record({ height: fc.integer({ min: -1, max: 9 }), width: fc.integer({ min: -1, max: 9 }) }),
    );
    fc.assert(fc.property(values, (value) => validate(value) === kind.is(value)));
  });
});
