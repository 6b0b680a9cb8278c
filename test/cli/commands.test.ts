import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { commands } from '../../src/cli/commands.js';
import { temporaryDirectory } from '../image/fixtures.js';

const path = temporaryDirectory();
const conic = (...args: readonly string[]) =>
  spawnSync(process.execPath, [path('dist/esm/src/cli/main.js'), ...args], { encoding: 'utf8' });

describe('a command loads its own file and no other', () => {
  // A copy of conic in which every command but init fails as soon as it is loaded.
  beforeAll(() => {
    cpSync('dist/esm', path('dist/esm'), { recursive: true });
    cpSync('package.json', path('package.json'));
    symlinkSync(resolve('node_modules'), path('node_modules'));
    for (const name of Object.keys(commands).filter((each) => each !== 'init'))
      writeFileSync(path(`dist/esm/src/cli/${name}.js`), 'throw new Error("loaded");');
  });

  test('none for --help, which lists them all', () => {
    const { status, stdout } = conic('--help');
    expect(status).toBe(0);
    for (const [name, { summary }] of Object.entries(commands)) {
      expect(stdout).toContain(`\n  ${name} `);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary);
    }
  });

  test('the one that is called', () => {
    expect(conic('init', '--help').status).toBe(0);
    expect(conic('help', 'init').stdout).toContain('Usage: conic init');
    expect(conic('check').stderr).toContain('loaded');
  });

  test('none for one that does not exist, and the nearest is named', () => {
    const { status, stderr } = conic('chekc');
    expect(status).toBe(2);
    expect(stderr).toContain("unknown command 'chekc'");
    expect(stderr).toContain('Did you mean check?');
  });
});

test('each is in the file of its name', () => {
  const files = readdirSync('src/cli');
  for (const name of Object.keys(commands)) expect(files).toContain(`${name}.ts`);
});
