import { isatty } from 'node:tty';
import pc from 'picocolors';

/** What picocolors gives for a terminal, or for a file. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Colours where a terminal shows them: https://no-color.org, https://force-color.org. */
export function coloursFor(
  { NO_COLOR: none, FORCE_COLOR: forced, TERM: terminal }: NodeJS.ProcessEnv = process.env,
  isTerminal = isatty(1),
): Colors {
  if (none !== undefined && none !== '') return pc.createColors(false);
  if (forced !== undefined && forced !== '') return pc.createColors(forced !== '0' && forced !== 'false');
  return pc.createColors(isTerminal && terminal !== 'dumb');
}
