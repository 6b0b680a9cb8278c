import { coloursFor } from '../report/colours.js';
import { consoleText } from '../report/formats/console.js';
import { jsonText } from '../report/formats/json.js';
import type { Page } from '../report/page.js';

/** How a document is printed. */
export interface PrintOptions {
  /** Whether the document alone is printed, for machines. */
  readonly json: boolean | undefined;
  /** The folder that it was written to, if it was. */
  readonly directory: string | undefined;
}

/** Prints what a command found, on standard output: the document, or what it says to readers. */
export function print(document: object, page: Page, { json = false, directory }: PrintOptions): void {
  const written = directory === undefined ? {} : { written: `${directory}/${page.document}` };
  process.stdout.write(json ? jsonText(document) : `${consoleText(page, { colours: coloursFor(), ...written })}\n`);
}
