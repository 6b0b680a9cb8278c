import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { appendStepSummary } from '../../../src/gate/report/stepSummary.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

test('is appended to what is there', async () => {
  const file = files.write('summary.md', 'before');
  expect(await appendStepSummary('## one\n', { GITHUB_STEP_SUMMARY: file })).toBe(file);
  await appendStepSummary('## two', { GITHUB_STEP_SUMMARY: file });
  expect(readFileSync(file, 'utf8')).toBe('before\n## one\n\n## two\n');
});

test('without a pipeline nothing is written', async () => {
  expect(await appendStepSummary('## one', {})).toBeUndefined();
  expect(await appendStepSummary('## one', { GITHUB_STEP_SUMMARY: '' })).toBeUndefined();
});

test('a file that cannot be written is an input error', async () => {
  const file = join(files.folder, 'missing', 'summary.md');
  await expect(appendStepSummary('## one', { GITHUB_STEP_SUMMARY: file })).rejects.toMatchObject({
    name: 'InputError',
    problem: { where: 'GITHUB_STEP_SUMMARY', expected: 'a file to append to' },
  });
});
