import type { CallSite } from './callSite.js';
import type { Call } from './call.js';

/**
 * Matchers under way. One that is still going when its test ends was not awaited: the test has passed whatever comes of it,
 * which must not go unnoticed.
 */
export class Waiting {
  readonly #calls = new Map<Call, CallSite>();

  /** Runs a matcher, and knows of it meanwhile. */
  async until<Answer>(call: Call, site: CallSite, run: () => Promise<Answer>): Promise<Answer> {
    this.#calls.set(call, site);
    try {
      return await run();
    } finally {
      this.#calls.delete(call);
    }
  }

  /** @throws Error if a matcher is still going; those of the next test are not held against it. */
  assertNone(): void {
    const [forgotten] = this.#calls;
    this.#calls.clear();
    if (forgotten === undefined) return;
    const [call, site] = forgotten;
    throw site.error(`The test ended before ${call.written('…')} had an answer. Await it, or return it from the test.`);
  }
}
