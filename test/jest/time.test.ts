import { describe, expect, test } from '@jest/globals';
import { TestClock } from '../../src/jest/time.js';

const limitOf = (timeout: number | undefined, asked?: number): number | undefined => {
  const clock = new TestClock({ timeout: () => timeout });
  clock.start();
  return clock.limit(asked);
};

describe('the time for cases', () => {
  test('is what the test has, less some for what comes after them', () => {
    for (const timeout of [200, 1000, 5000, 60_000, 1e7]) {
      const limit = limitOf(timeout) ?? NaN;
      expect(limit).toBeGreaterThan(0.5 * timeout);
      expect(limit).toBeLessThan(0.9 * timeout);
      expect(Number.isInteger(limit)).toBe(true);
    }
  });

  test('is a millisecond where there is no time left', async () => {
    const clock = new TestClock({ timeout: () => 2 });
    clock.start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.limit()).toBe(1);
  });

  test('is not limited where the test is not', () => {
    for (const timeout of [0, -1, 2 ** 31 - 1, 2 ** 31, Infinity]) expect(limitOf(timeout)).toBe(undefined);
    expect(limitOf(undefined)).toBe(undefined);
  });

  test('is what the test was declared with, where the runner does not tell', () => {
    expect(limitOf(undefined, 10_000)).toBeGreaterThan(5000);
    expect(limitOf(1000, 10_000)).toBeLessThan(1000);
  });
});

describe('the last moment for an answer', () => {
  const momentOf = (timeout: number | undefined): number | undefined => {
    const clock = new TestClock({ timeout: () => timeout });
    clock.start();
    return clock.lastMoment();
  };

  test('comes after the time for cases and before the end of the test', () => {
    for (const timeout of [200, 1000, 2000, 5000, 60_000, 1e7]) {
      expect(momentOf(timeout)).toBeGreaterThan(limitOf(timeout) ?? NaN);
      expect(momentOf(timeout)).toBeLessThan(timeout);
    }
  });

  test('does not come where the test has no end', () => {
    for (const timeout of [0, Infinity, undefined]) expect(momentOf(timeout)).toBeUndefined();
  });
});
