import { randomUUID } from 'node:crypto';
import { readFile, rm, rmdir, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, messageOf } from '../../errors.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import { makeFolders } from '../makeFolders.js';
import { newFile } from './newFile.js';
import { sayFound } from './sayFound.js';

/** Holds a place for one process. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a report's place, so that no second run writes there at the same time: a file beside it with the number of the
 * process and when it began. What a process that is gone has left is taken over.
 *
 * @throws InputError if another run holds it, or nothing can be written there.
 */
export async function lock(directory: string): Promise<Lock> {
  const target = resolve(directory);
  const file = join(dirname(target), `.${basename(target)}.lock`);
  const content = `${process.pid}\n${randomUUID()}\n${(await startOf(process.pid)) ?? ''}\n`;
  let made: string | undefined;
  // Before it is there for others of this process to see.
  held.add(content);
  try {
    made = await makeFolders(dirname(file));
    if (!(await take(file, content)) && !(await takeOver(file, content)))
      throw inUse(directory, holderIn(await contentOf(file)));
  } catch (thrown) {
    held.delete(content);
    if (thrown instanceof InputError) throw thrown;
    throw new InputError(
      { where: directory, found: `no way to write there (${messageOf(thrown)})`, expected: 'a folder to write to' },
      { cause: thrown },
    );
  }
  return {
    release: async () => {
      held.delete(content);
      // Not where somebody else holds it by now.
      if ((await contentOf(file)) === content) await rm(file, { force: true });
      // Folders that were made for it stay only if there is a report in them now.
      if (made !== undefined) await removeEmpty(dirname(file), made);
    },
  };
}

/** What this process has written into the locks that it holds. */
const held = new Set<string>();

/** How old a lock is, in milliseconds, before one that says no process is taken for left over: longer than writing it takes. */
const young = 10_000;

/** How often it is looked whether a lock that says nothing says something by now, in milliseconds. */
const lookEvery = 100;

/**
 * Takes the place of a process that is gone. Only one may look and remove at a time, or a second would remove what the first has
 * just taken: a lock of its own for that, held for a moment. One that was killed in that moment is waited for until that is sure.
 */
async function takeOver(file: string, content: string): Promise<boolean> {
  const guard = `${file}.taking`;
  while (!(await take(guard, content)))
    if (await isOld(guard)) await rm(guard, { force: true });
    else await setTimeout(lookEvery);
  try {
    if (!(await isLeft(file))) return false;
    await rm(file, { force: true });
    const taken = await take(file, content);
    if (taken) sayFound(`${file}: found the lock of a run that is gone; it is taken over.`);
    return taken;
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Whether the process that wrote a lock is gone. Numbers of processes come again: our own may be another's, and in containers that
 * follow one on the other all have the same few. A process that began at another time is another one.
 */
async function isLeft(file: string): Promise<boolean> {
  let content = await contentOf(file);
  // Where there are no links it is made before it is written.
  while (holderIn(content) === undefined && !(await isOld(file))) {
    await setTimeout(lookEvery);
    content = await contentOf(file);
  }
  const holder = holderIn(content);
  if (holder === undefined) return true;
  if (holder === process.pid) return !held.has(content);
  if (!isAlive(holder)) return true;
  const [, , began = ''] = content.split('\n');
  const start = await startOf(holder);
  return began !== '' && start !== undefined && began !== start;
}

/** When a process began, in the ticks of its machine; undefined where the system does not tell (it is Linux that does). */
async function startOf(id: number): Promise<string | undefined> {
  const told = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name, which may have anything in it, ends with the last bracket; what follows are fields from the third on.
  return told.slice(told.lastIndexOf(')') + 2).split(' ')[19];
}

const contentOf = (file: string): Promise<string> => readRegularText(file, smallLimit).catch(() => '');

/** The process that a lock says; undefined if it says none (yet). */
function holderIn(content: string): number | undefined {
  const holder = Number(content.split('\n')[0]);
  return Number.isInteger(holder) && holder > 0 ? holder : undefined;
}

const isOld = (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > young,
    () => true,
  );

/** Removes a folder and those above it up to `topmost`, as long as they are empty. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  const removed = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (removed && folder !== topmost) await removeEmpty(dirname(folder), topmost);
}

/**
 * Makes a lock, unless there is one; whole or not at all, as of an empty one nobody knows whose it was. The name of what is left beside it
 * is that of what is left beside a report, which is swept away after a day.
 */
const take = (file: string, content: string): Promise<boolean> =>
  newFile(file, `${file.replace(/\.lock(\.taking)?$/, '')}-${randomUUID()}`, content);

function isAlive(holder: number): boolean {
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
