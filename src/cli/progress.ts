import type { RunProgress } from '../run/progress.js';
import { bar, type Bar } from './bar.js';

/** Shows how far a run is. */
export interface ProgressBar extends Omit<Bar, 'show'> {
  update(progress: RunProgress): void;
}

export function progressBar(enabled: boolean): ProgressBar {
  // Fits into 80 columns.
  const { show, ...others } = bar(enabled, '{property} {bar} {value}/{total}, {violated} violated, {doing}', 16);
  return {
    ...others,
    update: ({ property, phase, violated, ...value }) =>
      show(property, value, { property, violated, doing: phase === 'shrinking' ? 'simplifying' : 'looking' }),
  };
}
