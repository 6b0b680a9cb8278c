import { encodePng } from '../../image/png.js';
import type { Counterexample, Result } from '../../run/result.js';
import type { CheckReport, ReportedCounterexample, ReportedResult } from '../documents/check.js';
import { drawPicture } from '../drawings/picture.js';
import { fileNames } from '../fileNames.js';
import { checkPage } from '../pages/check.js';
import { counterexampleFolder, folderKinds } from './claim.js';
import { saveFolder, type WriteFile } from './saveFolder.js';

/**
 * Writes a report folder: `report.json`; `report.html`, `junit.xml` and `summary.md` for readers; and for every counterexample a
 * folder with each image as the model saw it and `picture.png`, which shows them side by side with labels and scores;
 * and `clearest.png` of the clearest violation, where that is another one.
 *
 * There is never half a report; an earlier one is replaced.
 *
 * @returns the report with the names of the files in it.
 * @throws InputError if the folder holds something else than a report, or cannot be written.
 * @example
 * const result = await check(scalarInvariance(), classifier, { images: images.from('samples') });
 * const report = reportOf([result], { spec: classifier.spec, images: 'samples' });
 * await saveReport('conic-report', report, [result]);
 */
export const saveReport = (directory: string, report: CheckReport, results: readonly Result[]): Promise<CheckReport> =>
  saveFolder(directory, folderKinds.check, async (write) => {
    const document = await writeCounterexamples(write, report, results);
    return { document, page: checkPage(document) };
  });

/** Writes the images of every counterexample into a folder. @returns the report with the names of the files. */
// One after the other, so that nothing is still being written when a failure has the folder removed.
export async function writeCounterexamples<Any extends Pick<CheckReport, 'model' | 'results'>>(
  write: WriteFile,
  report: Any,
  results: readonly Result[],
): Promise<Any> {
  const folders = fileNames(report.results.map(({ property }) => property));
  const written: ReportedResult[] = [];
  for (const [i, reported] of report.results.entries()) {
    const found = results[i]?.counterexample;
    const counterexample =
      found === undefined || reported.counterexample === undefined
        ? undefined
        : await writeImages(write, folders[i]!, reported.counterexample, found, report.model.labels);
    written.push(counterexample === undefined ? reported : { ...reported, counterexample });
  }
  return { ...report, results: written };
}

async function writeImages(
  write: WriteFile,
  name: string,
  counterexample: ReportedCounterexample,
  { views: images, clearest }: Pick<Counterexample, 'views' | 'clearest'>,
  labels: readonly string[],
): Promise<ReportedCounterexample> {
  // Only grey and colour images can be drawn; a function may take others.
  if (images.some(({ image }) => ![1, 3].includes(image.shape.channels))) return counterexample;
  const folder = `${counterexampleFolder}/${name}`;
  const titles = images.map(({ title }) => title);
  const files = fileNames(titles, ['picture', 'clearest']).map((title) => `${folder}/${title}.png`);
  for (const [i, { image }] of images.entries()) await write(files[i]!, await encodePng(image));
  const picture = `${folder}/picture.png`;
  await write(picture, await drawPicture(images, labels));
  const views = counterexample.views.map((view, i) => ({ ...view, file: files[i]! }));
  if (clearest === undefined || counterexample.clearest === undefined)
    return { ...counterexample, views, files: [picture, ...files] };
  const clear = `${folder}/clearest.png`;
  await write(clear, await drawPicture(clearest.views, labels));
  return {
    ...counterexample,
    views,
    clearest: { ...counterexample.clearest, picture: clear },
    files: [picture, ...files, clear],
  };
}
