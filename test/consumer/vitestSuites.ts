import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect } from '@jest/globals';
import { asModule } from './asModule.js';
import { projectWith } from './project.js';
import { copyShipped } from './shipped.js';
import { runVitest } from './suiteRun.js';

const globals = `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';`;

/** A suite in TypeScript, whose types are lines that are not run; `here` marks those that a failure is to point at. */
const typed = `import { fromFunction, scalars, type Classifier, type Image, type Property } from 'conic';
import { test as conicTest } from 'conic/vitest';
import { expect, test } from 'vitest';

interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
const shape: Shape = { height: 1, width: 1, channels: 1 };
const model: Classifier = fromFunction(({ count }) => Array.from({ length: count }, () => [0, 1]), { shape, labels: 2 });

const never: Property<Image> = {
  name: 'never',
  claim: 'this is never so',
  needs: [],
  cases: ({ images }) => images,
  examine: async (image, subject) => {
    const scores = await subject.scores(image);
    return { kind: 'violated', margin: -1, why: 'as always', views: [{ title: 'image', image, scores }] };
  },
};

type Thrower = (value: number) => never;
const thrower: Thrower = () => {
  throw new Error('of my own'); // here: throws
};

test('matcher', async () => {
  await expect(model).toSatisfy(never); // here: matcher
});
conicTest.prop([scalars()])('throws', (scalar: number) => thrower(scalar));
`;

const lineOf = (mark: string): number => typed.split('\n').findIndex((line) => line.endsWith(`// here: ${mark}`)) + 1;

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
    project.write('typed.test.ts', typed);
  });

  installed("failures point at the line of the user's TypeScript", () => {
    const ran = runVitest(project, ['typed']);
    const said = stripVTControlCharacters(`${ran.stdout}${ran.stderr}`);
    expect(ran.tests['matcher']?.message).toMatch(/as always/);
    for (const mark of ['matcher', 'throws'])
      expect(said).toMatch(new RegExp(`typed\\.test\\.ts:${lineOf(mark)}:\\d+`));
    expect(ran.status).toBe(1);
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
