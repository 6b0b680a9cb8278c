import type { GateReport } from './schema.js';

/** A report for those who show it: without what every single case came to, which is long and for comparisons only. */
export function forReaders({ outcomes: _outcomes, ...report }: GateReport): GateReport {
  return report;
}
