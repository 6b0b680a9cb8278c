import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { gateSchema } from '../../src/gate/report/schema.js';
import { command } from '../cli/conic.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

// The pipelines of examples/release-gate, run as shell: their own lines, on a copy of the examples. Only npm and npx are not
// the real ones, since there is no registry that has this version.

const files = temporaryFiles();
afterAll(files.remove);

/** A program of the shell, for the tests. */
function program(name: string, lines: readonly string[]): void {
  const path = files.write(`bin/${name}`, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
}

mkdirSync(join(files.folder, 'bin'));
program('npm', ['test "$1" = install']);
program('npx', ['test "$1" = conic || exit 9', 'shift', `exec '${process.execPath}' '${command}' "$@"`]);

/** The lines that a pipeline runs. */
function shellOf(name: string): readonly string[] {
  const text = readFileSync(resolve('examples/release-gate', name), 'utf8');
  const pattern = name.startsWith('github') ? /^ +run: (.+)$/gm : /^ {4}- ((?:cd|npm|npx) .+)$/gm;
  return [...text.matchAll(pattern)].map(([, line]) => line!);
}

/** A copy of the examples, so that no report is left among them. */
function workplace(name: string): string {
  const folder = join(files.folder, name);
  mkdirSync(join(folder, 'examples'), { recursive: true });
  for (const shared of ['models', 'fashion-mnist'])
    symlinkSync(resolve('examples', shared), join(folder, 'examples', shared));
  cpSync(resolve('examples/release-gate/conic.config.ts'), join(folder, 'examples/release-gate/conic.config.ts'));
  return folder;
}

test.each([
  ['github.yml', 'examples/release-gate'],
  ['gitlab.yml', '.'],
])('%s lets the network without biases pass', (name, where) => {
  const folder = workplace(name);
  const lines = shellOf(name);
  expect(lines.length).toBeGreaterThanOrEqual(3);
  const { GITHUB_STEP_SUMMARY: _summary, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', lines.join('\n')], {
    cwd: join(folder, where),
    env: { ...env, PATH: `${join(files.folder, 'bin')}:${env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('scalar-invariance/regression');
  const report = (place: string) =>
    gateSchema.parse(JSON.parse(readFileSync(join(folder, 'examples/release-gate', place, 'report.json'), 'utf8')));
  expect(report('released')).toMatchObject({ verdict: 'fail', model: { id: 'lenet-bias' } });
  expect(report('conic-gate')).toMatchObject({ verdict: 'pass', baseline: { model: 'lenet-bias' } });
});

test('a network that is worse than the released one does not pass', () => {
  const folder = join(workplace('worse'), 'examples/release-gate');
  // The released one is now the better of the two.
  const lines = shellOf('github.yml').map((line) =>
    line.includes('--no-baseline')
      ? line.replace('lenet-bias', 'lenet-zero-bias')
      : line.replace('--baseline', '--model ../models/lenet-bias.onnx --baseline'),
  );
  writeFileSync(join(folder, 'pipeline.sh'), lines.join('\n'));
  const { status, stdout } = spawnSync('sh', ['-e', 'pipeline.sh'], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(files.folder, 'bin')}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/fail +scalar-invariance\/regression/);
});
