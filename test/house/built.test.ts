import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const filesIn = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent: readonly (string | null)[];
}
const maps = filesIn('dist/esm', /\.js\.map$/).map((file): SourceMap => JSON.parse(readFileSync(file, 'utf8')));
const own = maps.flatMap(({ sources, sourcesContent }) =>
  sources.map((source, place) => ({
    path: source.replace(/^(\.\.\/)+/, ''),
    text: sourcesContent[place] ?? undefined,
  })),
);

describe('the built ES modules', () => {
  test('have every module once, so that a class is the same for whoever loads it', () => {
    const paths = own.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(500);
    expect(paths.filter((path, place) => paths.indexOf(path) !== place)).toEqual([]);
  });

  test('come with their sources, which are not shipped apart', () => {
    const lacking = own.filter(({ path, text }) => text === undefined || text !== readFileSync(path, 'utf8'));
    expect(lacking.map(({ path }) => path)).toEqual([]);
  });

  test('are few files for what a check loads', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?:[^'"]*from )?["'](\.[^"']+)["'];$/gm);
      for (const [, name = ''] of imports) load(join(file, '..', name));
    };
    load('dist/esm/src/cli/check.js');
    expect(loaded.size).toBeGreaterThan(3);
    expect(loaded.size).toBeLessThan(30);
  });

  test('say whose work is gathered in them', () => {
    const licences = readFileSync('dist/esm/LICENCES.txt', 'utf8');
    const packages = own.flatMap(({ path }) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    for (const name of new Set(packages)) expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});

test('no module but two knows where it lies: the others are moved when they are built', () => {
  const sources = ['src', 'properties', 'transformations'].flatMap((folder) => filesIn(folder, /\.tsx?$/));
  const placed = sources.filter((file) =>
    /^(?! *(\*|\/[/*])).*(new URL\(|module:).*import\.meta/m.test(readFileSync(file, 'utf8')),
  );
  expect(placed).toEqual(['src/ownFile.ts', 'properties/moduleOf.ts']);
});
