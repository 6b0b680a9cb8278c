import type * as fc from 'fast-check';

/** By what it can do: suites may have a fast-check of their own beside conic's. */
export const isArbitrary = (value: unknown): value is fc.Arbitrary<unknown> =>
  typeof value === 'object' && value !== null && 'generate' in value && 'shrink' in value;
