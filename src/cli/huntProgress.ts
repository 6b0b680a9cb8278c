import type { HuntProgress } from '../hunt/settings.js';
import { now } from '../clock.js';
import { bar, type Bar } from './bar.js';

/** Shows how far a hunt is, and the time left. */
export interface HuntBar extends Omit<Bar, 'show'> {
  update(progress: HuntProgress): void;
}

/** Evaluations that an image is taken to need before it is known what they do need. */
const usual = 90;

export function huntBar(enabled: boolean): HuntBar {
  const { show, ...others } = bar(enabled, 'hunting {bar} {value}/{total}, {flipped} flip, {left}');
  const started = now();
  return {
    ...others,
    update: (progress) =>
      show('images', progress, { flipped: progress.flipped, left: timeLeft(progress, now() - started) }),
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
