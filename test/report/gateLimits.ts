import type { GateLimit, GateReport } from '../../src/gate/report/schema.js';
import { smallReport } from '../gate/reports.js';

/** A limit that passed. */
export const limit: GateLimit = {
  name: 'scalar-invariance/none',
  property: 'scalar-invariance',
  kind: 'none-violated',
  unit: { name: 'cases', as: 'count', better: 'less' },
  severity: 'fail',
  outcome: 'pass',
  claim: 'no case violated',
  reason: 'none was',
  cases: 10,
};

/** Many more limits and findings than fit anywhere. */
export const large = (): GateReport => {
  const report = smallReport();
  const letters = '数'.repeat(5000);
  return {
    ...report,
    limits: Array.from({ length: 2000 }, (_, i) => ({
      ...limit,
      name: `limit ${i}`,
      claim: `claim ${i} ${letters}`,
      reason: letters,
      outcome: i === 1999 ? 'fail' : 'pass',
    })),
    findings: Array.from({ length: 500 }, () => ({ property: letters, result: 0 })),
    assumed: { ...report.assumed, notes: Array.from({ length: 500 }, () => letters) },
  };
};
