import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { newFile } from '../../../src/report/folder/newFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => {
  mkdirSync(join(files.folder, name));
  return join(files.folder, name);
};

test('makes a file, and leaves nothing else', async () => {
  const folder = place('new');
  expect(await newFile(join(folder, 'a'), join(folder, '.a-1'), Uint8Array.of(1, 2))).toBe(true);
  expect(readdirSync(folder)).toEqual(['a']);
  expect([...readFileSync(join(folder, 'a'))]).toEqual([1, 2]);
});

test('one that is there stays as it is', async () => {
  const folder = place('taken');
  writeFileSync(join(folder, 'a'), 'mine');
  expect(await newFile(join(folder, 'a'), join(folder, '.a-1'), 'other')).toBe(false);
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('mine');
});

test('of many at once, one makes it', async () => {
  const folder = place('many');
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, i) => newFile(join(folder, 'a'), join(folder, `.a-${i}`), String(i))),
  );
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe(String(made.indexOf(true)));
  expect(readdirSync(folder)).toEqual(['a']);
});

test('what cannot be written is an error, and leaves nothing', async () => {
  const folder = place('none');
  await expect(newFile(join(folder, 'missing/a'), join(folder, '.a-1'), 'x')).rejects.toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual([]);
});
