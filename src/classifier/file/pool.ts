import { setMaxListeners } from 'node:events';
// From Node's module: the globals may be a test runner's fakes that stand still.
import { clearTimeout, setTimeout } from 'node:timers';
import type { TransferListItem } from 'node:worker_threads';
import { now } from '../../clock.js';
import type { Carried, RunningWorker, StartWorker, WorkerStart } from './runningWorker.js';

interface Job<Request, Reply> {
  readonly request: Request;
  readonly carried: readonly Carried[];
  readonly transfer: readonly TransferListItem[];
  /** Whether nobody waits for the answer any more; and what tells the worker that has it. */
  isDropped: boolean;
  drop?: () => void;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

/** What comes with a request. */
export interface Beside {
  /** What is handed over. */
  readonly transfer?: readonly TransferListItem[];
  /** What is given again and again. */
  readonly carried?: readonly Carried[];
  /** Drops the job when it is aborted: one that waits is not begun. */
  readonly signal?: AbortSignal | undefined;
}

/** What a pool of workers is made of. */
export interface PoolOptions<Request, Reply> extends WorkerStart {
  /** Where they run. */
  readonly start: StartWorker<Request, Reply>;
  /** How many, once the first is ready; it may depend on its answer. */
  readonly workers: (ready: Reply) => number;
  /** The first message to every worker; `accepts` says whether its answer means that the worker is ready. */
  readonly greeting: Request;
  readonly accepts: (reply: Reply) => boolean;
  /** The error for jobs that get no answer: no worker is left, or the pool was closed. */
  readonly lost: (why: string) => Error;
  /** The error for a job whose worker died of it. */
  readonly crashed: (why: string, request: Request) => Error;
  /** How long, in milliseconds, a worker may take for a job; and the error for one that took longer. */
  readonly timeLimit: number;
  readonly late: () => Error;
  /** How long, in milliseconds, `close` waits for a worker that is busy. Default 5000. */
  readonly patience?: number;
}

/** Jobs that a worker holds: one under way and one to go on with while this thread is busy with other things. */
const depth = 2;

/**
 * Workers that all do the same. A job goes to the worker with the fewest; a worker does one after the other.
 *
 * Idle workers do not keep the process alive. A worker that dies or takes too long fails the job it was at and hands back the other.
 * One with a process of its own is replaced, if it has been ready; a thread is not. When none is left, every job fails.
 */
export class WorkerPool<Request, Reply> {
  readonly #queue: Job<Request, Reply>[] = [];
  /** Every living worker, with its jobs: the first is under way. Those not ready yet hold their greeting alone. */
  readonly #workers = new Map<RunningWorker<Request>, Job<Request, Reply>[]>();
  readonly #ready = new Set<RunningWorker<Request>>();
  /** When the time is up, by {@link now}, of the job that a worker is at. */
  readonly #deadlines = new Map<RunningWorker<Request>, { readonly timer: NodeJS.Timeout; readonly at: number }>();
  /** Workers that took too long and are being ended. */
  readonly #late = new Set<RunningWorker<Request>>();
  /** Who waits for a worker to be quiet, and hears of its answers and its end. */
  readonly #listeners = new Map<RunningWorker<Request>, (heard: 'answer' | 'end') => void>();
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

  /** A worker's answer. Rejects with what `lost`, `crashed` or `late` makes if there is none. */
  async run(request: Request, { transfer = [], carried = [], signal }: Beside = {}): Promise<Reply> {
    let drop: (() => void) | undefined;
    try {
      return await new Promise<Reply>((resolve, reject) => {
        if (this.#closed !== undefined) return reject(this.options.lost(this.#closed));
        const isDropped = signal?.aborted === true;
        const job: Job<Request, Reply> = { request, carried, transfer, isDropped, resolve, reject };
        drop = () => dropJob(job);
        // As many as there are jobs may wait for one signal; from eleven on Node would take it for a leak.
        if (signal !== undefined) setMaxListeners(0, signal);
        signal?.addEventListener('abort', drop);
        this.#queue.push(job);
        this.#next();
      });
    } finally {
      if (drop !== undefined) signal?.removeEventListener('abort', drop);
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
        for (const job of jobs) dropJob(job);
        this.#fail(jobs.splice(0), why);
        if (answers > 0 && !atOnce && !worker.isApart) await this.#quiet(worker, answers);
        const { at = now() } = this.#deadlines.get(worker) ?? {};
        this.#stopTimer(worker);
        // Native code in a thread is ended by nothing: it is waited for as long as it may take.
        await worker.end(Math.max(0, at - now()));
      }),
    );
  }

