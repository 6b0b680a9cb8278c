import { clearTimeout, setTimeout } from 'node:timers';
import { turn } from '../clock.js';
import { InputError } from '../errors.js';

/** Whose code it is, and what it should be. */
export interface RunFile {
  readonly file: string;
  /** `a file that exports a configuration`. */
  readonly expected: string;
}

/** After how many seconds code of a file is given up. */
export const usualSeconds = 60;

/** What is found where code is given up. */
export const noEnd = (seconds: number): string => `no end after ${seconds} seconds of running it`;

/**
 * Runs the code of a file of the user's. Whatever in it would end conic, with whatever status, is an error instead: a call of
 * `process.exit`, a rejection that nobody handles, or a promise that never settles.
 *
 * @param seconds after which it is given up. Code that never waits cannot be interrupted, except by Ctrl-C.
 * @throws InputError if it exits or does not come to an end in time. What it throws itself passes.
 * @example
 * const file = { file: 'conic.config.mjs', expected: 'a file that exports a configuration' };
 * const exported = await running(file, () => import(path));
 */
export async function running<Value>(
  { file, expected }: RunFile,
  run: () => Promise<Value>,
  seconds: number = usualSeconds,
): Promise<Value> {
  const exit = Object.getOwnPropertyDescriptor(process, 'exit');
  // What is to be told of in place of what the code gives. It is let go on until then: it may be tried a second time.
  const faults: unknown[] = [];
  process.exit = (status) => {
    const found = `a call of process.exit(${status ?? ''}) while running it`;
    const fault = new InputError({ where: file, found, expected });
    faults.push(fault);
    throw fault;
  };
  const listener = (cause: unknown): void => void faults.push(cause);
  process.on('unhandledRejection', listener);
  // It also keeps the process alive, which else would end in silence where nothing is left to wait for.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new InputError({ where: file, found: noEnd(seconds), expected })), seconds * 1000);
  });
  try {
    const value = await Promise.race([run(), late]);
    // Rejections that nobody handles are told of at the end of a turn.
    await turn();
    if (faults.length > 0) throw faults[0];
    return value;
  } catch (thrown) {
    throw faults[0] ?? thrown;
  } finally {
    clearTimeout(timer);
    process.off('unhandledRejection', listener);
    if (exit !== undefined) Object.defineProperty(process, 'exit', exit);
  }
}
