import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseJson } from '../../src/files/json.js';

test('what JSON holds, whatever its texts look like', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
  const brackets = { '[[[["': ['\\"[[', '\\', '\\\\"', '{{'] };
  expect(parseJson(`\uFEFF${JSON.stringify(brackets)}`)).toEqual(brackets);
  expect(parseJson(JSON.stringify(Array.from({ length: 1000 }, () => '['.repeat(1000))))).toHaveLength(1000);
});

test('what is nested too deep is refused before it is parsed', () => {
  const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '0' + '}]'.repeat(depth / 2);
  expect(parseJson(nested(500))).toBeInstanceOf(Array);
  expect(() => parseJson(nested(502))).toThrow('nested 502 deep, and at most 500 are read');
  expect(() => parseJson('['.repeat(5_000_000))).toThrow('nested 5000000 deep');
});

test('what is no JSON is an error', () => {
  for (const text of ['', '{', '"\\"', '[1,]']) expect(() => parseJson(text)).toThrow(SyntaxError);
});
