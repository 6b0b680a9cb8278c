import type { TransferListItem } from 'node:worker_threads';

/** What every worker of a pool is made of. */
export interface WorkerStart {
  /** The script that it runs, in a thread: of this process, or of one of its own. It answers each {@link Posted} with one message. */
  readonly script: URL;
  readonly workerData: unknown;
  /** How large its stack is. Default: Node's, 4 MB. */
  readonly stackMegabytes?: number | undefined;
}

/** What a worker is given beside a request, again and again, and never changed: it lies in shared memory. */
export type Carried = Uint8Array | Float32Array;

/** What a worker is to do. */
export interface Errand<Request> {
  readonly request: Request;
  readonly carried: readonly Carried[];
  /** What is handed over with the request, where memory is shared. */
  readonly transfer: readonly TransferListItem[];
  /** Whether nobody waits for the answer already. */
  readonly isDropped: boolean;
}

/** What is heard from a worker. */
export interface WorkerListener<Reply> {
  /** An answer: one for each errand, in their order. */
  answered(reply: Reply): void;
  /**
   * It has ended, and will not answer any more. It is said once.
   *
   * @param found in the middle of an error: `its worker thread ended`.
   */
  ended(found: string): void;
}

/** A worker as its pool sees it, wherever it runs. Until told otherwise, it keeps the process alive. */
export interface RunningWorker<Request> {
  /**
   * Whether it runs in a process of its own: it can be ended at any time, whatever it does, and when it crashes nothing else does.
   * Nothing is handed over to it, so that what it did not come to can be done by another.
   */
  readonly isApart: boolean;
  /** @returns what tells the worker that nobody waits for the answer any more. */
  send(errand: Errand<Request>): () => void;
  /** Whether it keeps the process alive. */
  hold(isHeld: boolean): void;
  /**
   * Ends it.
   *
   * @param patience how many milliseconds it is let go on where it cannot be ended, beyond the time that ending takes.
   */
  end(patience: number): Promise<void>;
}

/** Starts a worker. */
export type StartWorker<Request, Reply> = (
  start: WorkerStart,
  listener: WorkerListener<Reply>,
) => RunningWorker<Request>;
