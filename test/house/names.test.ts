import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeStep } from '../../src/classifier/preprocessing.js';
import { formatShape } from '../../src/image/shape.js';
import { inWords } from '../../src/settings/inWords.js';
import { formatSize } from '../../src/settings/size.js';

// One word for one thing. An entry that hands on another file's export (`export … from`) is no second meaning, and is not looked at.

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (?:([\w$]+)|\{ ([^}]*) \} =)/gm;

/** Names that are the same thing for two runners, each of which has an entry of its own. */
const sameForBothRunners = new Set(['describeProperties', 'it', 'test']);

test('no name is exported twice in src with different meanings', () => {
  const places = new Map<string, string[]>();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name)))
    for (const [, name, list] of readFileSync(join('src', file), 'utf8').matchAll(declaration))
      for (const each of list?.split(/, */) ?? [name ?? ''])
        places.set(each, [...new Set([...(places.get(each) ?? []), file])]);
  const twice = [...places].filter(([name, files]) => files.length > 1 && !sameForBothRunners.has(name));
  expect(Object.fromEntries(twice)).toEqual({});
});

/** Where a size is put together of its sides: `${height} x ${width}`, `{shape.width} × …`. */
const size = /\b(?:height|width)\}\s*[x×]\s*\$?\{/;

test('sizes are put together in one place, so that they look the same everywhere', () => {
  const files = ['src', 'properties', 'transformations'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const places = files.filter((file) => /\.tsx?$/.test(file) && size.test(readFileSync(file, 'utf8')));
  expect(places).toEqual([join('src', 'settings', 'size.ts')]);
  expect([formatSize({ height: 2, width: 3 }), inWords({ height: 2, width: 3 })]).toEqual(['2x3', '2x3']);
  expect(formatShape({ height: 2, width: 3, channels: 1 })).toBe('2x3x1');
  expect(describeStep({ kind: 'resize', height: 2, width: 3 })).toBe('resize to 2x3');
});
