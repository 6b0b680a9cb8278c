import { mkdtempSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { recoverReport } from '../../../src/report/folder/recoverReport.js';
import { conic } from '../../cli/conic.js';
import { lenet } from '../../cli/hostileModels.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'conic-recover-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const id = 'a0a0a0a0-1b1b-4c4c-8d8d-e0e0e0e0e0e0';
const left = (name: string, content: string): void => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'report.json'), content);
};
const said = () => jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
const report = (): string => readFileSync(join(folder, 'report', 'report.json'), 'utf8');

test('a run that was killed between the two steps of an exchange: the new report is put there', async () => {
  const warned = said();
  left(`.report-${id}`, 'new');
  left(`.report-${id}-old`, 'earlier');
  await recoverReport(join(folder, 'report'));
  expect(report()).toBe('new');
  expect(readdirSync(folder)).toEqual(['report']);
  expect(warned.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining('the new one is there again')]);
});

test('where the new one is gone, the earlier one comes back', async () => {
  said();
  left(`.report-${id}-old`, 'earlier');
  left(`.reports-${id}-old`, 'of another place');
  await recoverReport(join(folder, 'report'));
  expect(report()).toBe('earlier');
  expect(readdirSync(folder).toSorted()).toEqual([`.reports-${id}-old`, 'report']);
});

test('where a report is there, or none was moved away, nothing is done', async () => {
  const warned = said();
  left('report', 'there');
  left(`.report-${id}-old`, 'earlier');
  await recoverReport(join(folder, 'report'));
  await recoverReport(join(folder, 'another'));
  expect(report()).toBe('there');
  expect(readdirSync(folder)).toContain(`.report-${id}-old`);
  expect(warned).not.toHaveBeenCalled();
});

test('the command says so, and that a lock was left', async () => {
  left(`.report-${id}-old`, '{ "schema": "conic.gate/1" }');
  // No process has such a number.
  writeFileSync(join(folder, '.report.lock'), '4194999');
  const config = join(folder, 'conic.config.json');
  const settings = { model: lenet('bias'), cases: 1000, seed: 1, report: 'report', baseline: false };
  writeFileSync(config, JSON.stringify({ ...settings, properties: { 'scalar-invariance': { leastCases: 1 } } }));
  const { status, err } = await conic(['gate', '--config', config]);
  expect(status).toBe(0);
  expect(err).toContain('conic: ' + join(folder, 'report') + ': found no report where a run was killed');
  expect(err).toContain('.report.lock: found the lock of a run that is gone; it is taken over.');
  expect(err).not.toContain('trace-warnings');
  expect(report()).toContain('"conic.gate/');
});
