import { performance } from 'node:perf_hooks';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

// From Node's modules: the globals may be a test runner's fakes that stand still, even when this file is loaded.

/** Milliseconds from some fixed moment; goes on under fake timers. */
export const now: () => number = performance.now.bind(performance);

/** Lets everything else that waits have its turn, signals of the system too. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A signal that fires when the time is up or the caller's signal does; `release` lets the process end before that. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Fires the signal now, for another reason. */
  readonly stop: (reason: string) => void;
  readonly release: () => void;
}

/** @param timeLimit in milliseconds. The signal's reason is `time limit`, `aborted`, or what `stop` was told. */
export function deadline(timeLimit: number | undefined, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const stop = (reason: string): void => controller.abort(reason);
  const abort = (): void => stop('aborted');
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  const timer = timeLimit === undefined ? undefined : setTimeout(() => stop('time limit'), timeLimit);
  return {
    signal: controller.signal,
    stop,
    release: () => {
      signal?.removeEventListener('abort', abort);
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}

/**
 * What is waited for, or undefined if a signal fires before it is there. What it comes to later, a failure too, is heard by nobody.
 *
 * @param signal undefined: it is waited for as long as it takes.
 * @example await orStopped(() => examination.idle(), signal);
 */
export async function orStopped<Value>(
  wait: () => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (signal === undefined) return wait();
  if (signal.aborted) return undefined;
  let stop = (): void => undefined;
  const stopped = new Promise<undefined>((resolve) => (stop = () => resolve(undefined)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([wait(), stopped]);
  } catch (thrown) {
    // Who is asked hears the signal as well, and may be the first to say that it is too late.
    if (!signal.aborted) throw thrown;
    return undefined;
  } finally {
    // One signal may be waited for thousands of times.
    signal.removeEventListener('abort', stop);
  }
}

/**
 * What a promise comes to, or something else if that takes too long. What it comes to later is heard by nobody.
 *
 * @param within in milliseconds; undefined: for ever.
 * @example await orElse(drawPicture(views, labels), 500, () => undefined);
 */
export async function orElse<Value>(
  promise: Promise<Value>,
  within: number | undefined,
  otherwise: () => Value,
): Promise<Value> {
  if (within === undefined) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Value>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(otherwise());
      } catch (thrown) {
        reject(thrown);
      }
    }, within);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
