import type { Page } from '../page.js';

/** What formats write: one document, as data and for readers. */
export interface Presentation {
  /** As it is, for machines. */
  readonly document: object;
  readonly page: Page;
  /** Images that the page names, by their names; one that is missing is left out, and the format says so. */
  readonly images: ReadonlyMap<string, Buffer>;
}

/** A form in which every document can be written: a file in the folder of its report. */
export interface Format {
  /** The file's name, from the name of the document's own. */
  readonly file: (document: string) => string;
  /** The same presentation gives the same text. */
  readonly render: (presentation: Presentation) => Promise<string>;
}
