import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { testInHand, type TestInHand } from '../../src/jest/jestState.js';

const heard = new Map<string, TestInHand | undefined>();
const hear = (when: string) => (): void => void heard.set(when, testInHand());

beforeAll(hear('beforeAll'));
beforeEach(hear('beforeEach'));
afterEach(hear('afterEach'));
afterAll(() => {
  // Whoever runs after all tests runs in none.
  expect(testInHand()).toBe(undefined);
});

const declared = testInHand();

test('there is no test in hand while tests are declared, nor before the first', () => {
  expect(declared).toBe(undefined);
  expect(heard.get('beforeAll')).toBe(undefined);
});

test('there is one in the hooks around each', () => {
  expect(heard.get('beforeEach')).toMatchObject({ concurrent: false, failed: false });
  expect(heard.get('afterEach')).toMatchObject({ concurrent: false, failed: false });
});

describe('its time', () => {
  const usual = (): unknown => heard.get('beforeEach')?.timeout;

  test('is the configuration’s', () => {
    expect(testInHand()?.timeout).toBe(usual());
    expect(usual()).toBeGreaterThan(1000);
  });

  test('is its own where it has one', () => expect(testInHand()?.timeout).toBe(12_345), 12_345);

  // What Jest takes 0 for.
  test('is the configuration’s for 0', () => expect(testInHand()?.timeout).toBe(usual()), 0);

  test('is not what a running test sets: Jest has read that already', () => {
    const before = usual();
    jest.setTimeout(1000);
    expect(testInHand()?.timeout).toBe(before);
    jest.setTimeout(Number(before));
  });
});
