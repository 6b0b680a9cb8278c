import type { CheckReport } from './check.js';

/** A report with notes on what became known after it was made. */
export const withNotes = <Report extends { readonly assumed: Pick<CheckReport['assumed'], 'notes'> }>(
  report: Report,
  notes: readonly string[],
): Report =>
  notes.length === 0
    ? report
    : { ...report, assumed: { ...report.assumed, notes: [...report.assumed.notes, ...notes] } };
