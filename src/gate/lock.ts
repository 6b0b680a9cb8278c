import { open, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { makeFolders } from '../report/makeFolders.js';

/** Holds a place for one process. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a report's place, so that no second run writes there at the same time: a file beside it with the number of the
 * process. What a process that is gone has left is taken over.
 *
 * @throws InputError if another run holds it, or nothing can be written there.
 */
export async function lock(directory: string): Promise<Lock> {
  const target = resolve(directory);
  const file = join(dirname(target), `.${basename(target)}.lock`);
  let made: string | undefined;
  try {
    made = await makeFolders(dirname(file));
    // A second time after what a dead process left is removed.
    if (!(await take(file))) {
      const holder = Number(await readFile(file, 'utf8').catch(() => ''));
      if (isAlive(holder)) throw inUse(directory, holder);
      await rm(file, { force: true });
      if (!(await take(file))) throw inUse(directory, undefined);
    }
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    throw new InputError(
      { where: directory, found: `no way to write there (${messageOf(thrown)})`, expected: 'a folder to write to' },
      { cause: thrown },
    );
  }
  return {
    release: async () => {
      await rm(file, { force: true });
      // Folders that were made for it stay only if there is a report in them now.
      if (made !== undefined) await removeEmpty(dirname(file), made);
    },
  };
}

/** Removes a folder and those above it up to `topmost`, as long as they are empty. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed && folder !== topmost) await removeEmpty(dirname(folder), topmost);
}

async function take(file: string): Promise<boolean> {
  const handle = await open(file, 'wx').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EEXIST') return undefined;
    throw thrown;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(String(process.pid));
  } finally {
    await handle.close();
  }
  return true;
}

function isAlive(holder: number): boolean {
  if (!Number.isInteger(holder) || holder <= 0) return false;
  try {
    process.kill(holder, 0);
    return true;
  } catch (thrown) {
    // Another user's process may not be signalled, but it is there.
    return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'EPERM';
  }
}

const inUse = (directory: string, holder: number | undefined): InputError =>
  new InputError({
    where: directory,
    found: `another run that is going to write there${holder === undefined ? '' : ` (process ${holder})`}`,
    expected: 'one run at a time',
    remedy: 'Wait for it, or give this run another folder.',
  });
