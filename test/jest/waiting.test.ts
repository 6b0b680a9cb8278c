import { describe, expect, test } from '@jest/globals';
import { matcherCall } from '../../src/jest/call.js';
import { CallSite } from '../../src/jest/callSite.js';
import type { MatcherAnswer } from '../../src/jest/runner.js';
import { Waiting } from '../../src/jest/waiting.js';

const call = (not = false) => matcherCall('toBeScalarInvariant', not, {});
const failing: MatcherAnswer = { pass: false, message: () => 'no' };

/** A matcher that answers when it is told to. */
function later() {
  let answer: (answer: MatcherAnswer) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  let signal: AbortSignal | undefined;
  const run = (given: AbortSignal): Promise<MatcherAnswer> => {
    signal = given;
    return new Promise((resolve, reject) => ([answer, fail] = [resolve, reject]));
  };
  return {
    run,
    answer: (with_: MatcherAnswer) => answer(with_),
    fail: (reason: unknown) => fail(reason),
    stopped: () => signal?.aborted === true,
  };
}

/** As a user writes it. */
const ask = (waiting: Waiting, run: (signal: AbortSignal) => Promise<MatcherAnswer>, not = false) => {
  function matches() {
    return waiting.until(call(not), new CallSite(matches), run);
  }
  return matches();
};

describe('a matcher that is awaited', () => {
  test('gives its answer', async () => {
    const waiting = new Waiting();
    expect(await ask(waiting, async () => failing)).toBe(failing);
    waiting.assertNone(false);
  });

  test('may throw', async () => {
    const waiting = new Waiting();
    const thrown = Promise.reject(new Error('a slip'));
    await expect(ask(waiting, () => thrown)).rejects.toThrow('a slip');
    waiting.assertNone(false);
  });
});

describe('a matcher that is forgotten', () => {
  test('is told of at the user’s line, once, and stopped', async () => {
    const waiting = new Waiting();
    const matcher = later();
    void ask(waiting, matcher.run);
    const told = (): unknown => {
      try {
        return waiting.assertNone(false);
      } catch (thrown) {
        return thrown;
      }
    };
    const error = told();
    expect(error).toHaveProperty(
      'message',
      'The test ended before expect(model).toBeScalarInvariant(…) had an answer. Await it, or return it from the test.',
    );
    expect(String(error instanceof Error ? error.stack : '').split('\n')[1]).toMatch(/waiting\.test\.ts/);
    expect(matcher.stopped()).toBe(true);
    expect(told()).toBe(undefined);
  });

  test('fails nothing later, as nobody would hear of it', async () => {
    const waiting = new Waiting();
    const [failed, expected, threw] = [later(), later(), later()];
    const answers = [ask(waiting, failed.run), ask(waiting, expected.run, true), ask(waiting, threw.run)];
    expect(() => waiting.assertNone(false)).toThrow('The test ended');
    failed.answer(failing);
    expected.answer({ pass: true, message: () => 'no' });
    threw.fail(new Error('disposed of'));
    expect((await Promise.all(answers)).map(({ pass }) => pass)).toEqual([true, false, true]);
  });

  test('by a test that has failed already is stopped without a word', () => {
    const waiting = new Waiting();
    const matcher = later();
    void ask(waiting, matcher.run);
    waiting.assertNone(true);
    expect(matcher.stopped()).toBe(true);
  });

  test('is waited for when the file ends', async () => {
    const waiting = new Waiting();
    const matcher = later();
    void ask(waiting, matcher.run);
    waiting.assertNone(true);
    let ended = false;
    const end = waiting.ended().then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    matcher.answer(failing);
    await end;
  });

  test('is not waited for if it hangs', async () => {
    const waiting = new Waiting();
    void ask(waiting, later().run);
    await waiting.ended();
  });
});
