import { fileURLToPath } from 'node:url';
import { ownFile } from '../ownFile.js';

/** Any function. */
type Called = (...values: never[]) => unknown;

/**
 * Where in a user's file a function of conic was called. Errors that are made from it point there: a stack through conic would
 * lead to where nothing is wrong.
 */
export class CallSite {
  readonly #frames: string;

  /** @param called the function that the user calls; what it calls in turn is left out. */
  constructor(called: Called) {
    const holder: { stack?: string } = {};
    Error.captureStackTrace(holder, called);
    this.#frames = (holder.stack ?? '').split('\n').slice(1).join('\n');
  }

  error(message: string, options?: ErrorOptions): Error {
    const error = new Error(message, options);
    error.stack = `Error: ${message}\n${this.#frames}`;
    return error;
  }
}

/** Where conic's own code lies, as stacks tell of it: built, or as source maps say. Builds lie two folders below the package's root. */
const root = fileURLToPath(ownFile('../../')).replaceAll('\\', '/');
const own = ['src/', 'properties/', 'dist/'].map((folder) => `${root}${folder}`);

/**
 * The error that a user's own code threw when conic called it, with a stack that ends where conic's begins.
 *
 * @returns the same error; whatever else was thrown, as it is.
 */
export function upToConic(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null || !('stack' in thrown) || typeof thrown.stack !== 'string')
    return thrown;
  const lines = thrown.stack.split('\n');
  const isOwn = (line: string): boolean => own.some((folder) => line.replaceAll('\\', '/').includes(folder));
  const first = lines.findIndex((line) => /^ +at /.test(line) && isOwn(line));
  if (first > 0) thrown.stack = lines.slice(0, first).join('\n');
  return thrown;
}
