/** What the library calls things, and what the command calls them. */
const wordings: readonly (readonly [RegExp, string])[] = [
  [/^preprocessing step \d+ \(subtract .*?\): /, '--mean: '],
  [/^preprocessing step \d+ \(divide .*?\): /, '--std: '],
  [/^scalars: /, '--scalars: '],
  [/^accept\.(reason|expires): /, '--$1: '],
  [/Pass size: \{ height, width \}\./, 'Pass --size HEIGHTxWIDTH.'],
  [/Pass output, for example output: '(.*)'\./, 'Pass --output, for example --output $1.'],
  [/the option (resize|size|layout)\b/, '--$1'],
  [/the option skipUnreadable\b/, '--skip-unreadable'],
];

/** A message of the library, with options named as on the command line. */
export const asCommand = (message: string): string =>
  wordings.reduce((text, [library, command]) => text.replace(library, command), message);
