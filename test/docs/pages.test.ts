import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { anchorsOf, linksOf } from './markdown.js';

const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
const pages = ['README.md', ...docs.map((name) => join('docs', name))];

/** The sections of the site, read from where they are told: a test in CommonJS cannot import them. */
const [, listed = ''] = /export const sections = (\[[^]*\]);/.exec(readFileSync('site/contents.mjs', 'utf8')) ?? [];
const named = z.array(z.string()).parse([...listed.matchAll(/'([a-z-]+(?:\/[a-z-]+)*)'/g)].map(([, name]) => name));

test('every page stands in the contents of the site, and nothing else', () => {
  const names = docs.map((name) => name.replace(/\.md$/, '').replaceAll('\\', '/')).filter((name) => name !== 'index');
  const inContents = named.filter((name) => name.includes('/') || names.includes(name));
  expect(inContents.toSorted()).toEqual(names.toSorted());
});

test.each(pages)('the links of %s lead to files and headings that are there', (page) => {
  const dead = linksOf(page)
    .filter((target) => !/^(?:[a-z]+:|\/api\/)/.test(target))
    .filter((target) => {
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(file)) return true;
      return heading !== undefined && (!statSync(file).isFile() || !anchorsOf(file).has(heading));
    });
  expect(dead).toEqual([]);
});

test('each page begins with its title, and has one', () => {
  const without = pages.filter((page) => {
    const text = readFileSync(page, 'utf8').replaceAll(/^```[^]*?^```$/gm, '');
    return !text.startsWith('# ') || [...text.matchAll(/^# /gm)].length !== 1;
  });
  expect(without).toEqual([]);
});

test('tables that the code writes are as it writes them', () => {
  const run = () =>
    execFileSync(process.execPath, ['scripts/docsTables.mjs', '--check'], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).not.toThrow();
}, 120_000);
