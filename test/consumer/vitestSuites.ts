import { beforeAll, expect } from '@jest/globals';
import { asModule } from './asModule.js';
import { projectWith } from './project.js';
import { copyShipped } from './shipped.js';
import { runVitest } from './suiteRun.js';

const globals = `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';`;

/** The tests of conic in a project with some version of Vitest, where what a suite needs is imported. */
export function testWithVitest(version: string): void {
  const { project, installed } = projectWith({ packages: { vitest: version }, manifest: { type: 'module' } });

  beforeAll(() => {
    for (const name of ['passing', 'failing', 'faults', 'fakeTimers', 'undisposed', 'seeds'])
      project.write(
        `${name}.test.js`,
        asModule(`${name}.test.js`, globals, 'conic/vitest').replaceAll('jest.use', 'vi.use'),
      );
    copyShipped(project);
  });

  installed('suites that hold pass, under fake timers too', () => {
    const ran = runVitest(project, ['passing', 'fakeTimers', 'undisposed']);
    const failed = Object.entries(ran.tests).filter(([, { status }]) => !['passed', 'skipped'].includes(status));
    expect(failed).toEqual([]);
    expect(Object.keys(ran.tests)).toEqual(expect.arrayContaining(['a record (with seed=4)', 'row 2 two']));
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/close timed out|Unhandled|hanging/i);
    expect(ran.status).toBe(0);
  });

  installed('suites that do not hold fail, each test with its own message', () => {
    const ran = runVitest(project, ['failing', 'faults', 'seeds']);
    const passed = Object.entries(ran.tests).filter(([, { status }]) => status === 'passed');
    expect(passed).toEqual([[expect.stringMatching(/^of the run \(with seed=-?\d+\)$/), expect.anything()]]);
    const fault = /broken: found an error while classifying: out of memory/;
    for (const [name, text] of [
      ['scalar', /not so[^]*image[^]*scalar[^]*cause[^]*picture[^]*replay/],
      ['not', /expected not to be so/],
      ['no answer in time', /time limit reached after/],
      ['not awaited', /had an answer\. Await it/],
      ['model throws', fault],
      ['model throws, not', fault],
      ['prop (with seed=7)', /Property failed after \d+ tests\n\{ seed: 7, path: "[\d:]+"/],
      ['with fast-check told of fast-check', /seed 6;/],
      ['with fast-check told of the options', /seed 7;/],
    ] as const)
      expect(ran.tests[name]?.message).toMatch(text);
    expect(ran.status).toBe(1);
  });
}
