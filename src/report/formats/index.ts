import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { GateReport } from '../../gate/schema.js';

/**
 * The gate's reports for readers, as names of files and what is in them: `report.html`, one file that needs nothing else,
 * `junit.xml` and `summary.md`. Nothing is written, and the same report gives the same bytes.
 *
 * @param images the PNG files that the findings name, by those names. One that is missing or cannot be read is left out, and
 *   the page says so.
 * @example
 * for (const [name, content] of await renderReports(report, images)) await writeFile(join(folder, name), content);
 */
export async function renderReports(
  report: GateReport,
  images: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, string | Buffer>> {
  // The page's libraries are heavy, and nothing else in conic needs them.
  const { renderPage } = await import('./html/renderPage.js');
  return new Map([
    ['report.html', await renderPage(report, images)],
    ['junit.xml', await renderJunit(report)],
    ['summary.md', renderMarkdown(report)],
  ]);
}
