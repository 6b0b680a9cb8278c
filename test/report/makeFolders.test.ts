import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeFolders } from '../../src/report/makeFolders.js';

const home = mkdtempSync(join(tmpdir(), 'conic-folders-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('makes what is missing, and says what was made first', async () => {
  expect(await makeFolders(join(home, 'a', 'b', 'c'))).toBe(join(home, 'a'));
  expect(statSync(join(home, 'a', 'b', 'c')).isDirectory()).toBe(true);
  expect(await makeFolders(join(home, 'a', 'b', 'd'))).toBe(join(home, 'a', 'b', 'd'));
  expect(await makeFolders(join(home, 'a', 'b'))).toBeUndefined();
});

test('several at once make one', async () => {
  await Promise.all(Array.from({ length: 8 }, () => makeFolders(join(home, 'e', 'f', 'g'))));
  expect(existsSync(join(home, 'e', 'f', 'g'))).toBe(true);
});

test('a file in the way is an error', async () => {
  writeFileSync(join(home, 'file'), '');
  await expect(makeFolders(join(home, 'file', 'h'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolders(join(home, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
});

// Only Linux has it: a place that denies being there when something is to be made in it.
(existsSync('/proc/self') ? test : test.skip)('where nothing can be made it ends', async () => {
  await expect(makeFolders('/proc/conic/report')).rejects.toMatchObject({ code: 'ENOENT' });
});
