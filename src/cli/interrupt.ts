import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Waits for Ctrl-C. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Stops waiting: from now on Ctrl-C ends the process, as it does by default. */
  release(): void;
}

/**
 * The first Ctrl-C (or SIGTERM) ends the run with what it has; the second one ends the process.
 *
 * @param onFirst is told of the first one.
 * @param onSecond puts the terminal in order before the process ends.
 */
export function interrupt(onFirst: () => void, onSecond: () => void): Interrupt {
  const controller = new AbortController();
  const listener = (signal: (typeof signals)[number]): void => {
    if (controller.signal.aborted) {
      onSecond();
      process.exit(128 + constants.signals[signal]);
    }
    onFirst();
    controller.abort();
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