  /** Resolves when a worker has given all its answers or dies, or after some time. */
  #quiet(worker: RunningWorker<Request>, answers: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.patience ?? 5000);
      let left = answers;
      this.#listeners.set(worker, (heard) => {
        if (heard === 'answer' && --left > 0) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #start(): Promise<Reply> {
    const { start, script, workerData, stackMegabytes } = this.options;
    const worker: RunningWorker<Request> = start(
      { script, workerData, stackMegabytes },
      { answered: (reply) => this.#finish(worker, reply), ended: (found) => this.#bury(worker, found) },
    );
    this.#workers.set(worker, []);
    return new Promise((resolve, reject) =>
      this.#give(worker, {
        request: this.options.greeting,
        carried: [],
        transfer: [],
        isDropped: false,
        resolve: (reply) => {
          if (!this.options.accepts(reply)) void worker.end(0);
          resolve(reply);
        },
        reject,
      }),
    );
  }

  #give(worker: RunningWorker<Request>, job: Job<Request, Reply>): void {
    const jobs = this.#workers.get(worker);
    jobs?.push(job);
    if (jobs?.length === 1) this.#startTimer(worker);
    worker.hold(true);
    job.drop = worker.send(job);
  }

  #finish(worker: RunningWorker<Request>, reply: Reply): void {
    const jobs = this.#workers.get(worker) ?? [];
    const job = jobs.shift();
    this.#listeners.get(worker)?.('answer');
    this.#stopTimer(worker);
    if (jobs.length === 0) worker.hold(false);
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

  #leastBusy(): RunningWorker<Request> | undefined {
    let [best, fewest]: [RunningWorker<Request> | undefined, number] = [undefined, depth];
    for (const worker of this.#ready) {
      const { length } = this.#workers.get(worker) ?? [];
      if (length < fewest) [best, fewest] = [worker, length];
    }
    return best;
  }

  #startTimer(worker: RunningWorker<Request>): void {
    if (this.#late.has(worker)) return;
    const { timeLimit } = this.options;
    // A worker that is busy keeps the process alive already.
    const timer = setTimeout(() => void this.#giveUp(worker), timeLimit).unref();
    this.#deadlines.set(worker, { timer, at: now() + timeLimit });
  }

  #stopTimer(worker: RunningWorker<Request>): void {
    clearTimeout(this.#deadlines.get(worker)?.timer);
    this.#deadlines.delete(worker);
  }

  /** Ends a worker that takes too long. Meanwhile it is given nothing. */
  async #giveUp(worker: RunningWorker<Request>): Promise<void> {
    this.#late.add(worker);
    this.#ready.delete(worker);
    await worker.end(0);
    this.#bury(worker, 'its worker took too long');
  }

  #bury(worker: RunningWorker<Request>, reason: string): void {
    const jobs = this.#workers.get(worker);
    if (jobs === undefined) return;
    const [job, ...untouched] = jobs;
    const isReady = this.#ready.delete(worker) || this.#late.has(worker);
    this.#workers.delete(worker);
    this.#listeners.get(worker)?.('end');
    this.#stopTimer(worker);
    const isReplaced =
      worker.isApart && isReady && job?.request !== this.options.greeting && this.#closed === undefined;
    if (this.#closed !== undefined) job?.reject(this.options.lost(this.#closed));
    else if (this.#late.has(worker)) job?.reject(this.options.late());
    else job?.reject(this.options.crashed(reason, job.request));
    // What is wrong with the other is not lost: as that of a later worker.
    if (isReplaced) this.#start().catch(() => undefined);
    const why = this.#closed ?? reason;
    if (this.#workers.size > 0) {
      // What was handed over by transfer is gone; jobs that only point at shared memory can be done by another.
      const isGone = ({ transfer }: Job<Request, Reply>): boolean => !worker.isApart && transfer.length > 0;
      this.#fail(untouched.filter(isGone), why);
      this.#queue.unshift(...untouched.filter((one) => !isGone(one)));
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

/** Nobody waits for it any more. */
function dropJob<Request, Reply>(job: Job<Request, Reply>): void {
  job.isDropped = true;
  job.drop?.();
}
