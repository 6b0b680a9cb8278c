import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const needed = [
  'scripts/pythonEnvironment.mjs',
  'scripts/servers.mjs',
  'test/classifier/server/python/requirements.txt',
];

/** Runs scripts/servers.mjs in a project of its own, with no program in reach but what is given as python3. */
function installServers(name: string, python?: string) {
  const root = join(folder, name);
  for (const file of needed) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(file, join(root, file));
  }
  if (python !== undefined) writeFileSync(join(root, 'python3'), `#!/bin/sh\n${python}\n`, { mode: 0o755 });
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/servers.mjs')], {
    env: { ...process.env, PATH: root },
    encoding: 'utf8',
  });
  return { status, stopped: stderr.trim() };
}

test('says in one line that Python is missing', () => {
  expect(installServers('none')).toEqual({
    status: 1,
    stopped: 'servers: stopped: Python is missing; install python3, pip and venv (Debian: python3-venv)',
  });
});

test('says in one line why there is no environment', () => {
  expect(installServers('offline', 'echo "no module named venv" >&2; exit 1')).toEqual({
    status: 1,
    stopped: 'servers: stopped: making an environment: no module named venv',
  });
});
