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
