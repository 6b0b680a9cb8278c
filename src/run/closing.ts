import { clearTimeout, setTimeout } from 'node:timers';
import { deadline, now, type Deadline } from '../clock.js';
import { graceAfter } from './graceAfter.js';

/**
 * Fires when nothing that was found is confirmed or explained any more: when its own time is up, or a moment after the run was ended
 * from outside. A model that never answers is not waited for, and one that is quick has time to confirm what it said.
 *
 * @param within in milliseconds from now; undefined: for as long as nobody ends the run.
 * @param signal what ends the run.
 * @example const { signal, release } = closingOf(undefined, stop.signal);
 */
export function closingOf(within: number | undefined, signal: AbortSignal | undefined): Deadline {
  const closing = deadline(within, undefined);
  if (signal === undefined) return closing;
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => void (timer ??= setTimeout(() => closing.stop('aborted'), graceLeft(signal)));
  if (signal.aborted) close();
  signal.addEventListener('abort', close);
  return {
    ...closing,
    release: () => {
      signal.removeEventListener('abort', close);
      clearTimeout(timer);
      closing.release();
    },
  };
}

/** When a signal was first heard, for it does not say so itself: all that is left to do after it shares one moment. */
const heardAt = new WeakMap<AbortSignal, number>();

/** What is left of the shortest grace there is, in milliseconds: whoever ends a run is waiting. */
function graceLeft(signal: AbortSignal): number {
  const at = heardAt.get(signal) ?? now();
  heardAt.set(signal, at);
  return Math.max(0, at + graceAfter(0) - now());
}
