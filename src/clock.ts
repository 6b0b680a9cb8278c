import { performance } from 'node:perf_hooks';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

// From Node's modules: the globals may be a test runner's fakes that stand still, even when this file is loaded.

/** Milliseconds from some fixed moment; goes on under fake timers. */
export const now: () => number = performance.now.bind(performance);

/** Lets everything else that waits have its turn, signals of the system too. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A signal that fires when the time is up or the caller's signal does; `release` lets the process end before that. */
export interface Deadline {
  /** Undefined where nothing can end the run. */
  readonly signal?: AbortSignal;
  readonly release: () => void;
}

export function deadline(timeLimit: number | undefined, signal: AbortSignal | undefined): Deadline {
  if (timeLimit === undefined && signal === undefined) return { release: () => undefined };
  const controller = new AbortController();
  const abort = (): void => controller.abort('aborted');
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  const timer = timeLimit === undefined ? undefined : setTimeout(() => controller.abort('time limit'), timeLimit);
  return {
    signal: controller.signal,
    release: () => {
      signal?.removeEventListener('abort', abort);
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}
