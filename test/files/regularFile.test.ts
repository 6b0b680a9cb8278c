import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readRegularFile, readRegularPart, readRegularText, sizeOfRegularFile } from '../../src/files/regularFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const at = (name: string): string => join(files.folder, name);
const onUnix = process.platform === 'win32' ? describe.skip : describe;

test('a file, also behind a link', async () => {
  const file = files.write('some.txt', 'words');
  symlinkSync(file, at('link'));
  expect(await readRegularText(at('link'))).toBe('words');
  expect(sizeOfRegularFile(file)).toBe(5);
  expect(Buffer.from(readRegularPart(file, 2, 100)).toString()).toBe('rds');
  expect(await readRegularText(files.write('empty', ''))).toBe('');
});

test('a file that is too large is not read', async () => {
  const file = files.write('large', '');
  truncateSync(file, 50 * 2 ** 20);
  await expect(readRegularFile(file, 2 ** 20)).rejects.toThrow('a file of 50 MB, and at most 1 MB are read');
});

test('a folder, and nothing', async () => {
  mkdirSync(at('folder'));
  await expect(readRegularFile(at('folder'))).rejects.toMatchObject({ code: 'EISDIR', message: 'a folder' });
  await expect(readRegularFile(at('nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readRegularFile(at('x'.repeat(20_000)))).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
});

onUnix('what is no regular file is not opened', () => {
  test('a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    await expect(readRegularFile(at('pipe'))).rejects.toThrow('a pipe and no regular file');
    expect(() => readRegularPart(at('pipe'), 0, 1)).toThrow('a pipe and no regular file');
    expect(() => sizeOfRegularFile(at('pipe'))).toThrow('a pipe and no regular file');
  });

  test('a device behind a link', async () => {
    symlinkSync('/dev/zero', at('zeros.png'));
    await expect(readRegularFile(at('zeros.png'))).rejects.toThrow('a device and no regular file');
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('a file that the system makes up', async () => {
    await expect(readRegularFile('/proc/self/status')).rejects.toThrow('a file that the system makes up');
  });

  test('a name that is not UTF-8', async () => {
    await expect(readRegularFile(at('caf\uFFFD.png'))).rejects.toThrow(
      'a name that is not UTF-8: rename "caf\uFFFD.png"',
    );
  });
});
