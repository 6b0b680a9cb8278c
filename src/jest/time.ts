import { now } from '../clock.js';
import { seconds } from '../settings/kinds.js';
import type { TestRunner } from './runner.js';

/** Part of a test's time that is kept for what comes after the cases: confirming a counterexample, its cause, its picture. */
const kept = 0.15;

/** Part of a test's time before whose end there is an answer, whatever is still going on; in milliseconds at least and at most. */
const spared = { share: 0.05, least: 40, most: 1000 };

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
    return this.#left((timeout) => Math.max(Math.min(500, timeout * 0.3), timeout * kept), asked);
  }

  /** In how many milliseconds there has to be an answer, before the runner has its own; undefined where that cannot be told. */
  lastMoment(): number | undefined {
    return this.#left((timeout) => Math.min(spared.most, Math.max(spared.least, timeout * spared.share)));
  }

  /** @param sparing how much of the time is not to be used. */
  #left(sparing: (timeout: number) => number, asked?: number): number | undefined {
    const timeout = this.runner.timeout() ?? asked;
    // 0, and more than timers can count, mean none.
    if (timeout === undefined || timeout <= 0 || timeout >= 2 ** 31 - 1) return undefined;
    return Math.max(1, Math.floor(timeout - (now() - this.#started) - sparing(timeout)));
  }

  /** The same in seconds, as options have it, where there is an end to it. */
  limitInSeconds(): number | undefined {
    const limit = this.limit();
    const inSeconds = limit === undefined ? undefined : limit / 1000;
    return seconds.is(inSeconds) ? inSeconds : undefined;
  }
}
