import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs scripts/node-suite.mjs in a project of its own, with no program in reach but what is given as python3. */
function fetchSuite(name: string, python?: string) {
  const root = join(folder, name);
  mkdirSync(join(root, 'scripts'), { recursive: true });
  cpSync(join('scripts', 'node-suite.mjs'), join(root, 'scripts/node-suite.mjs'));
  if (python !== undefined) writeFileSync(join(root, 'python3'), `#!/bin/sh\n${python}\n`, { mode: 0o755 });
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/node-suite.mjs')], {
    env: { ...process.env, PATH: root },
    encoding: 'utf8',
  });
  return { status, stopped: stderr.trim() };
}

test('says in one line that Python is missing', () => {
  expect(fetchSuite('none')).toEqual({
    status: 1,
    stopped: 'node-suite: stopped: Python is missing; install python3 and pip (Debian: python3-pip)',
  });
});

test('says in one line why pip does not get it', () => {
  expect(fetchSuite('offline', 'echo "ERROR: no such host" >&2; exit 1')).toEqual({
    status: 1,
    stopped: 'node-suite: stopped: downloading onnx with pip: ERROR: no such host',
  });
});
