import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * User and system seconds of Node with these arguments, as the shell counts them: those of all threads, and of the processes that
 * it has started and waited for.
 *
 * @param folder to stand in, which is emptied first: no stored case helps the next round.
 * @throws Error with what it said, if it ends with status 2.
 * @example commandSeconds(['-e', ''], folder); // 0.03
 */
export function commandSeconds(args: readonly string[], folder: string): number {
  rmSync(folder, { recursive: true, force: true });
  const script = 'mkdir -p "$0" && cd "$0" && time "$@" > out 2> err';
  const { stderr, status } = spawnSync('bash', ['-c', script, folder, process.execPath, ...args], {
    env: { ...process.env, TIMEFORMAT: '%U %S' },
    encoding: 'utf8',
  });
  // Of a mistake in its arguments nobody wants to know how long it takes.
  if (status === null || status === 2) throw new Error(readFileSync(join(folder, 'err'), 'utf8'));
  return stderr
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, seconds) => sum + seconds, 0);
}
