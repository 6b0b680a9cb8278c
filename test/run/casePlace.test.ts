import { expect, test } from '@jest/globals';
import { pathOf, placeOf } from '../../src/run/casePlace.js';
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
