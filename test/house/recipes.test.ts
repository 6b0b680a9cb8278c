import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

// The recipes of CONTRIBUTING are added to a copy of the project, all of them, which is built once; then what stands below each
// of them is run, and has to print what it says.

interface Block {
  readonly language: string;
  readonly text: string;
}

const [, recipes = ''] = readFileSync('CONTRIBUTING.md', 'utf8').split('\n## Recipes\n');
const sections = recipes
  .split(/^## /m)[0]!
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    name: section.split('\n')[0] ?? '',
    blocks: [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']): Block => ({
      language,
      text,
    })),
  }));

/** What a block says of itself in its first line: the file that it is, or is about. */
const fileOf = ({ text }: Block): string | undefined => /^\/\/ (\S+\.\w+)\n/.exec(text)?.[1];
const withoutFile = ({ text }: Block): string => text.replace(/^\/\/ \S+\.\w+\n/, '');

const copy = mkdtempSync(join(tmpdir(), 'conic-recipes-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

beforeAll(() => {
  for (const part of [
    'src',
    'properties',
    'transformations',
    'scripts',
    'examples/models',
    'package.json',
    'tsconfig.json',
    '.swcrc',
  ])
    cpSync(part, join(copy, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  for (const { blocks } of sections)
    for (const block of blocks) {
      if (block.language === 'ts') write(fileOf(block) ?? '', withoutFile(block));
      if (block.language === 'diff') patch(fileOf(block) ?? '', withoutFile(block).split('\n'));
    }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, stdio: 'pipe' });
}, 120_000);

function write(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

/** Applies a diff without numbers: lines of context and lines that go are looked for, one after the other. */
function patch(file: string, diff: readonly string[]): void {
  const lines = readFileSync(join(copy, file), 'utf8').split('\n');
  let at = 0;
  for (const line of diff.filter((each) => each !== '')) {
    const text = line.slice(1);
    if (line.startsWith('+')) lines.splice(at++, 0, text);
    else {
      const found = lines.indexOf(text, at);
      if (found < 0) throw new Error(`${file} has no line "${text}"`);
      if (line.startsWith('-')) lines.splice((at = found), 1);
      else at = found + 1;
    }
  }
  write(file, lines.join('\n'));
}

/** How a block is run, and what it prints. */
function printed(block: Block): string {
  if (block.language === 'sh') {
    const command = block.text.replaceAll(/^#.*$/gm, '').replace(/^conic /, 'node dist/esm/src/cli/main.js ');
    return output('bash', ['-c', command]);
  }
  const file = fileOf(block) ?? 'recipe.mjs';
  write(file, withoutFile(block));
  if (!file.includes('.test.')) return output(process.execPath, [file]);
  const config = JSON.stringify({ testMatch: ['**/*.test.cjs'], transform: {} });
  return output(process.execPath, [resolve('node_modules/jest/bin/jest.js'), '--config', config, file]);
}

function output(command: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, CI: '' } });
  return `${stdout}${stderr}`;
}

test('there is one for everything that can be added', () => {
  expect(sections.map(({ name }) => name)).toEqual([
    'A property',
    'A transformation',
    'A generator',
    'A kind of model',
    'An operation',
    'A report format',
    'A limit of the gate',
    'A matcher',
    'A subcommand',
    'A setting',
  ]);
});

describe.each(sections)('$name', ({ blocks }) => {
  test('is at most one file, and lines in one other', () => {
    expect(blocks.filter(({ language }) => language === 'ts').length).toBeLessThan(2);
    expect(blocks.filter(({ language }) => language === 'diff')).toHaveLength(1);
  });

  test.each(blocks.filter(({ language }) => language === 'sh' || language === 'js').map((block) => [block]))(
    'runs',
    (block) => {
      const expected = /^(?:#|\/\/) (.*)\n$/m.exec(block.text.split('\n').slice(1).join('\n'))?.[1];
      expect(expected).toBeDefined();
      expect(printed(block)).toContain(expected);
    },
    60_000,
  );
});
