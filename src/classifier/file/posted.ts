import type { Carried } from './runningWorker.js';

/** What the script of a worker is sent. */
export interface Posted<Request> {
  readonly request: Request;
  readonly carried: readonly Carried[];
  /** In shared memory: other than 0 once nobody waits for the answer. What has not been begun then need not be. */
  readonly dropped: Int32Array;
}
