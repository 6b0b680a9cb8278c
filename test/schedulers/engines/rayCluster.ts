import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runIn } from '../shardedFolder.js';
import { freePort } from './freePort.js';
import { kill, killAllIn, processesIn, withDescendants, wordsOf } from './processes.js';

// Ray with two nodes on one machine, each of which does one part at a time.

const bin = resolve('node_modules/.cache/conic/clusters/bin');

/** The Python that has Ray. */
export const rayPython = join(bin, 'python');

/** Whether Ray is installed. */
export const isRayThere = existsSync(join(bin, 'ray')) && spawnSync(rayPython, ['-c', 'import ray']).status === 0;

if (!isRayThere)
  process.stderr.write('Ray: skipped, because it is not installed. For these tests here: npm run clusters\n');

/** Starts Ray, which writes into a folder. */
export async function startRay(folder: string) {
  const address = `127.0.0.1:${await freePort()}`;
  const ray = async (...args: readonly string[]): Promise<void> => {
    const usual = ['--num-cpus=1', '--node-ip-address=127.0.0.1', '--disable-usage-stats'];
    const { status, out, err } = await runIn(folder, join(bin, 'ray'), ['start', ...args, ...usual], {});
    if (status !== 0) throw new Error(`ray start ended with ${status}: ${out}${err}`);
  };
  const port = address.split(':')[1];
  await ray('--head', `--port=${port}`, `--temp-dir=${folder}`, '--include-dashboard=false');
  // Each node has one of these, which starts all else on it.
  const raylets = (): readonly number[] =>
    processesIn(folder).filter((id) => (wordsOf(id)[0] ?? '').endsWith('/raylet'));
  const ofHead = raylets();
  /** Starts the second node. */
  const startNode = (): Promise<void> => ray(`--address=${address}`);
  await startNode();
  /** What is at work on the second node. */
  const onNode = (): readonly number[] => withDescendants(raylets().filter((id) => !ofHead.includes(id)));
  return {
    env: { RAY_ADDRESS: address },
    startNode,
    onNode,
    /** The second node goes down, and everything on it. */
    killNode: () => kill(onNode()),
    stop: () => killAllIn(folder),
  };
}
