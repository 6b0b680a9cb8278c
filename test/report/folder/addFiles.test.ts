import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { addFiles } from '../../../src/report/folder/addFiles.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const at = (...names: string[]): string => join(files.folder, ...names);

test('adds to a folder that holds other files', async () => {
  mkdirSync(at('mine'));
  writeFileSync(at('mine/notes.txt'), 'mine');
  expect(await addFiles(at('mine'), { a: '1', 'deep/b': '2' }, 'Move it.')).toEqual([at('mine/a'), at('mine/deep/b')]);
  expect(readdirSync(at('mine')).toSorted()).toEqual(['a', 'deep', 'notes.txt']);
});

test('all or none, and none over a file that is there', async () => {
  mkdirSync(at('taken'));
  writeFileSync(at('taken/b'), 'mine');
  await expect(addFiles(at('taken'), { a: '1', b: '2' }, 'Move it.')).rejects.toThrow(
    'b: found a file that is there already; expected none, since nothing is overwritten. Move it.',
  );
  expect(readdirSync(at('taken'))).toEqual(['b']);
  expect(readFileSync(at('taken/b'), 'utf8')).toBe('mine');
});

test('what cannot be written leaves nothing behind', async () => {
  mkdirSync(at('half'));
  writeFileSync(at('half/file'), '');
  await expect(addFiles(at('half'), { a: '1', 'file/b': '2' }, 'Move it.')).rejects.toThrow(
    'found no way to write there',
  );
  expect(existsSync(at('half/a'))).toBe(false);
});

test('folders that were made for it are not left empty, and others stay', async () => {
  mkdirSync(at('there'));
  writeFileSync(at('there/file'), '');
  const unwritable = { 'new/deep/a': '1', b: '2', 'file/c': '3' };
  await expect(addFiles(at('there'), unwritable, 'Move it.')).rejects.toThrow('found no way to write there');
  expect(readdirSync(at('there'))).toEqual(['file']);
  // A name that no file system takes: the folder is made, and nothing gets into it.
  const impossible = addFiles(at('none/of/this'), { ['long'.repeat(200)]: '1' }, 'Move it.');
  await expect(impossible).rejects.toThrow('found no way to write there');
  expect(existsSync(at('none'))).toBe(false);
});
