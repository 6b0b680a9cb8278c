import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test as vitestTest,
  type JestAssertion,
  type TestContext,
} from 'vitest';
import { install } from './install.js';
import type { ConicMatchers } from './matchers/index.js';
import type { Test } from './test.js';

// The entry `conic/vitest`, for Vitest 3 and 4.

/** The test in hand, as Vitest tells its hooks. */
let current: TestContext['task'] | undefined;
beforeEach(({ task }) => void (current = task));

const { matchers, ...declarers } = install({
  test: Object.assign((name: string, body: () => Promise<void>, timeout?: number) => vitestTest(name, body, timeout), {
    each: vitestTest.each.bind(vitestTest),
    only: vitestTest.only,
    skip: vitestTest.skip,
    failing: vitestTest.fails,
    todo: (name: string) => vitestTest.todo(name),
  }),
  describe,
  beforeAll,
  beforeEach,
  afterEach,
  afterAll,
  // Vitest draws a new seed for each run and does not show it.
  seed: () => undefined,
  timeout: () => current?.timeout,
  concurrent: () => current?.concurrent === true,
  failed: () => current?.result?.state === 'fail',
});
expect.extend(matchers);

/**
 * Vitest's `test`, with `.prop` on it and on `.only`, `.skip` and `.failing`.
 *
 * @example
 * test.prop([images.from('samples')], { numRuns: 20 })('scores are finite', async (image) => {
 *   expect((await subject.scores(image)).every(Number.isFinite)).toBe(true);
 * });
 */
export const test: Test = declarers.test;
/**
 * The same as {@link test}.
 *
 * @example
 * it.prop([images.from('samples'), scalars({ min: 0.1, max: 1 })])('has a label', async (image, scalar) => {
 *   const scores = await subject.scores(image.times(scalar));
 *   expect(labelOf(scores)).toBeLessThan(10);
 * });
 */
export const it: Test = declarers.test;
/**
 * Declares a test for every property of the catalogue, or for those that are named.
 *
 * @example describeProperties(() => openModel('without-biases.onnx'), { properties: ['scalar-invariance'] });
 */
export const { describeProperties } = declarers;

export type { ConicMatchers } from './matchers/index.js';

declare module 'vitest' {
  // Vitest has a toSatisfy of its own, for plain values.
  interface Assertion<T> extends ConicMatchers {
    toSatisfy: ConicMatchers['toSatisfy'] & JestAssertion<T>['toSatisfy'];
  }
}
