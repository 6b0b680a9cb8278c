import type { AccuracyReport, ReportedAccuracyCurve } from '../documents/accuracy.js';
import { drawAccuracyCurve } from '../drawings/accuracyCurve.js';
import { fileNames } from '../fileNames.js';
import { accuracyPage } from '../pages/accuracy.js';
import { folderKinds } from './claim.js';
import { saveFolder } from './saveFolder.js';

/**
 * Writes the report of accuracies with a curve of each transformation, as SVG and PNG.
 *
 * @returns the report with the names of the files.
 * @throws InputError as {@link saveFolder} does.
 */
export const saveAccuracy = (directory: string, report: AccuracyReport): Promise<AccuracyReport> =>
  saveFolder(directory, folderKinds.accuracy, async (write) => {
    const files: string[] = [];
    const curves: ReportedAccuracyCurve[] = [];
    const names = fileNames(report.curves.map(({ along }) => along));
    for (const [i, curve] of report.curves.entries()) {
      if (curve.points.length < 2) {
        curves.push(curve);
        continue;
      }
      const { svg, png } = await drawAccuracyCurve(curve);
      const name = `curves/${names[i]}`;
      await write(`${name}.svg`, svg);
      await write(`${name}.png`, png);
      files.push(`${name}.svg`, `${name}.png`);
      curves.push({ ...curve, file: `${name}.png` });
    }
    const document = { ...report, curves, files };
    return { document, page: accuracyPage(document) };
  });
