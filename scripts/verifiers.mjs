// Puts another verifier where the tests look for it: `npm run verifiers`. Marabou 2.0 is a wheel of PyPI (Linux, Python 3.8 to 3.11); what
// `conic certify --export` writes is given to it, and what it says is held against conic.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = ['maraboupy==2.0.0', 'onnx==1.16.2', 'numpy==1.26.4', 'protobuf==4.25.8', 'onnxruntime==1.19.2'];

const cache = fileURLToPath(new URL('../node_modules/.cache/conic', import.meta.url));
const kept = join(cache, 'verifiers');
const say = (line) => console.log(`verifiers: ${line}`);

/** Why it cannot be done, as the one line the user sees. */
class Stop extends Error {}

function python(what, args) {
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT') throw new Stop('Python is missing; install python3 and pip (Debian: python3-pip)');
  if (status !== 0) throw new Stop(`${what}: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`);
}

function install() {
  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(join(cache, 'download-'));
  try {
    say(`installing ${packages.join(', ')} from PyPI`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    python('installing Marabou with pip', [...pip, '--target', work, ...packages]);
    fs.renameSync(work, kept);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

try {
  if (!fs.existsSync(kept)) install();
  say(`Marabou is in ${kept}`);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`verifiers: stopped: ${error.message}`);
  process.exitCode = 1;
}
