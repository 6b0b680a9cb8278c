import type { Cause } from '../src/core.js';

/**
 * The cause of a violation by something done to a picture that is no scalar. Nothing says that a network without biases would survive
 * it, so no node is blamed, and no bias.
 *
 * @param what was done: `gamma`.
 */
export const causeOfChange = (what: string) => (): Promise<Cause> =>
  Promise.resolve({
    kind: 'transformation',
    detail: `${what} does more than multiply by a scalar, so networks without biases need not survive it: no part of the network is to blame`,
  });
