// Runs as a worker thread. onnxruntime's `run` blocks the thread that calls it, and does not work in Jest's sandbox.
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { InferenceSession as Session, OnnxValue } from 'onnxruntime-node';
import { messageOf } from '../../errors.js';
import type { Rows, SentTensor } from '../file/protocol.js';
import { lentTensor, sentTensor, type GivenTensor } from '../file/sent.js';
import { LackingError, serve, StageError } from '../file/serve.js';
import { Staging } from '../file/staging.js';
import { plain } from '../file/plain.js';
import { PatternReader } from '../pattern/patternReader.js';
import type { OnnxWorkerSetup } from './setup.js';
import { sliceToward } from './sliceToward.js';
import { withExternalData } from './withExternalData.js';
import { withOutputs } from './withOutputs.js';

/** The package is CommonJS. */
const load = createRequire(import.meta.url);
const setup: OnnxWorkerSetup = workerData;
const staging = new Staging(setup.input);
let reader: PatternReader | undefined;
/** What the session that gives the scores gives besides. */
const own = new Set([setup.scores, ...setup.outputs]);
/** Tensors that one session gives at most: each of them is held in memory for as long as a run lasts. */
const mostTensors = 64;
let probeSession: { readonly names: ReadonlySet<string>; readonly session: Promise<Session> } | undefined;

serve(async () => {
  const engine = loadEngine();
  const session = await openSession((model) => withOutputs(model, missing([setup.scores])));
  return {
    info: {
      engine: `onnxruntime ${engine.env.versions.node ?? 'unknown'}`,
      runsOn: setup.provider.name,
      native: true,
      // Every other provider is one device, however many processors there are.
      parallel: setup.provider.name !== 'cpu',
      batchLimit: 256,
    },
    scores: async (images) => (await run(session, images, [setup.scores]))[0]!,
    probe: async (images, names) =>
      run(names.every((name) => own.has(name)) ? session : await openProbe(names), images, names),
    patterns: async (images, kinks) => {
      reader ??= new PatternReader(kinks);
      const { tensorOf, batch } = await computed(await openProbe(reader.tensors), images, reader.tensors);
      return reader.patterns(images.count, (name) => lentTensor(name, tensorOf(name), batch, images.count));
    },
  };
});

function loadEngine(): typeof import('onnxruntime-node') {
  // Since version 1.29 the engine's telemetry is on unless it is switched off; it leaves a log in the temporary folder besides. The
  // environment is that of the process, so that native code sees what is set here. Whoever wants telemetry has set it to 0.
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
  try {
    const engine: typeof import('onnxruntime-node') = load('onnxruntime-node');
    return engine;
  } catch (cause) {
    throw new StageError('engine', cause);
  }
}

/** Those that are not outputs of the file. */
const missing = (names: readonly string[]): readonly string[] => names.filter((name) => !setup.outputs.includes(name));

/** A session of the model with other outputs. */
async function openSession(exposing: (model: Uint8Array) => Uint8Array): Promise<Session> {
  const { env, InferenceSession } = loadEngine();
  // What goes wrong is thrown and reported; the engine would print it as well.
  env.logLevel = 'fatal';
  const { name, options } = setup.provider;
  const create = (model: Uint8Array, on: string): Promise<Session> =>
    InferenceSession.create(exposing(model), {
      executionProviders: [on === name ? { ...options, name } : on],
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
  const createOn = (on: string): Promise<Session> =>
    create(setup.model, on).catch((cause: unknown) => {
      if (setup.externalData.size === 0 || !/model_path must not be empty|External data path/.test(messageOf(cause)))
        throw cause;
      // Each file was looked at when the model was read: it lies where it may.
      return create(withExternalData(setup.model, setup.externalData), on);
    });
  try {
    return await createOn(name);
  } catch (cause) {
    if (name === 'cpu') throw new StageError('model', cause);
    // If the processor takes it, the model is not what is wrong.
    const session = await createOn('cpu').catch((own: unknown) => {
      throw new StageError('model', own);
    });
    await session.release();
    throw lackingProvider(cause);
  }
}

/** What to say where the provider is not there, or does not start. */
function lackingProvider(cause: unknown): LackingError {
  const { name } = setup.provider;
  const there = loadEngine().listSupportedBackends();
  const others = (bundled: boolean): string =>
    there
      .filter((each) => each.bundled === bundled && each.name !== name)
      .map((each) => each.name)
      .join(', ');
  const found = there.some((each) => each.name === name)
    ? `${name}, which does not start with this model (${plain(messageOf(cause))})`
    : `${name}, which this onnxruntime-node does not have`;
  const apart = others(false);
  const also = apart === '' ? '' : `, or with libraries that are installed apart ${apart}`;
  return new LackingError('provider', found, `one that starts: ${others(true)}${also}`);
}

/** A session for these tensors, and for those that were asked for before while there are few: rays ask for one after the other. */
async function openProbe(names: readonly string[]): Promise<Session> {
  const known = probeSession?.names ?? new Set<string>();
  if (probeSession === undefined || names.some((name) => !known.has(name))) {
    const before = probeSession?.session;
    const all = new Set([...known, ...names]);
    const asked = all.size > mostTensors ? new Set(names) : all;
    // Two sessions at once would be twice the weights.
    await (await before?.catch(() => undefined))?.release();
    const session = openSession((model) => sliceToward(model, [...asked]));
    probeSession = { names: asked, session };
    // The next may be told of others, without the one that the engine does not like.
    session.catch(() => (probeSession = undefined));
  }
  return probeSession.session;
}

async function run(session: Session, images: Rows, names: readonly string[]): Promise<readonly SentTensor[]> {
  const { tensorOf, batch } = await computed(session, images, names);
  return names.map((name) => sentTensor(name, tensorOf(name), batch, images.count));
}

async function computed(session: Session, images: Rows, names: readonly string[]) {
  const { Tensor } = loadEngine();
  const { name, type, dims } = setup.input;
  const { values, batch } = staging.fill(images);
  const results = await session.run({ [name]: new Tensor(type, values, [batch, ...dims]) }, names);
  return { tensorOf: (wanted: string) => asTensor(wanted, results[wanted]), batch };
}

function asTensor(name: string, value: OnnxValue | undefined): GivenTensor {
  if (value === undefined || !('data' in value)) throw new Error(`the tensor "${name}" is not a tensor`);
  return value;
}
