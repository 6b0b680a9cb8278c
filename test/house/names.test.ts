import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

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
