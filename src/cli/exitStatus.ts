import type { CheckReport } from '../report/documents/check.js';

/** What the command says to the shell. One verdict drives it and the text; an error never passes. */
export const exitStatus = { held: 0, violated: 1, error: 2, inconclusive: 3 } as const satisfies Record<
  CheckReport['verdict'] | 'error',
  number
>;
