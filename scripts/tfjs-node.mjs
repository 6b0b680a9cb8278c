// Puts a working native @tensorflow/tfjs-node into node_modules, for development and CI: `npm run tfjs-node`.
// Its own installer downloads libtensorflow from a storage host that many networks do not let through. Where that fails,
// the same library is taken from the TensorFlow wheel on PyPI and the addon is compiled against it, on Linux.
// package.json and package-lock.json stay as they are; if it cannot be done, so does node_modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '4.22.0';
const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'node_modules/@tensorflow/tfjs-node');
const cache = join(root, 'node_modules/.cache/conic');

// tfjs-node 4.22 was made for TensorFlow 2.9, whose wheels lack the library; 2.15 has it, still answers to the same
// C API, and asks for no more than glibc 2.17.
const tensorflow = '2.15.1';
const wheels = {
  x64: {
    name: 'tensorflow-cpu',
    platform: 'manylinux2014_x86_64',
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  },
  arm64: {
    name: 'tensorflow-cpu-aws',
    platform: 'manylinux2014_aarch64',
    sha256: 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
  },
};
const libraries = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};
const headers = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/'];

const minutes = (n) => n * 60_000;
const say = (line) => console.log(`tfjs-node: ${line}`);

/** Why it cannot be done, as the one line the user sees. */
class Stop extends Error {}

/** How npm, pip, Node, Python, node-gyp and a compiler begin the line that tells what went wrong. */
const errorLine =
  /^(npm error (?!code|syscall|errno|address|port)|ERROR: |(\w+\.)*\w*Error: |gyp ERR! (find|stack) |\S+: (fatal )?error: )/;

/** Runs a program to its end, quietly; says how it went and which line of its output tells why. */
function run(program, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: minutes(20),
    ...options,
  });
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.find((line) => errorLine.test(line));
  const why =
    error?.code === 'ETIMEDOUT' ? 'no end in time' : (error?.message ?? telling ?? lines.at(-1) ?? 'no output');
  return { ok: status === 0, stdout: stdout ?? '', why };
}

function must(what, program, args, options) {
  const result = run(program, args, options);
  if (!result.ok) throw new Stop(`${what}: ${result.why}`);
  return result;
}

function npm(what, ...args) {
  const cli = process.env.npm_execpath;
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Only Windows needs the shell there: npm is a .cmd file, which cannot be started without one.
  if (cli === undefined) return must(what, 'npm', [...args, ...quiet], { shell: process.platform === 'win32' });
  return must(what, process.execPath, [cli, ...args, ...quiet]);
}

