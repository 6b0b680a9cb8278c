import { SHARE_ENV, Worker, type TransferListItem } from 'node:worker_threads';

// Captured when this file is loaded: test runners put fakes in their place that stand still.
const later = setTimeout;
const cancel = clearTimeout;

interface Job<Request, Reply> {
  readonly request: Request;
  readonly transfer: readonly TransferListItem[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

/** What a pool of workers is made of. */
export interface PoolOptions<Request, Reply> {
  /** The script that every worker runs. It answers each message with exactly one. */
  readonly script: URL;
  readonly workerData: unknown;
  /** How many, once the first is ready; it may depend on its answer. */
  readonly workers: (ready: Reply) => number;
  /** The first message to every worker; `accepts` says whether its answer means that the worker is ready. */
  readonly greeting: Request;
  readonly accepts: (reply: Reply) => boolean;
  /** The error for jobs that get no answer: a worker died, or the pool was closed. */
  readonly lost: (why: string) => Error;
  /** How long, in milliseconds, `close` waits for a worker that is busy. Default 5000. */
  readonly patience?: number;
}

/**
 * Worker threads that all do the same. A job goes to the next free worker, in order; a worker has one job at a time.
 *
 * Idle workers do not keep the process alive. A worker that dies fails its job and is not replaced; when none is left,
 * every job fails.
 */
export class WorkerPool<Request, Reply> {
  readonly #queue: Job<Request, Reply>[] = [];
  readonly #free: Worker[] = [];
  /** Every living worker, with its job. */
  readonly #workers = new Map<Worker, Job<Request, Reply> | undefined>();
  #closed: string | undefined;

  constructor(private readonly options: PoolOptions<Request, Reply>) {}

  /** Starts one worker and gives its answer to the greeting. If it is ready, the others start in the background. */
  async open(): Promise<Reply> {
    const reply = await this.#start();
    const workers = this.options.accepts(reply) ? this.options.workers(reply) : 1;
    for (let i = 1; i < workers && this.#closed === undefined; i++)
      // What is wrong with a later worker is not lost: the others do its work, or every job fails when none is left.
      this.#start().catch(() => undefined);
    return reply;
  }

  /** A worker's answer. Rejects with what `lost` makes if there is none. */
  run(request: Request, transfer: readonly TransferListItem[] = []): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.options.lost(this.#closed));
      this.#queue.push({ request, transfer, resolve, reject });
      this.#next();
    });
  }

  /**
   * Ends the workers and fails every job, waiting or under way. A busy worker is let answer first: one that is ended while
   * native code in it throws takes the whole process with it.
   */
  async close(why: string): Promise<void> {
    this.#closed ??= why;
    this.#fail(this.#queue.splice(0), why);
    await Promise.all(
      [...this.#workers].map(async ([worker, job]) => {
        if (job !== undefined) {
          this.#fail([job], why);
          await this.#quiet(worker);
        }
        await worker.terminate();
      }),
    );
  }

  /** Resolves when a worker answers or dies, or after some time. */
  #quiet(worker: Worker): Promise<void> {
    return new Promise((resolve) => {
      const timer = later(resolve, this.options.patience ?? 5000);
      const done = (): void => {
        cancel(timer);
        resolve();
      };
      worker.once('message', done).once('exit', done);
    });
  }

  #start(): Promise<Reply> {
    // Flags that the main thread was started with (--input-type, loaders) are not for this script.
    // And native libraries see only the process's own environment variables.
    const { script, workerData } = this.options;
    const worker = new Worker(script, { workerData, execArgv: [], env: SHARE_ENV });
    this.#workers.set(worker, undefined);
    let reason = 'its worker thread ended';
    worker.on('message', (reply: Reply) => this.#finish(worker, reply));
    worker.on('error', (error) => (reason = `its worker thread failed: ${error.message}`));
    worker.on('exit', () => this.#bury(worker, reason));
    return new Promise((resolve, reject) =>
      this.#give(worker, {
        request: this.options.greeting,
        transfer: [],
        resolve: (reply) => {
          if (!this.options.accepts(reply)) void worker.terminate();
          resolve(reply);
        },
        reject,
      }),
    );
  }

  #give(worker: Worker, job: Job<Request, Reply>): void {
    this.#workers.set(worker, job);
    worker.ref();
    worker.postMessage(job.request, job.transfer);
  }

  #finish(worker: Worker, reply: Reply): void {
    const job = this.#workers.get(worker);
    this.#workers.set(worker, undefined);
    worker.unref();
    // The greeting's answer may end the worker, so it is looked at before there is another job.
    job?.resolve(reply);
    if (job?.request === this.options.greeting && !this.options.accepts(reply)) return;
    this.#free.push(worker);
    this.#next();
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#free.length > 0) {
      const worker = this.#free.pop();
      const job = this.#queue.shift();
      if (worker !== undefined && job !== undefined) this.#give(worker, job);
    }
  }

  #bury(worker: Worker, reason: string): void {
    const job = this.#workers.get(worker);
    this.#workers.delete(worker);
    const place = this.#free.indexOf(worker);
    if (place >= 0) this.#free.splice(place, 1);
    const why = this.#closed ?? reason;
    if (job !== undefined) this.#fail([job], why);
    if (this.#workers.size > 0) return;
    this.#closed ??= reason;
    this.#fail(this.#queue.splice(0), why);
  }

  #fail(jobs: readonly Job<Request, Reply>[], why: string): void {
    for (const { reject } of jobs) reject(this.options.lost(why));
  }
}
