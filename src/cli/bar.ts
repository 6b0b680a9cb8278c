import { SingleBar } from 'cli-progress';
import { plainText } from '../report/text/plainText.js';
import { terminalText } from '../report/text/terminalText.js';

/** A bar on standard error, so that standard output stays clean; says nothing where nobody watches. */
export interface Bar {
  /** Shows a value; with another `key` a new bar begins. */
  readonly show: (key: string, value: { readonly done: number; readonly planned: number }, payload: object) => void;
  /** Writes a line where the bar was; the bar goes on below it. */
  readonly say: (text: string) => void;
  readonly stop: () => void;
}

/** Longer texts do not fit into a line. */
const longest = 80;

/** The same with texts that cannot steer the terminal: names of properties and images are anybody's. */
const tame = (payload: object): object =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? plainText(value, longest) : value,
    ]),
  );

/**
 * A bar, silent unless it is enabled and standard error is a terminal.
 *
 * Built on cli-progress: no longer changing, used everywhere, MIT, one small dependency.
 *
 * @param format as cli-progress has it. What does not fit into the terminal is cut off.
 * @param barsize columns of the bar itself.
 */
export function bar(enabled: boolean, format: string, barsize = 24): Bar {
  const write = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`);
  if (!enabled || !process.stderr.isTTY) return { show: () => undefined, say: write, stop: () => undefined };
  const drawn = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize });
  let shown: string | undefined;
  return {
    show: (key, { done, planned }, told) => {
      const payload = tame(told);
      if (shown !== key) {
        drawn.stop();
        drawn.start(planned, done, payload);
        shown = key;
      }
      drawn.update(done, payload);
    },
    say: (text) => {
      drawn.stop();
      shown = undefined;
      write(text);
    },
    stop: () => drawn.stop(),
  };
}
