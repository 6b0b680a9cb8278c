// Puts the node suite of ONNX where the tests look for it: `npm run node-suite`. It is data in the wheel of PyPI's onnx:
// a model and its inputs for nearly every operation and attribute. Nothing of it is run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '1.19.1';
/** One wheel for every machine: the data are the same in all. */
const target = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
const platform = ['--platform', 'manylinux2014_x86_64'];
const sha256 = '1839af08ab4a909e4af936b8149c27f8c64b96138981024e251906e0539d8bf9';
const inside = 'onnx/backend/test/data/node/';

const cache = fileURLToPath(new URL('../node_modules/.cache/conic', import.meta.url));
const kept = join(cache, `onnx-${version}`);
const say = (line) => console.log(`node-suite: ${line}`);

/** Why it cannot be done, as the one line the user sees. */
class Stop extends Error {}

function python(what, args) {
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT') throw new Stop('Python is missing; install python3 and pip (Debian: python3-pip)');
  if (status !== 0) throw new Stop(`${what}: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`);
}

function fetchSuite() {
  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(join(cache, 'download-'));
  try {
    say(`downloading onnx ${version} from PyPI (18 MB)`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    python('downloading onnx with pip', [...pip, ...target, ...platform, '--dest', work, `onnx==${version}`]);
    const name = fs.readdirSync(work).find((file) => file.endsWith('.whl'));
    if (name === undefined) throw new Stop('downloading onnx with pip: no wheel came');
    const actual = createHash('sha256')
      .update(fs.readFileSync(join(work, name)))
      .digest('hex');
    if (actual !== sha256) throw new Stop(`${name} has sha256 ${actual}, expected ${sha256}`);
    const program =
      'import sys, zipfile\n' +
      'wheel = zipfile.ZipFile(sys.argv[1])\n' +
      'wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(sys.argv[3])])\n';
    const unpacked = join(work, 'unpacked');
    python('unpacking the wheel', ['-c', program, join(work, name), unpacked, inside]);
    fs.renameSync(join(unpacked, inside), kept);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

try {
  if (!fs.existsSync(kept)) fetchSuite();
  say(`${fs.readdirSync(kept).length} models in ${kept}`);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`node-suite: stopped: ${error.message}`);
  process.exitCode = 1;
}
