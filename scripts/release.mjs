/**
 * `npm run release`: looks whether what would be published is right, and tags the commit. It publishes nothing. `-- --dry` looks and does not tag,
 * and minds neither changes that are not committed nor a tag that is there.
 *
 * The package is packed as npm would, with the links of its README made absolute where `repository` says to where; publint and
 * are-the-types-wrong look at it; it is installed into an empty project; there its command and a line of its API run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { absoluteLinks, hostOf } from './readmeLinks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { dry: { type: 'boolean', default: false } } });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { name, version } = manifest;
const tag = `v${version}`;

/** Why there is no release, as the one line the user sees. */
class Stop extends Error {}

const say = (line) => console.log(`release: ${line}`);
const warn = (line) => console.warn(`release: warning: ${line}`);

/** What a program prints; it stops the release unless that ends well. */
function run(what, command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error !== undefined || status !== 0)
    throw new Stop(`${what}: ${error?.message ?? `status ${status}`}\n${stdout ?? ''}${stderr ?? ''}`);
  return stdout;
}

const node = (what, file, ...args) => run(what, process.execPath, [join(root, 'node_modules', file), ...args]);

/** The changelog tells of this version, with a date once it is tagged. */
function checkChangelog() {
  const heading = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`## ${version}`));
  if (heading === undefined) throw new Stop(`CHANGELOG.md has no heading "## ${version}"; write what is new`);
  if (!heading.includes('unreleased')) return;
  if (!values.dry) throw new Stop(`CHANGELOG.md still says "${heading.slice(3)}"; put the date of today there`);
  warn(`CHANGELOG.md says "${heading.slice(3)}": a release needs the date of its day`);
}

function checkTree() {
  const changed = run('git status', 'git', ['status', '--porcelain']).trim();
  if (changed !== '') throw new Stop(`there are changes that are not committed; commit them first:\n${changed}`);
  if (run('git tag', 'git', ['tag', '--list', tag]).trim() !== '')
    throw new Stop(`there is a tag ${tag} already; set another version in package.json`);
}

/** Where the registry's page would lead. */
function checkAddress() {
  for (const key of ['repository', 'homepage', 'bugs'])
    if (manifest[key] === undefined) warn(`package.json has no "${key}": no public address is known`);
  if (hostOf(manifest) === undefined)
    warn(
      'README\'s links and pictures stay relative, and lead nowhere on the registry\'s page, until "repository" says where',
    );
}

/** Packs what npm would pack, with another README, and leaves the project's as it is. @returns the package's file. */
function pack(folder) {
  const packed = (from) => {
    run('npm pack', 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder], from);
    const file = readdirSync(folder).find((each) => each.endsWith('.tgz'));
    if (file === undefined) throw new Stop('npm pack wrote no file');
    return join(folder, file);
  };
  const whole = packed(root);
  const host = hostOf(manifest);
  if (host === undefined) return whole;
  run('tar', 'tar', ['-xzf', whole, '-C', folder]);
  rmSync(whole);
  const readme = join(folder, 'package/README.md');
  writeFileSync(readme, absoluteLinks(readFileSync(readme, 'utf8'), host, tag));
  return packed(join(folder, 'package'));
}

/** Lets other programs look at it. conic/vitest is an ES module alone, as Vitest is. */
function lint(file) {
  node('publint', 'publint/src/cli.js', file, '--strict');
  const types = '@arethetypeswrong/cli/dist/index.js';
  node('are-the-types-wrong', types, file, '--exclude-entrypoints', 'vitest');
  node('are-the-types-wrong of conic/vitest', types, file, '--entrypoints', 'vitest', '--profile', 'esm-only');
}

/** Installs it as a user does and uses it. */
function use(file, folder) {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
  run(
    'npm install',
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', file],
    project,
  );
  const said = run('its command', 'npx', ['--no-install', name, '--version'], project).trim();
  if (said !== version) throw new Stop(`${name} --version said ${said}; expected ${version}`);
  const line = `
    const shape = { height: 1, width: 1, channels: 1 };
    const model = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i], -data[i]]), { shape, labels: 2 });
    console.log((await check(scalarInvariance(), model, { cases: 20, seed: 1 })).verdict);`;
  const [imported, required] = [
    `import { check, fromFunction } from '${name}'; import { scalarInvariance } from '${name}/properties';${line}`,
    `const { check, fromFunction } = require('${name}'); const { scalarInvariance } = require('${name}/properties'); (async () => {${line}})();`,
  ];
  for (const [type, program] of [
    ['module', imported],
    ['commonjs', required],
  ]) {
    const verdict = run(`its API, ${type}`, process.execPath, [`--input-type=${type}`, '-e', program], project).trim();
    if (verdict !== 'held') throw new Stop(`its API, ${type}: said ${verdict}; expected held`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'conic-release-'));
try {
  checkChangelog();
  if (!values.dry) checkTree();
  checkAddress();
  run('npm run build', 'npm', ['run', 'build', '--silent']);
  const file = pack(folder);
  say('packed');
  lint(file);
  say('publint and are-the-types-wrong find nothing');
  use(file, folder);
  say('installed into an empty project, its command and its API work');
  if (values.dry) say(`${name} ${version} is ready but for what the warnings say; nothing was tagged`);
  else {
    run('git tag', 'git', ['tag', '--annotate', tag, '--message', `${name} ${version}`]);
    say(`tagged ${tag}, on this machine alone. Nothing was pushed, nothing published`);
  }
} catch (thrown) {
  if (!(thrown instanceof Stop)) throw thrown;
  console.error(`release: ${thrown.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
