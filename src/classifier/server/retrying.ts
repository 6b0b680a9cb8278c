import { clearTimeout, setTimeout } from 'node:timers';
import { mayBeAnsweredLater, RequestFailure } from './requestFailure.js';

/** In milliseconds: before the second attempt at most, and at most at all. Each further wait may be twice as long. */
const wait = { first: 100, most: 5000 };

/** How often, and how long, a request is made again. */
export interface RetryOptions {
  readonly retries: number;
  /** The longest that a server may ask to be left alone, in milliseconds. */
  readonly longest: number;
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. Default: chance. */
  readonly chance?: () => number;
}

/**
 * Makes a request, and where it found the server busy or away makes it again, each time after a longer wait. The waits are drawn by
 * lot from their upper half, so that requests that failed together do not come back together.
 *
 * @throws RequestFailure: the last one, or `ended`.
 */
export async function retrying<Answer>(request: () => Promise<Answer>, options: RetryOptions): Promise<Answer> {
  const { retries, longest, signal, chance = Math.random } = options;
  for (let attempt = 0; ; attempt++)
    try {
      return await request();
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure) || attempt >= retries || !mayBeAnsweredLater(thrown)) throw thrown;
      const backoff = Math.min(wait.first * 2 ** attempt, wait.most) * (0.5 + chance() / 2);
      await pause(Math.min(Math.max(backoff, thrown.retryAfter ?? 0), Math.max(longest, backoff)), signal);
    }
}

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      reject(new RequestFailure('ended', 'an end of the run'));
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort);
  });
