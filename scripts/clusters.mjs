// Installs what conic's tests put runs in parts on: `npm run clusters`. Ray, and the schemas that files for Kubernetes, GitHub and GitLab
// are held against, from PyPI, into an environment of their own beside the packages of Node; Slurm from Debian, where it is not there and
// may be installed. One that cannot be had keeps nothing from the other.
import { spawnSync } from 'node:child_process';
import { pythonEnvironment, Stop } from './pythonEnvironment.mjs';

const debian = ['slurmctld', 'slurmd', 'slurm-client', 'munge'];
const programs = ['slurmctld', 'slurmd', 'sbatch', 'munged'];

const say = (line) => console.log(`clusters: ${line}`);

const isThere = (program) =>
  spawnSync(program, ['-V'], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } }).error ===
  undefined;

function slurm() {
  if (programs.every(isThere)) return 'Slurm is there';
  const byHand = `apt-get install --no-install-recommends ${debian.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Stop(`Slurm is not there, and to install it takes root: ${byHand}`);
  say(`installing ${debian.join(', ')} from Debian`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...debian]]) {
    const { status, error, stderr } = spawnSync('apt-get', ['--quiet', '--quiet', ...args], { encoding: 'utf8', env });
    if (error?.code === 'ENOENT') throw new Stop('Slurm is not there, and comes from Debian, which this is not');
    if (status !== 0) throw new Stop(`installing Slurm: ${stderr.trim().split('\n').at(-1)}`);
  }
  return 'Slurm is there';
}

const python = () =>
  pythonEnvironment('clusters', 'test/schedulers/python/requirements.txt', () =>
    say('installing Ray and schemas from PyPI (some minutes)'),
  );

for (const install of [slurm, python])
  try {
    say(install());
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`clusters: stopped: ${error.message}`);
    process.exitCode = 1;
  }
