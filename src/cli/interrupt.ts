const signals = ['SIGINT', 'SIGTERM'] as const;

/** Waits for Ctrl-C. */
export interface Interrupt {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** From now on Ctrl-C does nothing: what is left to do takes no time, and would else be left half done. */
  protect(): void;
  /** From now on Ctrl-C ends the process, as it does by default. */
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
  let isProtected = false;
  const release = (): void => {
    for (const signal of signals) process.off(signal, listener);
  };
  const listener = (signal: (typeof signals)[number]): void => {
    if (isProtected) return;
    if (!controller.signal.aborted) {
      onFirst();
      controller.abort();
      return;
    }
    onSecond();
    // Not `process.exit`, which would end worker threads in the middle of native code.
    release();
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, listener);
  return { signal: controller.signal, protect: () => void (isProtected = true), release };
}
