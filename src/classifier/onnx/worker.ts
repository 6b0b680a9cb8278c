// Runs as a worker thread. onnxruntime's `run` blocks the thread that calls it, and does not work in Jest's sandbox.
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession as Session, OnnxValue, Tensor } from 'onnxruntime-node';
import { messageOf } from '../../errors.js';
import { scale } from '../scale.js';
import type { Failure, Rows, SentTensor, WorkerReply, WorkerRequest, WorkerSetup } from './protocol.js';
import { withOutputs } from './withOutputs.js';

type Engine = typeof import('onnxruntime-node');

const setup: WorkerSetup = workerData;
const imageSize = setup.input.dims.reduce((product, side) => product * side, 1);

/** An error, and at which stage. */
class StageError extends Error {
  constructor(
    readonly failure: Failure,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** An array for the model's input that is used again and again; onnxruntime refuses shared memory, so batches are copied. */
interface Staging {
  readonly type: WorkerSetup['input']['type'];
  readonly capacity: number;
  readonly values: Float32Array | Float64Array | Uint8Array;
  /** The same memory, rounding and clamping what is written to it where the values are uint8. */
  readonly target: Float32Array | Float64Array | Uint8ClampedArray;
}

const allocate = (capacity: number): Staging => {
  const { type } = setup.input;
  if (type === 'uint8') {
    const target = new Uint8ClampedArray(capacity);
    return { type, capacity, target, values: new Uint8Array(target.buffer) };
  }
  const values = type === 'float32' ? new Float32Array(capacity) : new Float64Array(capacity);
  return { type, capacity, target: values, values };
};

let staging = allocate(0);
let scoresSession: Promise<Session> | undefined;
let probeSession: { readonly names: ReadonlySet<string>; readonly session: Promise<Session> } | undefined;

let engine: Engine | undefined;

const loadEngine = async (): Promise<Engine> => {
  try {
    return (engine ??= await import('onnxruntime-node'));
  } catch (cause) {
    throw new StageError('engine', cause);
  }
};

/** A session that gives these tensors, whether or not they are outputs of the file. */
const openSession = async (names: Iterable<string>): Promise<Session> => {
  const { env, InferenceSession } = await loadEngine();
  // What goes wrong is thrown and reported; the engine would print it as well.
  env.logLevel = 'fatal';
  const extra = [...names].filter((name) => !setup.outputs.includes(name));
  try {
    return await InferenceSession.create(withOutputs(setup.model, extra), {
      intraOpNumThreads: setup.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      extra: {
        session: {
          model_external_initializers_file_folder_path: setup.folder,
          // Threads that wait for work in a loop take the processor from the other workers.
          intra_op: { allow_spinning: '0' },
        },
      },
    });
  } catch (cause) {
    throw new StageError('model', cause);
  }
};

const openProbe = async (names: readonly string[]): Promise<Session> => {
  const known = probeSession?.names ?? new Set<string>();
  if (probeSession === undefined || names.some((name) => !known.has(name))) {
    const before = probeSession?.session;
    const all = new Set([...known, ...names]);
    probeSession = { names: all, session: openSession(all) };
    await (await before)?.release();
  }
  return probeSession.session;
};

const run = async (session: Session, { data, first, count, factors }: Rows, names: readonly string[]) => {
  const { Tensor: EngineTensor } = await loadEngine();
  const { name, dims, batch = count } = setup.input;
  const length = batch * imageSize;
  if (staging.capacity < length) staging = allocate(length);
  const pixels = data.subarray(first * imageSize, (first + count) * imageSize);
  if (factors === undefined) staging.target.set(pixels);
  else
    for (let at = 0, image = 0; image < count; image++, at += imageSize)
      scale(pixels.subarray(at, at + imageSize), factors[image]!, staging.target, at);
  staging.target.fill(0, count * imageSize, length);
  // The engine wants an array of exactly the tensor's size.
  const feed: Tensor = new EngineTensor(staging.type, staging.values.subarray(0, length), [batch, ...dims]);
  try {
    return { batch, results: await session.run({ [name]: feed }, names) };
  } catch (cause) {
    throw new StageError('run', cause);
  }
};

/** A tensor's numbers for the images that were asked about, leaving out what filled up the batch. */
const rowsOf = (name: string, value: OnnxValue | undefined, batch: number, count: number): SentTensor => {
  const fail = (found: string): never => {
    throw new StageError('run', `the tensor "${name}" ${found}`);
  };
  if (value === undefined || !('data' in value)) return fail('is not a tensor');
  const { data, dims } = value;
  if (dims[0] !== batch) return fail(`has shape [${dims.join(', ')}] for ${batch} images`);
  const length = (data.length / batch) * count;
  return { name, dims: [count, ...dims.slice(1)], buffer: toFloat32(data, length).buffer };
};

const toFloat32 = (data: Tensor['data'], length: number): Float32Array<ArrayBuffer> => {
  const values = new Float32Array(length);
  if (data instanceof Float32Array) values.set(data.subarray(0, length));
  else for (let i = 0; i < length; i++) values[i] = Number(data[i]);
  return values;
};

const answer = async (request: WorkerRequest): Promise<WorkerReply> => {
  if (request.kind === 'probe') {
    const { images, names } = request;
    const { batch, results } = await run(await openProbe(names), images, names);
    return { kind: 'tensors', tensors: names.map((name) => rowsOf(name, results[name], batch, images.count)) };
  }
  const session = await (scoresSession ??= openSession([setup.scores]));
  if (request.kind === 'open') return { kind: 'opened', version: (await loadEngine()).env.versions.node ?? 'unknown' };
  const { batch, results } = await run(session, request.images, [setup.scores]);
  return { kind: 'scores', buffer: rowsOf(setup.scores, results[setup.scores], batch, request.images.count).buffer };
};

const failed = (thrown: unknown): WorkerReply => ({
  kind: 'failed',
  failure: thrown instanceof StageError ? thrown.failure : 'run',
  message: messageOf(thrown),
});

const respond = async (request: WorkerRequest): Promise<void> => {
  const reply = await answer(request).catch(failed);
  const sent = reply.kind === 'scores' ? [reply] : reply.kind === 'tensors' ? reply.tensors : [];
  parentPort?.postMessage(
    reply,
    sent.map(({ buffer }) => buffer),
  );
};

parentPort?.on('message', (request: WorkerRequest) => void respond(request));
