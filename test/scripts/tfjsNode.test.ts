import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs scripts/tfjs-node.mjs in a project of its own, with this file as npm and no other program in reach. */
function install(name: string, { npm, installed }: { npm: string; installed?: string }) {
  const root = join(folder, name);
  mkdirSync(join(root, 'scripts'), { recursive: true });
  cpSync(join('scripts', 'tfjs-node.mjs'), join(root, 'scripts/tfjs-node.mjs'));
  const home = join(root, 'node_modules/@tensorflow/tfjs-node');
  if (installed !== undefined) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'index.js'), installed);
  }
  writeFileSync(join(root, 'npm.cjs'), npm);
  const env = { ...process.env, PATH: root, npm_execpath: join(root, 'npm.cjs') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/tfjs-node.mjs')], {
    env,
    encoding: 'utf8',
  });
  return { status, said: stdout.trim().split('\n'), stopped: stderr.trim().split('\n'), home };
}

const working = `
  exports.getBackend = () => 'tensorflow';
  exports.version = { 'tfjs-node': '4.22.0' };
  exports.matMul = (a, b) => ({ dataSync: () => a.flatMap((row) => b[0].map((_, j) => row[0] * b[0][j] + row[1] * b[1][j])) });`;

test('leaves a working tfjs-node alone', () => {
  const { status, said } = install('working', { npm: 'process.exit(1)', installed: working });
  expect(status).toBe(0);
  expect(said).toEqual(['tfjs-node: 4.22.0 is installed and works']);
});

test('says in one line that the registry is out of reach', () => {
  const npm = `console.error('npm error code ENOTFOUND\\nnpm error network no such host'); process.exit(1);`;
  const { status, stopped } = install('no-registry', { npm });
  expect(status).toBe(1);
  expect(stopped).toEqual(['tfjs-node: stopped: npm install: npm error network no such host']);
});

test('takes the package out again when it cannot be made to work', () => {
  const npm = `
    const fs = require('node:fs');
    const home = __dirname + '/node_modules/@tensorflow/tfjs-node';
    if (!process.argv.includes('--no-save')) process.exit(1);
    if (process.argv[2] === 'install') fs.mkdirSync(home, { recursive: true });
    if (process.argv[2] === 'uninstall') fs.rmdirSync(home);`;
  const { status, stopped, home } = install('no-tools', { npm });
  expect(status).toBe(1);
  expect(stopped).toEqual([expect.stringMatching(/^tfjs-node: stopped: .*(is missing|no other source)/)]);
  expect(existsSync(home)).toBe(false);
});
