import type { Format, Presentation } from './format.js';
import { html } from './html/html.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';

/** Every form in which a document is written into the folder of its report. A new format is a line here. */
export const formats: readonly Format[] = [json, html, junit, markdown];

/** Names of the files that all formats make of a document. */
export const filesOfFormats = (document: string): readonly string[] => formats.map(({ file }) => file(document));

/**
 * A document in every format, as names of files and what is in them: itself, `report.html`, one file that needs nothing else,
 * `junit.xml` and `summary.md`. Nothing is written.
 *
 * @param chosen which formats. Default: all.
 * @example
 * const page = checkPage(report);
 * for (const [name, text] of await renderAll({ document: report, page, images })) await writeFile(join(folder, name), text);
 */
export async function renderAll(
  presentation: Presentation,
  chosen: readonly Format[] = formats,
): Promise<ReadonlyMap<string, string>> {
  const { document } = presentation.page;
  const rendered = new Map<string, string>();
  for (const { file, render } of chosen) rendered.set(file(document), await render(presentation));
  return rendered;
}
