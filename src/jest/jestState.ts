// Jest has no official way to ask about the test in hand. Its runner (jest-circus, the default since Jest 27) keeps its state on
// the global object, and `jest.setTimeout` leaves a number there. Where neither is found, nothing is known, and nothing breaks.

/** The test in hand, as far as conic needs it; undefined between tests. */
export interface TestInHand {
  readonly timeout: number | undefined;
  readonly concurrent: boolean;
  /** Whether something in it has failed already. */
  readonly failed: boolean;
}

export function testInHand(): TestInHand | undefined {
  const test = fieldOf(state(), 'currentlyRunningTest');
  if (typeof test !== 'object' || test === null) return undefined;
  const errors = fieldOf(test, 'errors');
  return {
    // As Jest has it: 0 asks for nothing.
    timeout: numberIn(test, 'timeout') || usualTimeout(),
    concurrent: fieldOf(test, 'concurrent') === true,
    failed: Array.isArray(errors) && errors.length > 0,
  };
}

/** What tests get that ask for no time of their own, in milliseconds. Jest reads the number on the global object only once. */
const usualTimeout = (): number | undefined =>
  numberIn(state(), 'testTimeout') ?? numberIn(globalThis, Symbol.for('TEST_TIMEOUT_SYMBOL'));

function state(): unknown {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === 'JEST_STATE_SYMBOL');
  return key === undefined ? undefined : fieldOf(globalThis, key);
}

const fieldOf = (value: unknown, key: string | symbol): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

function numberIn(value: unknown, key: string | symbol): number | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'number' ? found : undefined;
}
