import { SingleBar } from 'cli-progress';
import { terminalText } from '../report/text/terminalText.js';
import type { RunProgress } from '../run/progress.js';

/** Shows how far a run is; says nothing where nobody watches. */
export interface ProgressBar {
  update(progress: RunProgress): void;
  /** Writes a line where the bar was; the bar goes on below it. */
  say(text: string): void;
  stop(): void;
}

/**
 * A bar on standard error, so that standard output stays clean. Silent unless standard error is a terminal.
 *
 * Built on cli-progress: no longer changing, used everywhere, MIT, one small dependency.
 */
export function progressBar(enabled: boolean): ProgressBar {
  const write = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`);
  if (!enabled || !process.stderr.isTTY) return { update: () => undefined, say: write, stop: () => undefined };
  const bar = new SingleBar({
    // Fits into 80 columns; what does not fit is cut off.
    format: '{property} {bar} {value}/{total}, {violated} violated, {doing}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 16,
  });
  let shown: string | undefined;
  return {
    update: ({ property, phase, done, planned, violated }) => {
      const payload = { property, violated, doing: phase === 'shrinking' ? 'simplifying' : 'looking' };
      if (shown !== property) {
        bar.stop();
        bar.start(planned, 0, payload);
        shown = property;
      }
      bar.update(done, payload);
    },
    say: (text) => {
      bar.stop();
      shown = undefined;
      write(text);
    },
    stop: () => bar.stop(),
  };
}
