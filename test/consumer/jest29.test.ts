import { resolve } from 'node:path';
import { beforeAll, expect } from '@jest/globals';
import { projectWith } from './project.js';
import { copyShipped } from './shipped.js';
import { runJest } from './suiteRun.js';
import { complaints } from './typedSuite.js';

// The Jest before, as CommonJS.

const { project, installed } = projectWith({ packages: { jest: '29.7.0' } });

beforeAll(() => {
  project.copy('test/consumer/suites', '.');
  copyShipped(project);
});

installed('suites that hold pass, under fake timers too', () => {
  const ran = runJest(project, ['passing', 'fakeTimers', 'undisposed', 'only']);
  const failed = Object.entries(ran.tests).filter(([, { status }]) => !['passed', 'pending'].includes(status));
  expect(failed).toEqual([]);
  expect(ran.stderr).not.toContain('did not exit');
  expect(ran.status).toBe(0);
});

installed('a suite that does not hold fails', () => {
  const ran = runJest(project, ['failing']);
  expect(new Set(Object.values(ran.tests).map(({ status }) => status))).toEqual(new Set(['failed']));
  expect(ran.tests['scalar']?.message).toMatch(/not so[^]*image[^]*scalar[^]*cause[^]*picture[^]*replay/);
  expect(ran.tests['no answer in time']?.message).toContain('time limit reached');
  expect(ran.status).toBe(1);
});

installed('the seed of the run is used', () => {
  const { tests } = runJest(project, ['seeds', '--seed=5']);
  expect(tests['of the run']?.message).toContain('seed 5;');
  expect(tests['of the run (with seed=5)']?.status).toBe('passed');
});

installed('its own types agree with those of conic', () => {
  const compiler = resolve('node_modules/typescript/bin/tsc');
  expect(complaints(project, compiler, ['imported'], 'CommonJS', [])).toBe('');
});
