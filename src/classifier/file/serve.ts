import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../errors.js';
import type { PatternKink } from '../pattern/patternKinks.js';
import type { Posted } from './posted.js';
import type { Carried } from './runningWorker.js';
import type { EngineInfo, Failure, Rows, SentTensor, WorkerReply, WorkerRequest } from './protocol.js';

/** A model in a worker. */
export interface Served {
  readonly info: EngineInfo;
  /** Scores of these images, row by row. */
  scores(images: Rows): Promise<SentTensor>;
  /** Intermediate tensors of these images. */
  probe(images: Rows, names: readonly string[]): Promise<readonly SentTensor[]>;
  /** The patterns of these images; asked about the same kinks every time. */
  patterns(images: Rows, kinks: readonly PatternKink[]): Promise<readonly string[]>;
}

/** What a module does beside the model, with what it exports as `work`. */
export type Work<Task> = (task: Task, model: ModelHere) => Promise<unknown>;

/** The model of a worker, for who is in the same thread. */
export interface ModelHere {
  readonly served: Served;
  /** What was given beside the task. */
  readonly carried: readonly Carried[];
  /** Whether nobody waits for the answer any more. */
  readonly isDropped: () => boolean;
}

/** Finds modules from either build: an ES module too, and it is then the one that others import. */
const load = createRequire(import.meta.url);

/** An error, and at which stage. */
export class StageError extends Error {
  constructor(
    readonly failure: 'engine' | 'model' | 'run',
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** The engine has not what an option asks for. */
export class LackingError extends Error {
  /** @param found of the option. */
  constructor(
    readonly option: string,
    found: string,
    readonly expected: string,
  ) {
    super(found);
  }
}

/** What was fed is not an image. */
export class ImageError extends Error {
  constructor(
    message: string,
    readonly image: number,
  ) {
    super(message);
  }
}

/**
 * Answers the requests that come to this worker's thread.
 *
 * @param open loads the engine and the model; called once, when the first request comes.
 */
export function serve(open: () => Promise<Served>): void {
  let opened: Promise<Served> | undefined;
  const answer = async ({ request, carried, dropped }: Posted<WorkerRequest>): Promise<WorkerReply> => {
    if (isDropped(dropped)) throw new Error('nobody waits for the answer');
    const served = await (opened ??= open());
    if (request.kind === 'open') return { kind: 'opened', ...served.info };
    if (request.kind === 'scores') return { kind: 'scores', buffer: (await served.scores(request.images)).buffer };
    if (request.kind === 'patterns')
      return { kind: 'patterns', patterns: await served.patterns(request.images, request.kinks) };
    if (request.kind === 'work') {
      const { work }: { work: Work<unknown> } = load(fileURLToPath(request.module));
      const model: ModelHere = { served, carried, isDropped: () => isDropped(dropped) };
      return { kind: 'worked', answer: await work(request.task, model) };
    }
    return { kind: 'tensors', tensors: await served.probe(request.images, request.names) };
  };
  const respond = async (posted: Posted<WorkerRequest>): Promise<void> => {
    const reply = await answer(posted).catch((thrown: unknown): WorkerReply => ({
      kind: 'failed',
      ...failureOf(thrown),
    }));
    const sent = reply.kind === 'scores' ? [reply] : reply.kind === 'tensors' ? reply.tensors : [];
    parentPort?.postMessage(
      reply,
      sent.map(({ buffer }) => buffer),
    );
  };
  // One after the other: requests may wait here, and the arrays that the engine is fed from are used again.
  let turn = Promise.resolve();
  parentPort?.on('message', (posted: Posted<WorkerRequest>) => {
    turn = turn.then(() => respond(posted));
  });
}

const isDropped = (dropped: Int32Array): boolean => Atomics.load(dropped, 0) !== 0;

function failureOf(thrown: unknown): Failure {
  const message = messageOf(thrown);
  if (thrown instanceof LackingError)
    return { failure: 'option', option: thrown.option, message, expected: thrown.expected };
  if (thrown instanceof ImageError) return { failure: 'image', message, image: thrown.image };
  return { failure: thrown instanceof StageError ? thrown.failure : 'run', message };
}
