import { availableParallelism } from 'node:os';
import { types } from 'node:util';
import type { TransferListItem } from 'node:worker_threads';
import { ClassifierError, InputError, optionProblem, type Problem } from '../../errors.js';
import { milliseconds } from '../../settings/kinds.js';
import { usualModelTimeout } from '../../settings/model.js';
import type { AskOptions, ImageBatch, Tensor } from '../classifier.js';
import { lateAnswer } from '../inTime.js';
import { PatternReader } from '../pattern/patternReader.js';
import type { PatternKink } from '../pattern/patternKinks.js';
import { concatenated } from './concatenated.js';
import { plain } from './plain.js';
import { WorkerPool } from './pool.js';
import type { Carried } from './runningWorker.js';
import { startProcess } from './workerProcess.js';
import { startThread } from './workerThread.js';
import { crashedWorker } from './crashedWorker.js';
import type { EngineInfo, Failure, Rows, SentTensor, WorkerReply, WorkerRequest } from './protocol.js';

/** What the workers of one kind of model are made of. */
export interface WorkersOptions {
  /** The model's file, for errors. */
  readonly where: string;
  /** What every worker runs: see {@link serve}. */
  readonly script: URL;
  /** What it is told when it starts. */
  readonly setup: unknown;
  /** Numbers an image. */
  readonly imageSize: number;
  /** How large the stack of each is, where the engine needs more than is usual. */
  readonly stackMegabytes?: number;
  /** Default: as many as the machine offers, or 1 where one keeps it busy. */
  readonly workers: number | undefined;
  /** Whether each runs in a process of its own, and not in a thread of this one. */
  readonly isolate: boolean;
  /** Seconds that a worker may take to open the model, and for each batch. */
  readonly modelTimeout: number | undefined;
  /** The engine's name, for errors. */
  readonly engine: string;
  /** What to tell the user where the engine does not load, and where it does not load the model. */
  readonly missing: (where: string, message: string) => Problem;
  readonly rejected: (where: string, message: string) => Problem;
}

/**
 * Starts workers and makes something of them; where that fails, they are ended.
 *
 * @param make gets the workers, and the engine's name and version.
 */
export async function withWorkers<Made>(
  options: WorkersOptions,
  make: (workers: ModelWorkers, engine: string) => Promise<Made>,
): Promise<Made> {
  const workers = new ModelWorkers(options);
  try {
    return await make(workers, await workers.open());
  } catch (error) {
    await workers.close();
    throw error;
  }
}

/** What a thread cannot do. */
const endsNative = [' Native code that never ends is ended with ', { option: ['isolate'], value: true }, '.'] as const;

/** A model loaded into workers, threads or processes, which give the tensors it computes. */
export class ModelWorkers {
  readonly #pool: WorkerPool<WorkerRequest, WorkerReply>;
  #workers = 1;
  #batchLimit = 1;
  #native = true;

  constructor(private readonly options: WorkersOptions) {
    const { where, script, setup, stackMegabytes, modelTimeout, isolate } = options;
    this.#pool = new WorkerPool<WorkerRequest, WorkerReply>({
      start: isolate ? startProcess : startThread,
      script,
      workerData: setup,
      stackMegabytes,
      workers: (reply) => (this.#workers = reply.kind === 'opened' ? this.#workersFor(reply) : 1),
      greeting: { kind: 'open' },
      accepts: ({ kind }) => kind === 'opened',
      timeLimit: milliseconds(modelTimeout ?? usualModelTimeout.here),
      late: () => lateAnswer({ where, modelTimeout }, isolate || !this.#native ? [] : endsNative),
      crashed: (found, { kind }) => crashedWorker({ where, found, isolate, isOpening: kind === 'open' }),
      lost: (why) => new ClassifierError({ where, found: why, expected: 'scores' }),
    });
  }

  /** How many there are, once they are open. */
  get count(): number {
    return this.#workers;
  }

  /** In how many places of memory things lie that are given to all of them. */
  get copies(): number {
    return this.options.isolate ? this.#workers : 1;
  }

  /** How many images at once suit the engine. */
  get batchLimit(): number {
    return this.#batchLimit;
  }

  /**
   * Loads the model.
   *
   * @returns the engine in words: `onnxruntime 1.30.0 (cpu, 2 workers)`.
   * @throws InputError if the engine is not installed or rejects the model.
   */
  async open(): Promise<string> {
    const reply = await this.#pool.open();
    if (reply.kind === 'failed') throw this.#error(reply, 0, 0);
    if (reply.kind !== 'opened') throw new Error(`A worker answered the greeting with ${reply.kind}.`);
    this.#batchLimit = reply.batchLimit;
    this.#native = reply.native;
    const many = this.#workers === 1 ? (reply.parallel ? '' : ', 1 worker') : `, ${this.#workers} workers`;
    return `${reply.engine} (${reply.runsOn}${many})`;
  }

  /**
   * Scores of a batch, however many an image has, row by row.
   *
   * @param limit the most images in one run of the model; more are split.
   */
  async scores(batch: ImageBatch, limit: number, asked?: AskOptions): Promise<Float32Array> {
    const parts = await this.#each(batch, limit, asked, (images) => ({ kind: 'scores', images }));
    const rows = parts.map((reply) => (reply.kind === 'scores' ? new Float32Array(reply.buffer) : new Float32Array()));
    return concatenated(rows);
  }

