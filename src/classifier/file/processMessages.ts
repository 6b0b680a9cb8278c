import type { Carried } from './runningWorker.js';

// What goes back and forth between a process and the one that runs a worker for it. Memory is not shared, so all of it is copied.

/** What the worker's process is told. */
export type ToWorkerProcess =
  /** Comes first. `script` is a URL. */
  | {
      readonly kind: 'start';
      readonly script: string;
      readonly workerData: unknown;
      readonly stackMegabytes: number | undefined;
    }
  /** What is carried is sent once, and pointed at from then on until it is to be forgotten. */
  | {
      readonly kind: 'errand';
      readonly number: number;
      readonly request: unknown;
      readonly carried: readonly number[];
      readonly learned: readonly { readonly id: number; readonly value: Carried }[];
      readonly forgotten: readonly number[];
      readonly isDropped: boolean;
    }
  /** Nobody waits for the answer to this errand any more. */
  | { readonly kind: 'drop'; readonly number: number };

/** What it says. */
export type FromWorkerProcess<Reply> =
  | { readonly kind: 'answered'; readonly reply: Reply }
  /** The worker has ended, and nothing has crashed. */
  | { readonly kind: 'ended'; readonly found: string };
