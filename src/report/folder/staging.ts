import { randomUUID } from 'node:crypto';
import { readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
// From Node's module: the global may be a test runner's fake.
import { setTimeout as pause } from 'node:timers/promises';
import { InputError, messageOf } from '../../errors.js';
import { makeFolders } from '../makeFolders.js';

/**
 * Does something with a new folder beside a place. Unless that gives a value, the folder and any parents that were made for it
 * are removed. What runs that were killed have left of this place is removed as well, once it is old.
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
  await sweep(target);
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

/** How long a folder beside a report may stay untouched before it is taken for left over, in milliseconds: a day. */
const abandoned = 86_400_000;

/** What the name of a folder that was left beside a place says; null where it is none. */
const leftOf = (place: string, name: string): RegExpExecArray | null =>
  name.startsWith(`.${place}-`)
    ? /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(-old)?$/.exec(name.slice(place.length + 2))
    : null;

/** Whether a folder's name is that of a report that was moved away from a place, for another to be put there. */
export const replacedOf = (place: string, name: string): boolean => leftOf(place, name)?.[1] !== undefined;

/** Removes folders that runs for this place have left, long ago. A report that was moved away stays while none is in its place. */
async function sweep(target: string): Promise<void> {
  const above = dirname(target);
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  for (const name of await readdir(above).catch(() => [])) {
    const kind = leftOf(basename(target), name);
    if (kind === null || (kind[1] !== undefined && !isThere)) continue;
    const path = join(above, name);
    // Moving a folder changes the second of these alone.
    const touched = await stat(path).then(
      ({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs),
      () => Infinity,
    );
    if (touched < Date.now() - abandoned) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Runs that take a place in the same moment, more often than which one is not beaten to it. */
const attempts = 100;

/**
 * Puts a folder in the place of another, which is removed; if that fails, the other is back where it was. Of runs that do so in
 * the same moment each puts its own there, and the last one stays.
 */
export async function exchange(staging: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await exchangeOnce(staging, target, `${staging}-old`);
      return;
    } catch (thrown) {
      // Between the two steps of this one another was put there. Systems differ in what they call a place that is taken.
      if (attempt === attempts || !['ENOTEMPTY', 'EEXIST'].includes(codeOf(thrown))) throw thrown;
      // Those that go in step beat each other again and again: each waits a while of its own, longer from time to time.
      await pause(Math.random() * Math.min(attempt, 20));
    }
  }
}

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

async function exchangeOnce(staging: string, target: string, old: string): Promise<void> {
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
    // Unless another is there by now, which has taken its place.
    if (moved)
      await rename(old, target).catch(async (cause: unknown) => {
        if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(cause))) throw cause;
        await rm(old, { recursive: true, force: true });
      });
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
