import { expect, test } from '@jest/globals';
import { elementTypeName, elementTypeNamed, elementTypeOf, isWideFloat } from '../../src/network/elementTypes.js';

test.each([
  ['float32', 0.5, true],
  ['float32', 0.1, false],
  ['float64', 0.1, true],
  ['uint8', 255, true],
  ['uint8', 256, false],
  ['uint8', -1, false],
  ['int8', -128, true],
  ['int32', 2 ** 31, false],
  ['int64', 2 ** 53 - 1, true],
  ['int64', 2 ** 53, false],
  ['bool', 2, false],
])('%s holds %d: %s', (name, value, holds) => {
  expect(elementTypeNamed(name)?.holds(value)).toBe(holds);
});

test('results are rounded as an engine rounds them, and not followed where they would wrap', () => {
  expect(elementTypeNamed('float32')?.rounded(0.1)).toBe(Math.fround(0.1));
  expect(elementTypeNamed('float64')?.rounded(0.1)).toBe(0.1);
  expect(elementTypeNamed('int32')?.rounded(2 ** 31)).toBeUndefined();
  expect(elementTypeNamed('float16')?.rounded(1)).toBeUndefined();
});

test('half precision does not pass for real numbers, and unknown types keep their number', () => {
  const wide = [1, 10, 11, 16].map((number) => isWideFloat(elementTypeOf(number)!));
  expect(wide).toEqual([true, false, true, false]);
  expect([elementTypeName(9), elementTypeName(23)]).toEqual(['bool', 'type 23']);
});
