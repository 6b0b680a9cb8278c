import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../errors.js';
import { makeFolders } from '../makeFolders.js';
import { notWritable } from './staging.js';

/**
 * Adds files to a folder that may hold others: all of them or none, and none over a file that is there.
 *
 * @param remedy what to do where one is there.
 * @returns their paths.
 * @throws InputError if one is there already, or cannot be written.
 */
export async function addFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  remedy: string,
): Promise<readonly string[]> {
  const written: string[] = [];
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, name);
      await makeFolders(dirname(file));
      // `wx`: never over another file.
      const handle = await open(file, 'wx').catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'EEXIST') throw thrown;
        const found = 'a file that is there already';
        throw new InputError({ where: file, found, expected: 'none, since nothing is overwritten', remedy });
      });
      // Before anything is in it: a full disk takes the name and no content.
      written.push(file);
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
    }
    return written;
  } catch (thrown) {
    for (const file of written) await rm(file, { force: true });
    throw notWritable(folder, thrown);
  }
}
