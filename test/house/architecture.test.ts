import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const text = readFileSync('ARCHITECTURE.md', 'utf8');
const named = [...text.matchAll(/`((?:src|properties|transformations)\/[\w./]*)`/g)].map(([, path]) => path ?? '');

describe('ARCHITECTURE.md', () => {
  test('names files and rooms that exist', () => {
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names every room', () => {
    const rooms = readdirSync('src', { withFileTypes: true }).map(({ name }) => name);
    const missing = rooms.filter((name) => !named.some((path) => path.startsWith(`src/${name}`)));
    // What is small and on the ground floor needs no line of its own.
    expect(missing).toEqual(['version.ts']);
  });

  test('tells each story in ten lines', () => {
    const stories = text.split(/^## One run of /m).slice(1);
    expect(stories.map((story) => story.match(/^\d+\. /gm)?.length)).toEqual([10, 10, 10]);
  });
});
