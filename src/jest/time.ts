import { now } from '../clock.js';
import { seconds } from '../settings/kinds.js';
import type { TestRunner } from './runner.js';

/** Part of a test's time that is kept for what comes after the cases: confirming a counterexample, its cause, its picture. */
const kept = 0.15;

/** Knows how much of a test's time is left. */
export class TestClock {
  #started = now();

  constructor(private readonly runner: Pick<TestRunner, 'timeout'>) {}

  /** A test begins. */
  start(): void {
    this.#started = now();
  }

  /**
   * How long a run in the test in hand may take, in milliseconds; undefined where that cannot be told.
   *
   * @param asked the timeout that the test was declared with, for runners that do not tell.
   */
  limit(asked?: number): number | undefined {
    const timeout = this.runner.timeout() ?? asked;
    // 0, and more than timers can count, mean none.
    if (timeout === undefined || timeout <= 0 || timeout >= 2 ** 31 - 1) return undefined;
    const left = timeout - (now() - this.#started);
    return Math.max(1, Math.floor(left - Math.max(Math.min(500, timeout * 0.3), timeout * kept)));
  }

  /** The same in seconds, as options have it, where there is an end to it. */
  limitInSeconds(): number | undefined {
    const limit = this.limit();
    const inSeconds = limit === undefined ? undefined : limit / 1000;
    return seconds.is(inSeconds) ? inSeconds : undefined;
  }
}
