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

test('a key written twice is refused: the first would be lost without a word', () => {
  const first = ['{"a":1,"b":[{"a":2}],"a":3}', '{"b":{"a":1, "\\u0061" :2}}', '[{"a":"\\"","a":0}]'];
  for (const text of first) expect(() => parseJson(text)).toThrow('the key "a" twice in one object');
  expect(() => parseJson('{"__proto__":1,"__proto__":1}')).toThrow('the key "__proto__" twice');
  expect(parseJson('[{"a":"a:","b":{"a":"a"}},{"a":["a","a"]}]')).toEqual([
    { a: 'a:', b: { a: 'a' } },
    { a: ['a', 'a'] },
  ]);
});

test('what is no JSON is an error', () => {
  for (const text of ['', '{', '"\\"', '[1,]']) expect(() => parseJson(text)).toThrow(SyntaxError);
});
