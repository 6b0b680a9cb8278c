import { SingleBar } from 'cli-progress';
import type { DiffProgress } from '../diff/options.js';
import { terminalText } from '../report/text/terminalText.js';

/** Shows how far a comparison of two models is; says nothing where nobody watches. */
export interface DiffBar {
  update(progress: DiffProgress): void;
  /** Writes a line where the bar was; the bar goes on below it. */
  say(text: string): void;
  stop(): void;
}

const doing = { images: 'images', rays: 'rays', where: 'looking what differs' };

/** A bar on standard error. Silent unless standard error is a terminal. */
export function diffBar(enabled: boolean): DiffBar {
  const write = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`);
  if (!enabled || !process.stderr.isTTY) return { update: () => undefined, say: write, stop: () => undefined };
  const bar = new SingleBar({
    format: '{doing} {bar} {value}/{total}, {disagree} disagree',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
  });
  let shown: DiffProgress['phase'] | undefined;
  return {
    update: ({ phase, done, planned, disagree }) => {
      const payload = { doing: doing[phase], disagree };
      if (shown !== phase) {
        bar.stop();
        bar.start(planned, done, payload);
        shown = phase;
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
