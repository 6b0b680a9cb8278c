import { randomUUID } from 'node:crypto';
import { realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, messageOf } from '../../errors.js';
import { makeFolders } from '../makeFolders.js';

/**
 * Does something with a new folder beside a place. Unless that gives a value, the folder and any parents that were made for it
 * are removed.
 *
 * @throws InputError if it cannot be written.
 */
export async function inStaging<Value>(
  directory: string,
  use: (staging: string, target: string) => Promise<Value>,
): Promise<Value> {
  // A link stays, and what it leads to is replaced.
  const target = await realpath(directory).catch(() => resolve(directory));
  const staging = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  let made: string | undefined;
  let kept = false;
  try {
    made = await makeFolders(staging);
    const value = await use(staging, target);
    kept = value !== undefined;
    return value;
  } catch (thrown) {
    throw notWritable(directory, thrown);
  } finally {
    if (!kept && made !== undefined) await rm(made, { recursive: true, force: true });
  }
}

/** Puts a folder in the place of another, which is removed; if that fails, the other is back where it was. */
export async function exchange(staging: string, target: string): Promise<void> {
  const old = `${staging}-old`;
  const moved = await rename(target, old).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return false;
      throw thrown;
    },
  );
  try {
    await rename(staging, target);
  } catch (thrown) {
    if (moved) await rename(old, target);
    throw thrown;
  }
  if (moved) await rm(old, { recursive: true, force: true });
}

/** What went wrong while writing, as an error that names the place. */
export const notWritable = (place: string, thrown: unknown): InputError =>
  thrown instanceof InputError
    ? thrown
    : new InputError(
        { where: place, found: `no way to write there (${messageOf(thrown)})`, expected: 'a folder to write to' },
        { cause: thrown },
      );
