import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test as jestTest } from '@jest/globals';
import type { Property } from '../run/property.js';
import { install } from './install.js';
import { testInHand } from './jestState.js';
import type { ConicMatchers } from './matchers/index.js';
import type { SatisfyOptions } from './options.js';
import type { Test } from './test.js';

// The entry `conic/jest`, for Jest 29 and 30. Jest itself gives the globals, wherever it runs this file.

const { matchers, ...declarers } = install({
  test: jestTest,
  describe,
  beforeAll,
  beforeEach,
  afterEach,
  afterAll,
  // Since Jest 29.2.
  seed: () => ('getSeed' in jest ? jest.getSeed() : undefined),
  timeout: () => testInHand()?.timeout,
  concurrent: () => testInHand()?.concurrent !== false,
  failed: () => testInHand()?.failed === true,
});
expect.extend(matchers);

/**
 * Jest's `test`, with `.prop` on it and on `.only`, `.skip` and `.failing`.
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

// Files that use Jest's own global `test` find `.prop` there as well.
for (const variant of ['only', 'skip', 'failing', 'concurrent'] as const)
  Object.assign(jestTest[variant], { prop: test[variant].prop });
Object.assign(jestTest, { prop: test.prop });

export type { ConicMatchers } from './matchers/index.js';

// jest-extended has a toSatisfy of its own, for plain values. As methods, the two are overloads in projects that have both.

/** @ts-ignore Projects with @types/jest and without @jest/globals may lack this package, and do not need it. */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConicMatchers {
    toSatisfy<Case>(property: Property<Case>, options?: SatisfyOptions): Promise<void>;
    toSatisfy(predicate: (value: T) => boolean): R;
  }
}

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the types of Jest's globals are one
  namespace jest {
    interface Matchers<R, T = {}> extends ConicMatchers {
      toSatisfy<Case>(property: Property<Case>, options?: SatisfyOptions): Promise<void>;
      toSatisfy(predicate: (value: T) => boolean): R;
    }
    interface It {
      prop: Test['prop'];
    }
  }
}
