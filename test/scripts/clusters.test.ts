import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('says in a line each that there is no Slurm and no Python, as one keeps nothing from the other', () => {
  for (const file of [
    'scripts/clusters.mjs',
    'scripts/pythonEnvironment.mjs',
    'test/schedulers/python/requirements.txt',
  ]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts/clusters.mjs')], {
    env: { ...process.env, PATH: folder },
    encoding: 'utf8',
  });
  expect({ status, said: stderr.trim().split('\n') }).toEqual({
    status: 1,
    said: [
      expect.stringMatching(/^clusters: stopped: Slurm is not there, and /),
      'clusters: stopped: Python is missing; install python3, pip and venv (Debian: python3-venv)',
    ],
  });
});
