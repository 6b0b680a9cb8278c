import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// Processes of this machine, as Linux tells of them.

/** What is there of a process that may end at any moment. */
function orNone<Value>(read: () => Value, none: Value): Value {
  try {
    return read();
  } catch {
    return none;
  }
}

const all = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Other processes that are at work in a folder: they stand in it, or hold a file of it open. */
export const processesIn = (folder: string): readonly number[] =>
  all().filter((id) => {
    const held = orNone(() => readdirSync(`/proc/${id}/fd`), []).map((name) => `/proc/${id}/fd/${name}`);
    const isOther = id !== process.pid;
    return (
      isOther &&
      [`/proc/${id}/cwd`, ...held].some((link) => {
        const place = orNone(() => readlinkSync(link), '');
        return place === folder || place.startsWith(`${folder}/`);
      })
    );
  });

/** A process, and all that it has started, and what these have. */
export function withDescendants(ids: readonly number[]): readonly number[] {
  const parents = new Map(all().map((id) => [id, parentOf(id)]));
  const found = new Set(ids);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [id, parent] of parents) if (found.has(parent)) found.add(id);
  }
  return [...found];
}

/** The one before last of its name's closing bracket: `7 (a name) S 1`. */
const parentOf = (id: number): number =>
  Number(
    orNone(() => readFileSync(`/proc/${id}/stat`, 'utf8'), ') S 0')
      .split(') ')
      .at(-1)
      ?.split(' ')[1],
  );

/** The words that a process was started with. */
export const wordsOf = (id: number): readonly string[] =>
  orNone(() => readFileSync(`/proc/${id}/cmdline`, 'utf8'), '').split('\0');

/** What a process was told by its environment: `NAME=value`, one after the other. */
const environmentOf = (id: number): string => orNone(() => readFileSync(`/proc/${id}/environ`, 'utf8'), '');

/** Processes that were told something of this name by their environment. */
export const toldOf = (name: string): readonly number[] =>
  all().filter((id) => `\0${environmentOf(id)}`.includes(`\0${name}=`));

/** A part of a run that is being done: by which process, and which part. */
interface PartUnderWay {
  readonly id: number;
  readonly index: string;
}

/** Parts of a run that conic is doing in a folder. */
export const partsUnderWay = (folder: string): readonly PartUnderWay[] =>
  processesIn(folder).flatMap((id) => {
    const words = wordsOf(id);
    const place = words.indexOf('--shard');
    if (place === -1 || !(words[1] ?? '').endsWith('/conic')) return [];
    const told = words[place + 1] ?? '';
    const index =
      told === 'auto' ? /(?:^|\0)SLURM_ARRAY_TASK_ID=(\d+)/.exec(environmentOf(id))?.[1] : told.split('/')[0];
    return index === undefined ? [] : [{ id, index }];
  });

/** Ends processes at once; those that have ended already are none. */
export function kill(ids: readonly number[]): void {
  for (const id of ids) orNone(() => process.kill(id, 'SIGKILL'), false);
}

/** Ends all that is at work in a folder, also what is being started in that moment. */
export async function killAllIn(folder: string): Promise<void> {
  for (let left = processesIn(folder); left.length > 0; left = processesIn(folder)) {
    kill(left);
    await sleep(100);
  }
}

/** Waits until something is so. @throws Error if it is not after a minute or two. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`it never came to this: ${what}`);
}