  /** Tensors of a batch, by name. */
  async probe(
    batch: ImageBatch,
    names: readonly string[],
    limit: number,
    asked?: AskOptions,
  ): Promise<ReadonlyMap<string, Tensor>> {
    // The engine refuses to compute nothing; a linear network has no kinks to ask about.
    if (names.length === 0) return new Map();
    const unique = [...new Set(names)];
    const parts = await this.#each(batch, limit, asked, (images) => ({ kind: 'probe', images, names: unique }));
    const sent = parts.flatMap((reply) => (reply.kind === 'tensors' ? reply.tensors : []));
    return new Map(unique.map((name) => [name, joined(sent.filter((tensor) => tensor.name === name))]));
  }

  /** The patterns of a batch, read in the workers. */
  async patterns(
    batch: ImageBatch,
    kinks: readonly PatternKink[],
    limit: number,
    asked?: AskOptions,
  ): Promise<readonly string[]> {
    if (kinks.length === 0) return new PatternReader(kinks).patterns(batch.count, () => undefined);
    const parts = await this.#each(batch, limit, asked, (images) => ({ kind: 'patterns', images, kinks }));
    return parts.flatMap((reply) => (reply.kind === 'patterns' ? reply.patterns : []));
  }

  /**
   * Lets a module do something beside the model, in the worker with the least to do.
   *
   * @param module exports a {@link Work}.
   * @param task what it is told; copied.
   * @param carried what it is given beside that, as others are: not copied for each of them.
   */
  async work(module: URL, task: unknown, carried: readonly Carried[], asked?: AskOptions): Promise<unknown> {
    const request: WorkerRequest = { kind: 'work', module: module.href, task };
    const reply = await this.#pool.run(request, { carried, signal: asked?.signal });
    if (reply.kind === 'failed') throw this.#error(reply, 0, 0);
    return reply.kind === 'worked' ? reply.answer : undefined;
  }

  /** Ends the workers. */
  close(): Promise<void> {
    return this.#pool.close('it has been disposed of', { atOnce: !this.#native });
  }

  #workersFor({ parallel }: EngineInfo): number {
    return this.options.workers ?? (parallel ? 1 : availableParallelism());
  }

  #each(
    { data, count, factors }: ImageBatch,
    limit: number,
    asked: AskOptions | undefined,
    request: (images: Rows) => WorkerRequest,
  ): Promise<readonly WorkerReply[]> {
    if (count < 1 || data.length < count * this.options.imageSize)
      return Promise.reject(
        new ClassifierError({
          where: this.options.where,
          found: `a batch of ${data.length} numbers for ${count} images`,
          expected: `${this.options.imageSize} numbers an image, and an image or more`,
        }),
      );
    const starts = Array.from({ length: Math.ceil(count / limit) }, (_, i) => i * limit);
    return Promise.all(
      starts.map(async (first) => {
        const size = Math.min(limit, count - first);
        const { images, transfer } = this.#rows(data, first, size, factors?.slice(first, first + size));
        const reply = await this.#pool.run(request(images), { transfer, signal: asked?.signal });
        if (reply.kind === 'failed') throw this.#error(reply, images.count, first);
        return reply;
      }),
    );
  }

  /** Images in shared memory are only pointed at; others are copied, and without what lies around them. */
  #rows(
    data: Float32Array,
    first: number,
    count: number,
    factors: Float64Array | undefined,
  ): { images: Rows; transfer: TransferListItem[] } {
    const still = factors === undefined ? {} : { factors };
    const { imageSize, isolate } = this.options;
    const own = data.subarray(first * imageSize, (first + count) * imageSize);
    // A process is sent a copy of what it is to have, and a thread points at all.
    if (types.isSharedArrayBuffer(data.buffer))
      return { images: { ...(isolate ? { data: own, first: 0 } : { data, first }), count, ...still }, transfer: [] };
    const copy = new Float32Array(own);
    return { images: { data: copy, first: 0, count, ...still }, transfer: [copy.buffer] };
  }

  /** @param first where in the whole batch the images begin that the worker was given. */
  #error(failure: Failure, count: number, first: number): InputError {
    const { where, engine, missing, rejected } = this.options;
    const { message } = failure;
    const cause = new Error(message);
    if (failure.failure === 'option')
      return new InputError(optionProblem([failure.option], { found: message, expected: failure.expected }), { cause });
    if (failure.failure === 'image')
      return new ClassifierError(
        { where, found: `${message} in image ${first + failure.image} of a batch`, expected: 'finite numbers' },
        { cause },
      );
    if (failure.failure === 'run')
      return new ClassifierError(
        {
          where,
          found: `${engine} failing: ${plain(message)}`,
          expected: count === 1 ? 'scores for one image' : `scores for ${count} images`,
        },
        { cause },
      );
    return new InputError(failure.failure === 'engine' ? missing(where, message) : rejected(where, message), { cause });
  }
}

function joined(parts: readonly SentTensor[]): Tensor {
  const [, ...rest] = parts[0]?.dims ?? [];
  const count = parts.reduce((sum, { dims: [rows = 0] }) => sum + rows, 0);
  return { dims: [count, ...rest], data: concatenated(parts.map(({ buffer }) => new Float32Array(buffer))) };
}
