import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort.js';
import { kill, killAllIn, processesIn, toldOf, until, withDescendants, wordsOf } from './processes.js';

// Slurm on one machine, with a configuration of its own: a controller, a node and munge, which vouches for who speaks to whom.

const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

/** Whether Slurm is installed, and may be started. */
export const isSlurmThere =
  process.getuid?.() === 0 &&
  ['slurmctld', 'slurmd', 'sbatch', 'munged'].every(
    (program) => spawnSync(program, ['-V'], { env, timeout: 10_000 }).error === undefined,
  );

if (!isSlurmThere)
  process.stderr.write(
    'Slurm: skipped, because it is not installed, or not for this user. For these tests here: npm run clusters\n',
  );

/** What runs on the node: its own processes, and the tasks, which are told its name. */
function onNode(folder: string): readonly number[] {
  const own = processesIn(folder).filter((id) => /^(slurmd|slurmstepd:)/.test(wordsOf(id)[0] ?? ''));
  return withDescendants([...own, ...toldOf('SLURMD_NODENAME')]);
}

/** Starts Slurm in a folder, where all it writes is. */
export async function startSlurm(folder: string) {
  const place = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(place(name), { recursive: true });
  writeFileSync(place('key'), randomBytes(1024), { mode: 0o400 });
  const host = hostname().split('.')[0] ?? '';
  const conf = place('slurm.conf');
  const told = {
    ClusterName: 'conic',
    SlurmctldHost: `${host}(127.0.0.1)`,
    AuthType: 'auth/munge',
    // A task that is done again waits as long as this: two minutes, where nobody says otherwise.
    AuthInfo: `socket=${place('munge')},cred_expire=5`,
    SlurmUser: 'root',
    SlurmdUser: 'root',
    SlurmctldPort: await freePort(),
    SlurmdPort: await freePort(),
    StateSaveLocation: place('state'),
    SlurmdSpoolDir: place('spool'),
    SlurmctldPidFile: place('slurmctld.pid'),
    SlurmdPidFile: place('slurmd.pid'),
    SlurmctldLogFile: place('slurmctld.log'),
    SlurmdLogFile: place('slurmd.log'),
    ProctrackType: 'proctrack/pgid',
    TaskPlugin: 'task/none',
    MpiDefault: 'none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    // It looks once a minute for what may begin, where nobody says otherwise.
    SchedulerParameters: 'sched_interval=1,bf_interval=1,batch_sched_delay=1',
    KillWait: 1,
    ReturnToService: 2,
    // Seconds until a node that says nothing is taken for lost.
    SlurmdTimeout: 5,
    NodeName: `${host} NodeAddr=127.0.0.1 CPUs=${Math.min(2, availableParallelism())} State=UNKNOWN`,
    PartitionName: `all Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
  };
  writeFileSync(
    conf,
    `${Object.entries(told)
      .map((pair) => pair.join('='))
      .join('\n')}\n`,
  );
  const start = (program: string, ...args: readonly string[]): void => {
    const log = openSync(place(`${program}.out`), 'a');
    spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', log, log] }).unref();
    closeSync(log);
  };
  const files = ['key', 'munge', 'munge.log', 'munge.pid', 'munge.seed'].map(place);
  const names = ['key-file', 'socket', 'log-file', 'pid-file', 'seed-file'];
  start('munged', '--foreground', '--force', ...names.map((name, i) => `--${name}=${files[i]}`));
  const startNode = (): void => start('slurmd', '-D', '-f', conf);
  start('slurmctld', '-D', '-f', conf);
  startNode();
  const inSlurm = { ...env, SLURM_CONF: conf };
  const state = (): string => spawnSync('sinfo', ['-h', '-o', '%t'], { env: inSlurm, encoding: 'utf8' }).stdout.trim();
  await until('a node that is idle', () => state() === 'idle');
  return {
    env: { SLURM_CONF: conf },
    state,
    startNode,
    /** The node goes down, and everything on it, also what it is starting in that moment. */
    killNode: async () => {
      for (let left = onNode(folder); left.length > 0; left = onNode(folder)) {
        kill(left);
        await sleep(100);
      }
    },
    stop: () => killAllIn(folder),
  };
}
