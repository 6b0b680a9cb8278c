import { counterexampleFolder, folderKinds } from '../../report/folder/claim.js';
import { saveFolder } from '../../report/folder/saveFolder.js';
import { writeCounterexamples } from '../../report/folder/saveReport.js';
import { filesOfFormats } from '../../report/formats/index.js';
import type { Result } from '../../run/result.js';
import { gatePage } from './page.js';
import type { GateFinding, GateReport } from './schema.js';

/**
 * Writes a gate's folder: its report in every format, and the images of each counterexample.
 *
 * @returns the report with the names of the files in it.
 * @throws InputError if the folder holds something else than an earlier report, or cannot be written.
 */
export const saveGate = (directory: string, report: GateReport, results: readonly Result[]): Promise<GateReport> =>
  saveFolder(directory, folderKinds.gate, async (write) => {
    const written = await writeCounterexamples(write, report, results);
    const drawn = written.results.some(({ counterexample }) => (counterexample?.files.length ?? 0) > 0);
    const document: GateReport = {
      ...written,
      findings: written.findings.map((finding) => illustrated(finding, written)),
      files: [...filesOfFormats(folderKinds.gate.document), ...(drawn ? [counterexampleFolder] : [])].toSorted(),
    };
    return { document, page: gatePage(document) };
  });

/** A finding with the files that its counterexample has by now. */
function illustrated(finding: GateFinding, { results }: GateReport): GateFinding {
  const { views = [], files = [] } = results[finding.result]?.counterexample ?? {};
  const [picture] = files;
  const [original, scaled] = [views[0]?.file, views.length > 1 ? views.at(-1)?.file : undefined];
  return {
    ...finding,
    ...(picture === undefined ? {} : { picture }),
    ...(original === undefined ? {} : { original }),
    ...(scaled === undefined ? {} : { scaled }),
  };
}