/** Whether tfjs-node loads and multiplies, asked of a child process, for a broken addon can take its process along. */
function works() {
  const program = `
    require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined; // gone in Node 23
    const tf = require('@tensorflow/tfjs-node');
    const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync();
    process.stdout.write([tf.getBackend(), tf.version['tfjs-node'], ...product].join(' '));`;
  const { ok, stdout, why } = run(process.execPath, ['-e', program], {
    timeout: minutes(2),
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const working = ok && stdout.endsWith(`tensorflow ${version} 19 22 43 50`);
  return { working, why };
}

/** What `npm install` would do by itself if it ran the package's install script. */
function ordinaryInstall() {
  const bin = join(root, 'node_modules/.bin');
  const installed = run(process.execPath, ['scripts/install.js'], {
    cwd: home,
    timeout: minutes(5),
    env: { ...process.env, PATH: `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` },
  });
  const { working, why } = works();
  return { working, why: installed.ok ? why : installed.why };
}

/** The wheel for this machine. */
function wheelHere() {
  const wheel = process.platform === 'linux' ? wheels[process.arch] : undefined;
  if (wheel === undefined)
    throw new Stop(`no other source of libtensorflow is known for ${process.platform} ${process.arch}, only for Linux`);
  if (process.report.getReport().header.glibcVersionRuntime === undefined)
    throw new Stop('the TensorFlow wheel needs glibc, which this Linux lacks (musl?)');
  return wheel;
}

/** The Python that has pip; any version will do, for it only downloads, unpacks and runs node-gyp. */
function pythonHere() {
  const pythons = ['python3', 'python'].filter((name) => run(name, ['--version']).ok);
  if (pythons.length === 0) throw new Stop('Python is missing; install python3 and pip (Debian: python3-pip)');
  const python = pythons.find((name) => run(name, ['-m', 'pip', '--version']).ok);
  if (python === undefined)
    throw new Stop('pip is missing; install it (Debian: python3-pip, elsewhere: python3 -m ensurepip)');
  return python;
}

function checkCompiler() {
  for (const tool of ['make', process.env.CXX ?? 'g++'])
    if (!run(tool, ['--version'], { shell: true }).ok)
      throw new Stop(`${tool} is missing; install a C++ compiler and make (Debian: build-essential)`);
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

async function downloadWheel(python, wheel, directory) {
  say(`downloading ${wheel.name} ${tensorflow} from PyPI (about 210 MB)`);
  const target = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--platform', wheel.platform];
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const what = `downloading ${wheel.name}==${tensorflow} from PyPI with pip (is PyPI reachable?)`;
  must(what, python, [...pip, ...target, '--dest', directory, `${wheel.name}==${tensorflow}`]);
  const name = fs.readdirSync(directory).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Stop(`${what}: no wheel came`);
  const file = join(directory, name);
  const actual = await sha256(file);
  if (actual !== wheel.sha256) throw new Stop(`${name} has sha256 ${actual}, expected ${wheel.sha256}`);
  return file;
}

/** Unpacks the libraries and the headers the addon includes: 620 MB, of which 450 MB remain without debug symbols. */
function unpack(python, file, directory) {
  say('unpacking libtensorflow');
  const program =
    'import sys, zipfile\n' +
    'wheel = zipfile.ZipFile(sys.argv[1])\n' +
    'wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(tuple(sys.argv[3:]))])\n';
  const wanted = [
    ...Object.values(libraries).map((library) => `tensorflow/${library}`),
    ...headers.map((header) => `tensorflow/include/${header}`),
  ];
  must('unpacking the wheel', python, ['-c', program, file, directory, ...wanted]);
  for (const library of Object.values(libraries)) {
    const unpacked = join(directory, 'tensorflow', library);
    if (!fs.existsSync(unpacked)) throw new Stop(`the wheel has no ${library}`);
    run('strip', ['--strip-unneeded', unpacked]);
  }
  return join(directory, 'tensorflow');
}

/** The unpacked library and headers, from the cache if they are there. The cache never holds half of them. */
async function libtensorflow(python, wheel) {
  const kept = join(cache, `${wheel.name}-${tensorflow}`);
  if (fs.existsSync(kept)) {
    say('libtensorflow is in the cache');
    return kept;
  }
  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(join(cache, 'download-'));
  try {
    const file = await downloadWheel(python, wheel, work);
    fs.renameSync(unpack(python, file, work), kept);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
    if (fs.readdirSync(cache).length === 0) fs.rmdirSync(cache);
  }
  return kept;
}

/** Lays the library out where the addon's build and the addon itself look for it, without a second copy on the disk. */
function layOut(from) {
  for (const stale of ['deps', 'lib', 'build']) fs.rmSync(join(home, stale), { recursive: true, force: true });
  const lib = join(home, 'deps/lib');
  fs.mkdirSync(lib, { recursive: true });
  fs.cpSync(join(from, 'include'), join(home, 'deps/include'), { recursive: true });
  for (const [short, library] of Object.entries(libraries)) {
    try {
      fs.linkSync(join(from, library), join(lib, library));
    } catch {
      fs.copyFileSync(join(from, library), join(lib, library)); // the cache is on another file system
    }
    fs.symlinkSync(library, join(lib, short));
  }
}

function compile() {
  say('compiling the addon');
  const prefix = dirname(dirname(fs.realpathSync(process.execPath)));
  // Headers beside the node binary spare node-gyp a download.
  const nodedir = fs.existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const gyp = join(root, 'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp');
  must('compiling the addon', process.execPath, [gyp, 'install', '--build-from-source', ...nodedir], { cwd: home });
  fs.rmSync(join(home, 'build'), { recursive: true, force: true });
}

async function fromWheel() {
  const wheel = wheelHere();
  checkCompiler();
  const python = pythonHere();
  layOut(await libtensorflow(python, wheel));
  compile();
  const { working, why } = works();
  if (!working) throw new Stop(`the compiled addon does not work: ${why}`);
}

async function install() {
  say(`installing @tensorflow/tfjs-node ${version} from the npm registry`);
  // As a development dependency for once: npm leaves an optional peer dependency of the project out.
  npm('npm install', 'install', '--save-dev', `@tensorflow/tfjs-node@${version}`);
  say('running its own installer, which downloads libtensorflow');
  const { working, why } = ordinaryInstall();
  if (working) return;
  say(`that did not work (${why}); taking libtensorflow from PyPI`);
  await fromWheel();
}

const present = fs.existsSync(home);
if (present && works().working) {
  say(`${version} is installed and works`);
} else {
  try {
    await install();
    say(`${version} is installed and works`);
  } catch (error) {
    if (!(error instanceof Stop)) console.error(error);
    if (!present && fs.existsSync(home)) {
      try {
        npm('npm uninstall', 'uninstall', '@tensorflow/tfjs-node');
      } catch {
        fs.rmSync(home, { recursive: true, force: true });
      }
    }
    console.error(`tfjs-node: stopped: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
