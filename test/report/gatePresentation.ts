import { gatePage } from '../../src/gate/report/page.js';
import type { GateReport } from '../../src/gate/report/schema.js';
import { renderAll } from '../../src/report/formats/index.js';

/** A gate's report in every format. */
export const renderGate = (
  report: GateReport,
  images: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, string>> => renderAll({ document: report, page: gatePage(report), images });
