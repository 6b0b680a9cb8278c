import type { Colors } from '../report/console.js';
import type { GateReport } from './schema.js';

/** The report for a terminal. Written elsewhere; this stands in for it. */
export function describeGate({ limits, verdict, seed }: GateReport, colours: Colors): string {
  const lines = limits.map(({ outcome, name, reason }) => `${outcome}  ${name}: ${reason}`);
  return [...lines, `${colours.bold(verdict)}  (seed ${seed})`].join('\n');
}
