// Installs the servers of other people that conic's tests ask: `npm run servers`. MLServer and KServe's Python server, from PyPI,
// with onnxruntime for what they serve, into an environment of their own beside the packages of Node.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const wanted = fileURLToPath(new URL('../test/classifier/server/python/requirements.txt', import.meta.url));
const kept = fileURLToPath(new URL('../node_modules/.cache/conic/servers', import.meta.url));
/** What is installed, once it all is. */
const installed = join(kept, 'requirements.txt');
const say = (line) => console.log(`servers: ${line}`);

/** Why it cannot be done, as the one line the user sees. */
class Stop extends Error {}

function run(what, program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Stop('Python is missing; install python3, pip and venv (Debian: python3-venv)');
  // Python writes why it has no venv to standard output.
  if (status !== 0)
    throw new Stop(`${what}: ${(error?.message ?? (stderr.trim() || stdout)).trim().split('\n').at(-1)}`);
}

try {
  const text = fs.readFileSync(wanted, 'utf8');
  if (!fs.existsSync(installed) || fs.readFileSync(installed, 'utf8') !== text) {
    say('installing MLServer and KServe from PyPI (560 MB on disk; some minutes)');
    fs.rmSync(kept, { recursive: true, force: true });
    fs.mkdirSync(kept, { recursive: true });
    run('making an environment', 'python3', ['-m', 'venv', kept]);
    const python = join(kept, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    run('installing with pip', python, [...pip, '--requirement', wanted]);
    fs.writeFileSync(installed, text);
  }
  say(`${text.trim().split('\n').join(', ')} in ${kept}`);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`servers: stopped: ${error.message}`);
  process.exitCode = 1;
}
