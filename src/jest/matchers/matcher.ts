import type { MatcherAnswer, TestRunner } from '../runner.js';
import type { TestClock } from '../time.js';
import type { Waiting } from '../waiting.js';

/**
 * What `expect(classifier)` can be asked; each matcher adds its own line, in its own file. Each gives a promise: return it from
 * the test, or await it.
 *
 * What came to no answer (the time was up, too few cases could be decided, nothing is proved) fails, with `.not` as well.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- each matcher's file declares its own in it
export interface ConicMatchers {}

/** What runners call a matcher on. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/** A matcher as `expect.extend` takes it. */
export type Matcher<Rest extends readonly unknown[]> = (
  this: MatcherContext,
  received: unknown,
  ...rest: Rest
) => Promise<MatcherAnswer> | MatcherAnswer;

/** What a matcher works with: the runner, the time that the test in hand has left, and who waits for it. */
export interface MatcherBench {
  readonly runner: TestRunner;
  readonly clock: TestClock;
  readonly waiting: Waiting;
}
