import { randomUUID } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import { makeFolders } from '../makeFolders.js';
import { newFile } from './newFile.js';
import { notWritable } from './staging.js';

/**
 * Adds files to a folder that may hold others: all of them or none, and none over a file that is there. Of none, no folder is left either.
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
  const made: string[] = [];
  try {
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, name);
      made.push(...foldersFrom(await makeFolders(dirname(file)), dirname(file)));
      if (!(await newFile(file, join(dirname(file), `.${basename(file)}-${randomUUID()}`), content))) {
        const found = 'a file that is there already';
        throw new InputError({ where: file, found, expected: 'none, since nothing is overwritten', remedy });
      }
      written.push(file);
    }
    return written;
  } catch (thrown) {
    for (const file of written) await rm(file, { force: true });
    // The innermost first, and only if it is empty: by now it may hold what another has put there.
    for (const empty of made.toReversed()) await rmdir(empty).catch(() => undefined);
    throw notWritable(folder, thrown);
  }
}

/** A folder that was made and those below it down to another, the outermost first. @param top undefined: none was made. */
function foldersFrom(top: string | undefined, to: string): readonly string[] {
  if (top === undefined) return [];
  return resolve(top) === resolve(to) ? [to] : [...foldersFrom(top, dirname(to)), to];
}
