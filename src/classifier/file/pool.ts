import { setMaxListeners } from 'node:events';
// From Node's module: the globals may be a test runner's fakes that stand still.
import { clearTimeout, setTimeout } from 'node:timers';
import { SHARE_ENV, Worker, type TransferListItem } from 'node:worker_threads';
import { now } from '../../clock.js';
import { endWorker } from './endWorker.js';

/** What a worker is sent. */
export interface Posted<Request> {
  readonly request: Request;
  /** In shared memory: other than 0 once nobody waits for the answer. What has not been begun then need not be. */
  readonly dropped: Int32Array;
}

interface Job<Request, Reply> extends Posted<Request> {
  readonly transfer: readonly TransferListItem[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

/** What a pool of workers is made of. */
export interface PoolOptions<Request, Reply> {
  /** The script that every worker runs. It answers each message, a {@link Posted}, with exactly one. */
  readonly script: URL;
  readonly workerData: unknown;
  /** How many, once the first is ready; it may depend on its answer. */
  readonly workers: (ready: Reply) => number;
  /** The first message to every worker; `accepts` says whether its answer means that the worker is ready. */
  readonly greeting: Request;
  readonly accepts: (reply: Reply) => boolean;
  /** The error for jobs that get no answer: a worker died, or the pool was closed. */
  readonly lost: (why: string) => Error;
  /** How long, in milliseconds, a worker may take for a job; and the error for one that took longer. */
  readonly timeLimit: number;
  readonly late: () => Error;
  /** How large the stack of each is. Default: Node's, 4 MB. */
  readonly stackMegabytes?: number | undefined;
  /** How long, in milliseconds, `close` waits for a worker that is busy. Default 5000. */
  readonly patience?: number;
}

const notDropped = (): Int32Array => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Jobs that a worker holds: one under way and one to go on with while this thread is busy with other things. */
const depth = 2;

/**
 * Worker threads that all do the same. A job goes to the worker with the fewest; a worker does one after the other.
 *
 * Idle workers do not keep the process alive. A worker that dies or takes too long fails the job it was at, hands back the other,
 * and is not replaced; when none is left, every job fails.
 */
export class WorkerPool<Request, Reply> {
  readonly #queue: Job<Request, Reply>[] = [];
  /** Every living worker, with its jobs: the first is under way. Those not ready yet hold their greeting alone. */
  readonly #workers = new Map<Worker, Job<Request, Reply>[]>();
  readonly #ready = new Set<Worker>();
  /** When the time is up, by {@link now}, of the job that a worker is at. */
  readonly #deadlines = new Map<Worker, { readonly timer: NodeJS.Timeout; readonly at: number }>();
  /** Workers that took too long and are being ended. */
  readonly #late = new Set<Worker>();
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

  /**
   * A worker's answer. Rejects with what `lost` makes if there is none.
   *
   * @param signal drops the job when it is aborted: one that waits is not begun.
   */
  async run(request: Request, transfer: readonly TransferListItem[] = [], signal?: AbortSignal): Promise<Reply> {
    const dropped = notDropped();
    const drop = (): void => void Atomics.store(dropped, 0, 1);
    if (signal?.aborted === true) drop();
    // As many as there are jobs may wait for one signal; from eleven on Node would take it for a leak.
    if (signal !== undefined) setMaxListeners(0, signal);
    signal?.addEventListener('abort', drop);
    try {
      return await new Promise<Reply>((resolve, reject) => {
        if (this.#closed !== undefined) return reject(this.options.lost(this.#closed));
        this.#queue.push({ request, transfer, dropped, resolve, reject });
        this.#next();
      });
    } finally {
      signal?.removeEventListener('abort', drop);
    }
  }

  /**
   * Ends the workers and fails every job, waiting or under way. A busy worker is let answer first, unless it may be ended `atOnce`:
   * one that is ended while native code in it throws takes the whole process with it.
   */
  async close(why: string, { atOnce = false }: { readonly atOnce?: boolean } = {}): Promise<void> {
    this.#closed ??= why;
    this.#fail(this.#queue.splice(0), why);
    await Promise.all(
      [...this.#workers].map(async ([worker, jobs]) => {
        const answers = jobs.length;
        for (const { dropped } of jobs) Atomics.store(dropped, 0, 1);
        this.#fail(jobs.splice(0), why);
        if (answers > 0 && !atOnce) await this.#quiet(worker, answers);
        const { at = now() } = this.#deadlines.get(worker) ?? {};
        this.#stopTimer(worker);
        // Native code is ended by nothing: it is waited for as long as it may take.
        await endWorker(worker, Math.max(0, at - now()));
      }),
    );
  }

  /** Resolves when a worker has given all its answers or dies, or after some time. */
  #quiet(worker: Worker, answers: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.patience ?? 5000);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      let left = answers;
      worker.on('message', () => --left === 0 && done()).once('exit', done);
    });
  }

  #start(): Promise<Reply> {
    // Flags that the main thread was started with (--input-type, loaders) are not for this script.
    // And native libraries see only the process's own environment variables.
    const { script, workerData, stackMegabytes } = this.options;
    const resourceLimits = stackMegabytes === undefined ? {} : { stackSizeMb: stackMegabytes };
    const worker = new Worker(script, { workerData, execArgv: [], env: SHARE_ENV, resourceLimits });
    this.#workers.set(worker, []);
    let reason = 'its worker thread ended';
    worker.on('message', (reply: Reply) => this.#finish(worker, reply));
    worker.on('error', (error) => (reason = `its worker thread failed: ${error.message}`));
    worker.on('exit', () => this.#bury(worker, reason));
    return new Promise((resolve, reject) =>
      this.#give(worker, {
        request: this.options.greeting,
        transfer: [],
        dropped: notDropped(),
        resolve: (reply) => {
          if (!this.options.accepts(reply)) void worker.terminate();
          resolve(reply);
        },
        reject,
      }),
    );
  }

  #give(worker: Worker, job: Job<Request, Reply>): void {
    const jobs = this.#workers.get(worker);
    jobs?.push(job);
    if (jobs?.length === 1) this.#startTimer(worker);
    worker.ref();
    const posted: Posted<Request> = { request: job.request, dropped: job.dropped };
    worker.postMessage(posted, job.transfer);
  }

  #finish(worker: Worker, reply: Reply): void {
    const jobs = this.#workers.get(worker) ?? [];
    const job = jobs.shift();
    this.#stopTimer(worker);
    if (jobs.length === 0) worker.unref();
    else this.#startTimer(worker);
    // The greeting's answer may end the worker, so it is looked at before there is another job.
    job?.resolve(reply);
    if (job?.request === this.options.greeting) {
      if (!this.options.accepts(reply)) return;
      this.#ready.add(worker);
    }
    this.#next();
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const worker = this.#leastBusy();
      const job = worker === undefined ? undefined : this.#queue.shift();
      if (worker === undefined || job === undefined) return;
      this.#give(worker, job);
    }
  }

  #leastBusy(): Worker | undefined {
    let [best, fewest]: [Worker | undefined, number] = [undefined, depth];
    for (const worker of this.#ready) {
      const { length } = this.#workers.get(worker) ?? [];
      if (length < fewest) [best, fewest] = [worker, length];
    }
    return best;
  }

  #startTimer(worker: Worker): void {
    if (this.#late.has(worker)) return;
    const { timeLimit } = this.options;
    // A worker that is busy keeps the process alive already.
    const timer = setTimeout(() => void this.#giveUp(worker), timeLimit).unref();
    this.#deadlines.set(worker, { timer, at: now() + timeLimit });
  }

  #stopTimer(worker: Worker): void {
    clearTimeout(this.#deadlines.get(worker)?.timer);
    this.#deadlines.delete(worker);
  }

  /** Ends a worker that takes too long. Meanwhile it is given nothing. */
  async #giveUp(worker: Worker): Promise<void> {
    this.#late.add(worker);
    this.#ready.delete(worker);
    await endWorker(worker, 0);
    this.#bury(worker, 'its worker thread took too long');
  }

  #bury(worker: Worker, reason: string): void {
    const jobs = this.#workers.get(worker);
    if (jobs === undefined) return;
    const [job, ...untouched] = jobs;
    this.#workers.delete(worker);
    this.#ready.delete(worker);
    this.#stopTimer(worker);
    job?.reject(this.#late.has(worker) ? this.options.late() : this.options.lost(this.#closed ?? reason));
    const why = this.#closed ?? reason;
    if (this.#workers.size > 0) {
      // What was handed over by transfer is gone; jobs that only point at shared memory can be done by another.
      this.#fail(
        untouched.filter(({ transfer }) => transfer.length > 0),
        why,
      );
      this.#queue.unshift(...untouched.filter(({ transfer }) => transfer.length === 0));
      this.#next();
      return;
    }
    this.#closed ??= reason;
    this.#fail([...untouched, ...this.#queue.splice(0)], why);
  }

  #fail(jobs: readonly Job<Request, Reply>[], why: string): void {
    for (const { reject } of jobs) reject(this.options.lost(why));
  }
}
