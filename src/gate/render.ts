import type { GateReport } from './schema.js';

/** The gate's reports for readers, as names of files and what is in them. Written elsewhere; this stands in for it. */
export const renderReports = async (
  _report: GateReport,
  _images: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, string | Buffer>> => new Map();
