import type { Format } from './format.js';

/** What JSON may have as it is, and a terminal obeys: controls of eight bits, and the marks that turn the direction of reading around. */
const steering = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** What a build server that reads along would take for a command, wherever it stands in a line. */
const command = /#(?=#(?:\[|vso\[|teamcity\[))/giu;

/**
 * A document as it is: whoever reads it as JSON gets the very same texts, and whoever prints it, nothing that steers a terminal or a
 * build server.
 */
export const jsonText = (document: object): string =>
  `${JSON.stringify(document, undefined, 2).replaceAll(steering, escaped).replaceAll(command, escaped)}\n`;

/** As JSON may write any character of sixteen bits: `\u202e`. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** For machines, and for conic itself: its form has a JSON Schema. */
export const json: Format = { file: (document) => document, render: async ({ document }) => jsonText(document) };
