import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { besideFile } from '../../src/files/besideFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

for (const folder of ['net', 'net/sub', 'net2', 'blobs']) mkdirSync(join(files.folder, folder));
const model = files.write('net/model.json', '{}');
files.write('net/a.bin', '');
files.write('net/sub/b.bin', '');
files.write('net2/c.bin', '');
files.write('blobs/1', '');
symlinkSync('../net2/c.bin', join(files.folder, 'net/out.bin'));
symlinkSync('../net2', join(files.folder, 'net/folder'));
symlinkSync('net', join(files.folder, 'link'));

test.each(['a.bin', './a.bin', 'sub/b.bin', 'sub/../a.bin', join(files.folder, 'net/a.bin')])(
  '%s lies beside',
  (name) => {
    expect(besideFile(model, name)).toMatch(/net.(sub.b|a)\.bin$/);
    expect(besideFile(relative('.', model), name)).toBe(besideFile(model, name));
  },
);

test.each(['../net2/c.bin', '/etc/hostname', 'out.bin', 'folder/c.bin', '..', '.', 'sub/../../net2/c.bin'])(
  '%s leads out',
  (name) => {
    expect(besideFile(model, name)).toBeUndefined();
    expect(besideFile(model, name, true)).toBe(realpathSync(resolve(files.folder, 'net', name)));
  },
);

test('through a link to the folder, and of a file that is a link itself', () => {
  expect(besideFile(join(files.folder, 'link/model.json'), 'a.bin')).toBe(besideFile(model, 'a.bin'));
  symlinkSync('../blobs/1', join(files.folder, 'net2/model.json'));
  symlinkSync('../blobs/1', join(files.folder, 'net2/d.bin'));
  expect(besideFile(join(files.folder, 'net2/model.json'), 'd.bin')).toMatch(/blobs.1$/);
});

test('what is not there, the system says', () => {
  expect(() => besideFile(model, 'missing.bin')).toThrow('ENOENT');
  expect(() => besideFile(model, 'a\0.bin')).toThrow('null bytes');
});
