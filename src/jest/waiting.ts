import { deadline } from '../clock.js';
import type { CallSite } from './callSite.js';
import type { Call } from './call.js';
import type { MatcherAnswer } from './runner.js';

/** How long to wait for matchers that were told to stop, in milliseconds: less than the five seconds that hooks have. */
const patience = 4000;

/** A matcher under way. */
interface Going {
  readonly site: CallSite;
  readonly stop: AbortController;
  readonly answer: Promise<MatcherAnswer>;
}

/**
 * Matchers under way. One that is still going when its test ends was not awaited: the test has passed whatever comes of it,
 * which must not go unnoticed.
 */
export class Waiting {
  readonly #calls = new Map<Call, Going>();

  /**
   * Runs a matcher, and knows of it meanwhile.
   *
   * @param run ends early when its signal fires; what it says then is heard by nobody, so it fails nothing.
   */
  async until(
    call: Call,
    site: CallSite,
    run: (signal: AbortSignal) => Promise<MatcherAnswer>,
  ): Promise<MatcherAnswer> {
    const stop = new AbortController();
    const answer = run(stop.signal);
    this.#calls.set(call, { site, stop, answer });
    try {
      const said = await answer;
      return stop.signal.aborted ? unheard(call) : said;
    } catch (thrown) {
      if (stop.signal.aborted) return unheard(call);
      throw thrown;
    } finally {
      this.#calls.delete(call);
    }
  }

  /**
   * Stops matchers that are still going when a test ends; those of the next test are not held against it.
   *
   * @param failed whether the test has failed already, which may be why it did not wait: then there is nothing to add.
   * @throws Error if there was one and the test would have passed.
   */
  assertNone(failed: boolean): void {
    const [forgotten] = [...this.#calls].filter(([, { stop }]) => !stop.signal.aborted);
    for (const { stop } of this.#calls.values()) stop.abort();
    if (forgotten === undefined || failed) return;
    const [call, { site }] = forgotten;
    throw site.error(`The test ended before ${call.written('…')} had an answer. Await it, or return it from the test.`);
  }

  /**
   * Resolves when none is going: a runner complains of code that goes on when its file has ended. One that hangs is not waited
   * for very long.
   */
  async ended(): Promise<void> {
    const { signal, release } = deadline(patience, undefined);
    const timeUp = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const answers = Promise.allSettled([...this.#calls.values()].map(({ answer }) => answer));
    await Promise.race([answers, timeUp]);
    release();
  }
}

const unheard = ({ not }: Call): MatcherAnswer => ({ pass: !not, message: () => '' });
