import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '../report/makeFolders.js';

/** How long a folder in the making may stay untouched before it is taken for left over, in milliseconds. */
const abandoned = 3_600_000;

/**
 * Makes a folder that appears whole or not at all: `fill` fills one beside its place, which is then renamed. Several
 * processes may make the same one at once: the first to rename has made it, and the others' is dropped.
 *
 * @throws whatever the file system or `fill` throws; then there is nothing in its place that was not there before.
 */
export async function appear(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  const above = dirname(folder);
  await makeFolders(above);
  await sweep(above);
  // The dot hides it from whoever reads the folders here.
  const unfinished = join(above, `.${basename(folder)}-${randomUUID()}`);
  try {
    await mkdir(unfinished);
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true });
    // Systems differ in what they call a place that is taken.
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(codeOf(thrown)) || !(await exists(folder))) throw thrown;
  }
}

/** Removes what a process that was killed in the middle has left. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.[0-9a-f]+-[0-9a-f-]{36}$/.test(name)) continue;
    const path = join(folder, name);
    const modified = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (modified < Date.now() - abandoned) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The system's name of what went wrong: `ENOENT`. Test runners have errors of several realms, so not by `instanceof`. */
export const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
