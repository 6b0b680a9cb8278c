import { SingleBar } from 'cli-progress';
import type { HuntProgress } from '../hunt/settings.js';
import { now } from '../clock.js';
import { terminalText } from '../report/text/terminalText.js';

/** Shows how far a hunt is, and the time left; says nothing where nobody watches. */
export interface HuntBar {
  update(progress: HuntProgress): void;
  /** Writes a line where the bar was; the bar goes on below it. */
  say(text: string): void;
  stop(): void;
}

/** Evaluations that an image is taken to need before it is known what they do need. */
const usual = 90;

/** A bar on standard error. Silent unless standard error is a terminal. */
export function huntBar(enabled: boolean): HuntBar {
  const write = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`);
  if (!enabled || !process.stderr.isTTY) return { update: () => undefined, say: write, stop: () => undefined };
  const bar = new SingleBar({
    format: 'hunting {bar} {value}/{total}, {flipped} flip, {left}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
  });
  const started = now();
  let running = false;
  return {
    update: (progress) => {
      const { done, planned, flipped } = progress;
      const payload = { flipped, left: timeLeft(progress, now() - started) };
      if (!running) bar.start(planned, done, payload);
      running = true;
      bar.update(done, payload);
    },
    say: (text) => {
      bar.stop();
      running = false;
      write(text);
    },
    stop: () => bar.stop(),
  };
}

/** In words, from how fast evaluations are; images are finished many at a time, which would tell nothing for long. */
export function timeLeft({ done, planned, evaluations }: HuntProgress, elapsed: number): string {
  if (evaluations === 0 || elapsed <= 0) return 'starting';
  // Those still being searched have had some of their evaluations, so the mean over finished ones is a little too high.
  const each = done === 0 ? usual : Math.min(evaluations / done, 4 * usual);
  const seconds = Math.ceil((Math.max(0, planned * each - evaluations) * elapsed) / evaluations / 1000);
  if (seconds < 60) return `${seconds} s left`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min left`;
}
