import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { pathOf, placeOf, withTold } from '../../src/run/casePlace.js';
import { casePath } from '../../src/settings/run.js';

test.each([
  ['17', { path: '17', told: [] }],
  ['17:2:0', { path: '17:2:0', told: [] }],
  [
    '17+3=1042+1.1=7:2:0',
    {
      path: '17:2:0',
      told: [
        ['3', 1042],
        ['1.1', 7],
      ],
    },
  ],
  ['0+2=0', { path: '0', told: [['2', 0]] }],
] as const)('%s is read, and written as it was', (written, { path, told }) => {
  const place = placeOf(written);
  expect(place.path).toBe(path);
  expect([...place.told]).toEqual(told);
  expect(pathOf(place)).toBe(written);
  expect(casePath.is(written)).toBe(true);
});

test('a path that says nothing is one of no steps and nothing told', () => {
  expect(placeOf('')).toEqual({ path: '', told: new Map() });
  expect(pathOf({ path: '', told: new Map() })).toBe('');
});

test('what a place tells is told to the draws of its case, and nothing else is changed', () => {
  const made = (seed: number) => ({ random: new fc.Random(xorshift128plus(seed)), runId: 3 });
  const [first, second] = [made(1).random.nextInt(0, 9), withTold(placeOf('17+1=7'))(made(1))];
  expect(second.runId).toBe(3);
  expect([second.random.nextInt(0, 9), second.random.nextInt(0, 9)]).toEqual([first, 7]);
});
