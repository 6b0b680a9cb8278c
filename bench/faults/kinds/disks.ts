import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../fault.js';
import { command, commandFile, oddMessage, type CommandEnd } from '../runs/command.js';
import { freshFolder, goneOn, halfOf, strayIn, toldStories, type ToldStory } from '../runs/stories.js';

const failing = new URL('../runs/failingWrites.mjs', import.meta.url).href;

/**
 * A disk that is full, or cannot be written, from one write on: each write of every command in its turn. It ends with status 2 and one
 * message, or with its verdict; what was there is there, and nothing half.
 */
export const failingDisks: Fault = {
  name: 'disk full or read-only at each write',
  whole: 400,
  async run(attempts, folder, tried) {
    for await (const { told, own } of toldStories(attempts, folder)) {
      const { story } = told;
      const writes = await writesOf(told, folder);
      // Every write of the command once full and once read-only; or as many of these as are asked for, evenly.
      const count = Math.min(own, 2 * writes);
      for (let attempt = 0; attempt < count; attempt++) {
        const which = Math.floor(((attempt + 0.5) * 2 * writes) / count);
        const [at, code] = [1 + (which >> 1), which % 2 === 0 ? 'ENOSPC' : 'EROFS'];
        const place = freshFolder(told, folder, `${story.name}-${at}-${code}`);
        const env = { CONIC_FAILS_AT: String(at), CONIC_FAILS_WITH: code };
        const end = await command(story.args, { cwd: place, node: ['--import', failing], env });
        // What cannot be removed stays, on a disk that cannot be written. Where nothing can be renamed any more, an earlier report that was moved
        // away for the new one waits beside its place, and the next start puts it back.
        const stray = code === 'EROFS' ? [] : strayIn(place).filter((name) => !name.endsWith('-old'));
        const faults = [...endFaults(end, told), ...(await halfOf(told, place, true))];
        if (stray.length > 0) faults.push(`left behind: ${stray.join(', ')}`);
        faults.push(...(await goneOn(told, place)));
        tried.end(
          `${code} ${end.status === 2 ? 'refused' : 'a verdict'}`,
          faults.map((fault) => `${place}: ${fault}`),
        );
      }
    }
  },
};

/** How many writes a command has. */
async function writesOf(told: ToldStory, folder: string): Promise<number> {
  const { name, args } = told.story;
  const counted = join(folder, `${name}-writes`);
  const cwd = freshFolder(told, folder, `${name}-counted`);
  await command(args, { cwd, node: ['--import', failing], env: { CONIC_WRITES: counted } });
  return Number(readFileSync(counted, 'utf8'));
}

function endFaults({ status, signal, err }: CommandEnd, { story }: ToldStory): string[] {
  const odd = oddMessage(err);
  const faults = odd === undefined ? [] : [`it says ${odd}: ${err.slice(0, 300)}`];
  if (status !== 2 && (status === null || !story.statuses.includes(status)))
    faults.push(`it ends with ${signal ?? status}`);
  // A message, where it refused: in one line.
  const lines = err.split('\n').filter((line) => line !== '');
  if (status === 2 && lines.length !== 1) faults.push(`${lines.length} lines: ${err.slice(0, 300)}`);
  return faults;
}

const mounted = (folder: string, kilobytes: number): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'none', folder], { stdio: 'ignore' }).status === 0;
const unmount = (folder: string): void => void spawnSync('umount', [folder], { stdio: 'ignore' });

/** A real disk that is too small, by more and more room; and standard output on a device that is full. */
export const smallDisks: Fault = {
  name: 'a disk too small (tmpfs), and /dev/full',
  whole: 100,
  missing: () => {
    if (!existsSync('/dev/full')) return 'there is no /dev/full';
    const { status } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return status === 0 ? undefined : 'no disk can be mounted by this user';
  },
  async run(attempts, folder, tried) {
    for await (const { told, own } of toldStories(attempts, folder)) {
      const { story } = told;
      for (let attempt = 0; attempt < own; attempt++) {
        const disk = join(folder, `${story.name}-disk-${attempt}`);
        mkdirSync(disk);
        // From none to more than any of them writes.
        const kilobytes = 8 + Math.round((attempt / own) ** 2 * 1000);
        if (!mounted(disk, kilobytes)) throw new Error(`${disk}: cannot be mounted`);
        try {
          if (spawnSync('cp', ['-r', `${told.before}/.`, disk], { stdio: 'ignore' }).status !== 0) {
            tried.end('no room for what was there');
            continue;
          }
          const end = await command(story.args, { cwd: disk });
          const faults = [...endFaults(end, told), ...(await halfOf(told, disk, false))];
          const stray = strayIn(disk);
          if (stray.length > 0) faults.push(`left behind: ${stray.join(', ')}`);
          tried.end(
            end.status === 2 ? 'refused' : 'a verdict',
            faults.map((fault) => `${story.name} on ${kilobytes} kB: ${fault}`),
          );
        } finally {
          unmount(disk);
        }
      }
      const { status, err } = await toFull(story.args, told.before);
      const isSaid = status === 2 && oddMessage(err) === undefined && err.trim() !== '';
      tried.end('/dev/full', isSaid ? [] : [`${story.name} > /dev/full ends with ${status}: ${err.slice(0, 300)}`]);
    }
  },
};

/** Runs a command whose standard output is a device that is full. */
function toFull(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly status: number | null; readonly err: string }> {
  const full = openSync('/dev/full', 'w');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [commandFile, ...args], { cwd, stdio: ['ignore', full, 'pipe'] });
    const err: Buffer[] = [];
    child.stderr?.on('data', (text: Buffer) => err.push(text));
    child.on('close', (status) => {
      closeSync(full);
      resolve({ status, err: String(Buffer.concat(err)) });
    });
  });
}
