/**
 * The documentation: `npm run docs` installs its generator in site/ (apart from conic, whose own installation does not grow by it), writes the
 * reference of the API and builds the site into site/built. `-- --serve` then serves that folder on this machine, `--port` elsewhere than on 4173;
 * `-- --internals` adds the reference of what is not public; `CONIC_DOCS_BASE=/conic/` builds it for a folder of a host.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const site = fileURLToPath(new URL('../site', import.meta.url));
const { values } = parseArgs({
  options: { serve: { type: 'boolean' }, port: { type: 'string', default: '4173' }, internals: { type: 'boolean' } },
});

/** Why it cannot be done, as the one line the user sees. */
class Stop extends Error {}

const say = (line) => console.log(`docs: ${line}`);

function run(what, command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: site, stdio: 'inherit', ...options });
  if (error !== undefined || status !== 0) throw new Stop(`${what}: ${error?.message ?? `status ${status}`}`);
}

/** Whether what the lock file of the site says is what is installed there. */
function isInstalled() {
  const kept = join(site, 'node_modules/.package-lock.json');
  if (!existsSync(kept)) return false;
  const installed = JSON.parse(readFileSync(kept, 'utf8')).packages;
  const { packages } = JSON.parse(readFileSync(join(site, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).every(
    ([place, { version, optional, peer }]) => place === '' || optional || peer || installed[place]?.version === version,
  );
}

function install() {
  if (isInstalled()) return;
  say('installing the generator in site/ (VitePress and TypeDoc, 150 MB)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error, stderr } = spawnSync(npm, ['ci', '--prefer-offline'], { cwd: site, encoding: 'utf8' });
  if (status !== 0)
    throw new Stop(`npm ci in site/: ${error?.message ?? stderr.split('\n').find((line) => line !== '') ?? 'failed'}`);
}

try {
  install();
  const { gather } = await import('../site/gather.mjs');
  const { writeInternals, writeReference } = await import('../site/reference.mjs');
  const pages = gather();
  await writeReference();
  if (values.internals) await writeInternals();
  say(`the pages are in ${pages}`);
  run('vitepress build', process.execPath, ['node_modules/vitepress/bin/vitepress.js', 'build']);
  say('the site is in site/built; npm run docs -- --serve serves it');
  if (values.serve)
    run('vitepress preview', process.execPath, [
      'node_modules/vitepress/bin/vitepress.js',
      'preview',
      '--port',
      values.port,
    ]);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`docs: stopped: ${error.message}`);
  process.exitCode = 1;
}
