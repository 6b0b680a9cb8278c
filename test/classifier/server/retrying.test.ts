import { describe, expect, test } from '@jest/globals';
import { RequestFailure, type RequestFailureKind } from '../../../src/classifier/server/requestFailure.js';
import { retrying } from '../../../src/classifier/server/retrying.js';

const options = { retries: 3, longest: 1000, chance: () => 0 };

/** A request that fails so often, and how often it was made. */
function failing(times: number, kind: RequestFailureKind, retryAfter?: number) {
  let made = 0;
  const request = async (): Promise<number> => {
    if (++made <= times) throw new RequestFailure(kind, 'nothing', retryAfter);
    return made;
  };
  return { request, made: () => made };
}

describe('a request', () => {
  test.each(['away', 'busy'] as const)('is made again where the server is %s', async (kind) => {
    expect(await retrying(failing(2, kind).request, options)).toBe(3);
  });

  test('is given up at last', async () => {
    const { request, made } = failing(9, 'away', 0);
    await expect(retrying(request, options)).rejects.toThrow('nothing');
    expect(made()).toBe(4);
  });

  test.each(['late', 'refused', 'failed', 'denied', 'unknown', 'untrusted', 'wrong', 'ended'] as const)(
    'is not made again where it is %s',
    async (kind) => {
      const { request, made } = failing(1, kind);
      await expect(retrying(request, options)).rejects.toThrow('nothing');
      expect(made()).toBe(1);
    },
  );

  test('is not made again by what is no failure of a request', async () => {
    await expect(retrying(() => Promise.reject(new TypeError('mine')), options)).rejects.toThrow('mine');
  });

  test('is made again after as long as the server says, and no longer than an answer may take', async () => {
    const { request, made } = failing(1, 'busy', 1e9);
    // Longer than a test: were that kept to, this would not end.
    await retrying(request, { ...options, longest: 10 });
    expect(made()).toBe(2);
  });

  test('is not waited for when the run ends', async () => {
    const stop = new AbortController();
    const waiting = retrying(failing(1, 'busy', 1e6).request, { ...options, longest: 1e7, signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow('an end of the run');
  });
});
