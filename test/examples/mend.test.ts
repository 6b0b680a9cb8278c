import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { gateSchema } from '../../src/gate/report/schema.js';
import { command } from '../cli/conic.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

test('the story of examples/mend, run as shell on a copy: what fails before is proved and passes after', () => {
  const folder = join(files.folder, 'examples/mend');
  mkdirSync(folder, { recursive: true });
  for (const shared of ['models', 'fashion-mnist'])
    symlinkSync(resolve('examples', shared), join(files.folder, 'examples', shared));
  for (const name of ['story.sh', 'conic.config.ts']) cpSync(resolve('examples/mend', name), join(folder, name));
  const { GITHUB_STEP_SUMMARY: _summary, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['story.sh'], {
    cwd: folder,
    env: { ...env, CONIC: `${process.execPath} ${command}` },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/^== /gm)).toHaveLength(5);
  expect(stdout).toContain('proved: mended is positively homogeneous');
  expect(stdout).toMatch(
    /Mended, with each image divided by its largest value: 0 of \d,\d{3}, of all cases of the same seed/,
  );
  const verdictOf = (report: string): string =>
    gateSchema.parse(JSON.parse(readFileSync(join(folder, report, 'report.json'), 'utf8'))).verdict;
  expect([verdictOf('gate-before'), verdictOf('gate-after')]).toEqual(['fail', 'pass']);
});
