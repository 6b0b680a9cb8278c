import type * as fc from 'fast-check';

/** How conic has fast-check go over cases: its own way, whatever a test suite set up globally for other properties. */
export const runParameters = {
  markInterruptAsFailure: false,
  plugins: [],
  verbose: 0,
  examples: [],
  endOnFailure: false,
  skipEqualValues: false,
  ignoreEqualValues: false,
  unbiased: false,
  randomType: 'xorshift128plus',
} as const satisfies fc.Parameters<never>;
