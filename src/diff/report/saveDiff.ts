import { drawPicture } from '../../report/drawings/picture.js';
import type { DiffReport } from '../../report/documents/diff.js';
import { folderKinds } from '../../report/folder/claim.js';
import { saveFolder } from '../../report/folder/saveFolder.js';
import { diffPage } from '../../report/pages/diff.js';
import { confirmView } from '../../run/confirmView.js';
import type { ConfirmedView } from '../../run/outcome.js';
import type { ClearDisagreement, Diff } from '../found.js';

/** The folder with a picture of each of the clearest disagreements. */
export const disagreementFolder = folderKinds.diff.besides[0];

/**
 * Writes a report folder: `report.json`, `report.html`, `junit.xml` and `summary.md`, and for each of the clearest disagreements a
 * picture: the image as each model takes it, with the label and the highest scores of each.
 *
 * @returns the report with the names of the files in it.
 * @throws InputError if the folder holds something else than such a report, or cannot be written.
 * @example
 * const found = await diff(await openModel('float.onnx'), await openModel('int8.onnx'), { images: images.from('samples') });
 * await saveDiff('conic-diff', diffReportOf(found), found);
 */
export const saveDiff = (directory: string, report: DiffReport, found: Diff): Promise<DiffReport> =>
  saveDrawnDiff(
    directory,
    report,
    found.clearest.map((each) => diffViews(each, found)),
  );

/** The same where the views of the clearest disagreements are at hand. */
export const saveDrawnDiff = (
  directory: string,
  report: DiffReport,
  drawn: readonly (readonly ConfirmedView[])[],
): Promise<DiffReport> =>
  saveFolder(directory, folderKinds.diff, async (write) => {
    const clearest: DiffReport['clearest'] = [];
    for (const [i, reported] of report.clearest.entries()) {
      const views = drawn[i];
      if (views === undefined || !isDrawable(views)) {
        clearest.push(reported);
        continue;
      }
      const file = `${disagreementFolder}/${String(i + 1).padStart(3, '0')}.png`;
      await write(file, await drawPicture(views, report.model.labels));
      clearest.push({ ...reported, file });
    }
    const document = { ...report, clearest, files: clearest.flatMap(({ file }) => file ?? []) };
    return { document, page: diffPage(document) };
  });

/** Only grey and colour images can be drawn; a function may take others. */
const isDrawable = (views: readonly ConfirmedView[]): boolean =>
  views.every(({ image: { shape } }) => shape.channels === 1 || shape.channels === 3);

/** A disagreement as it is drawn: the image as each model takes it. */
export function diffViews(
  each: ClearDisagreement,
  { one, other, settings: { space, overflow } }: Pick<Diff, 'one' | 'other' | 'settings'>,
): readonly ConfirmedView[] {
  const scaled = (image: ClearDisagreement['image']) =>
    each.scalar === 1 ? image : image.times(each.scalar, overflow);
  return [
    confirmView({ title: one.id, image: scaled(each.image), scores: each.one }, one, space),
    confirmView({ title: other.id, image: scaled(each.imageOther), scores: each.other }, other, space),
  ];
}
