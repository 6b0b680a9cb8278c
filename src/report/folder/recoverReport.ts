import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
// From Node's module: the global may be a test runner's fake.
import { setTimeout as pause } from 'node:timers/promises';
import { sayFound } from './sayFound.js';
import { replacedOf } from './staging.js';

/** How long, in milliseconds, another run may be about to put its report there: far more than the two steps of that take. */
const underWay = 1000;

/**
 * Puts a report back in its place that a run was killed while replacing: then there is none, and beside it lie the earlier one and the
 * new one, which was whole by then. The new one is put there; where it is gone, the earlier one. It is said.
 *
 * @throws the system's own errors, where that cannot be done.
 */
export async function recoverReport(directory: string): Promise<void> {
  const target = resolve(directory);
  if ((await replacedBeside(target)) === undefined) return;
  await pause(underWay);
  const replaced = await replacedBeside(target);
  if (replaced === undefined) return;
  const fresh = replaced.replace(/-old$/, '');
  const isWhole = await isThere(fresh);
  await rename(isWhole ? fresh : replaced, target);
  if (isWhole) await rm(replaced, { recursive: true, force: true });
  sayFound(
    `${directory}: found no report where a run was killed while it replaced one; ${isWhole ? 'the new one' : 'the earlier one'} is there again.`,
  );
}

/** The earlier report that was moved away from a place where none is now: the last one. */
async function replacedBeside(target: string): Promise<string | undefined> {
  if (await isThere(target)) return undefined;
  const above = dirname(target);
  const names = (await readdir(above).catch(() => [])).filter((name) => replacedOf(basename(target), name));
  const moved = await Promise.all(
    names.map(async (name) => {
      const path = join(above, name);
      return { path, at: (await stat(path)).ctimeMs };
    }),
  );
  return moved.toSorted((one, other) => other.at - one.at)[0]?.path;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
