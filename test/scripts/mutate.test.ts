import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const project = mkdtempSync(join(tmpdir(), 'conic-test-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: project, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};
const git = (...args: string[]) => run('git', '-c', 'user.name=one', '-c', 'user.email=one@example.org', ...args);
const mutate = (...args: string[]) => run(process.execPath, join(project, 'scripts/mutate.mjs'), ...args);

const put = (file: string, text: string): void => {
  mkdirSync(join(project, file, '..'), { recursive: true });
  writeFileSync(join(project, file), text);
};

/** A project of two small files, of which one has a test that looks at one of its two expressions. */
beforeAll(() => {
  for (const file of ['scripts/mutate.mjs', 'scripts/mutation', 'jest.config.mjs', '.swcrc', 'tsconfig.json'])
    cpSync(resolve(file), join(project, file), { recursive: true });
  mkdirSync(join(project, 'node_modules'));
  for (const name of readdirSync('node_modules'))
    symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name));
  for (const folder of ['properties', 'transformations']) put(`${folder}/none.ts`, 'export {};\n');
  put('package.json', '{ "type": "module" }\n');
  put('.gitignore', 'node_modules\n');
  put('dist/cjs/package.json', '{ "type": "commonjs" }\n');
  put(
    'src/room/sum.ts',
    'export const sum = (a: number, b: number) => a + b;\nexport const less = (a: number) => a - 1;\n',
  );
  put('src/room/alone.ts', 'export const twice = (a: number) => a * 2;\n');
  put(
    'test/room/sum.test.ts',
    `import { expect, test } from '@jest/globals';
import { less, sum } from '../../src/room/sum.js';
test('sums', () => expect(sum(2, 3)).toBe(5));
test('is less', () => expect(less(2)).toBeDefined());
`,
  );
  // Slower than the other, so it comes after it; it notices nothing.
  put(
    'test/room/there.test.ts',
    `import { expect, test } from '@jest/globals';
import { less, sum } from '../../src/room/sum.js';
test('are there', async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([typeof sum(1, 2), typeof less]).toEqual(['number', 'function']);
});
`,
  );
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
});

test('says how it is used', () => {
  expect(mutate()).toEqual({ status: 0, said: expect.stringContaining('npm run mutate -- PART…') });
});

test.each([
  [['src/nowhere'], 'found src/nowhere; expected a folder or a file of src, properties or transformations'],
  [['scripts'], 'found scripts; expected a folder or a file of src, properties or transformations'],
  [['src/room:3'], 'found src/room:3; expected lines of a file, not of a folder'],
  [['src/room', '--minutes', 'x'], '--minutes: found x; expected a number above 0'],
  [['src/room', '--tests', 'test/none'], '--tests: there is no test/none'],
  [['properties'], 'no quick test mirrors properties: name some with --tests'],
])('refuses %j', (args, message) => {
  expect(mutate(...args)).toEqual({ status: 2, said: `mutate: stopped: ${message}\n` });
});

test('prints with their places what no test notices, and the score', () => {
  const { status, said } = mutate('src/room', '--workers', '1', '--least', '50');
  expect(said).toContain('mutate: with test/room/sum.test.ts, test/room/there.test.ts\n');
  expect(said).toContain('src/room/sum.ts:2  a - 1  →  a + 1\n');
  expect(said).toContain('src/room/alone.ts:1  a * 2  →  a / 2  (no test gets here)\n');
  expect(said).not.toContain('src/room/sum.ts:1');
  const [, caught, tried] =
    /score: \d+\.\d % \((\d+) of (\d+) mutants noticed, 0 of them as the tests did not end\)\n/.exec(said) ?? [];
  // An arrow function is emptied as well: that of `sum` is noticed, and that of `less`.
  expect([caught, tried, status]).toEqual(['3', '6', 0]);
});

test('of a change, only its lines, and of these only what tests are near to', () => {
  expect(mutate('--since', 'HEAD')).toEqual({
    status: 0,
    said: 'mutate: skipped: since HEAD no line of src, properties or transformations was changed\n',
  });
  put(
    'src/room/sum.ts',
    'export const sum = (a: number, b: number) => a + b;\nexport const less = (a: number) => a - 2;\n',
  );
  put('src/room/alone.ts', 'export const twice = (a: number) => a * 3;\n');
  const { status, said } = mutate('--since', 'HEAD', '--workers', '1', '--least', '90');
  expect(said).toContain('mutate: skipped, as no quick test mirrors or imports it: src/room/alone.ts:1-1\n');
  expect(said).toContain('mutate: src/room/sum.ts:2-2\n');
  expect(said).toContain(
    'score: 50.0 % (1 of 2 mutants noticed, 0 of them as the tests did not end)\nmutate: fewer than 90 % of the mutants were noticed\n',
  );
  expect(status).toBe(1);
});

test('says what was left out when the time is up', () => {
  const { status, said } = mutate('src/room/sum.ts', '--workers', '1', '--minutes', '0.00001');
  expect({ status, said }).toEqual({ status: 0, said: expect.stringMatching(/Left out, as the time was up/) });
});
