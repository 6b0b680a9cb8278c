import type { Format } from './format.js';

/** A document as it is. */
export const jsonText = (document: object): string => `${JSON.stringify(document, undefined, 2)}\n`;

/** For machines, and for conic itself: its form has a JSON Schema. */
export const json: Format = { file: (document) => document, render: async ({ document }) => jsonText(document) };
