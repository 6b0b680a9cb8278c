import { plainLine } from './plainText.js';

/** Signs with which a line would be a command to a build server: `::set-output`, `##[command]`, `##vso[`, `##teamcity[`. */
// oxlint-disable-next-line no-control-regex
const atStart = /^((?:\u001b\[\d+m|\s)*:)(?=:)/u;
const anywhere = /##(?=\[|vso\[|teamcity\[)/giu;

/** Between two signs it is not seen, and they are no command any more. */
const invisible = '\u200b';

/**
 * Text that is safe to print: nothing in it steers the terminal, and no line of it is a command to the build server that reads
 * along. Lines stay lines.
 *
 * @example process.stderr.write(`conic: ${terminalText(error.message)}\n`);
 */
export const terminalText = (text: string): string =>
  withoutCommands(
    text
      .split(/\r\n|\n/)
      .map(plainLine)
      .join('\n'),
  );

/** Text that has been made plain and coloured already, without commands to a build server. */
export const withoutCommands = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(atStart, `$1${invisible}`).replace(anywhere, `#${invisible}#`))
    .join('\n');
