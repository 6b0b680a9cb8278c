// Runs as a worker thread: TF.js computes on the thread that calls it.
import { workerData } from 'node:worker_threads';
import { serve, StageError, type Served } from '../file/serve.js';
import { PatternReader } from '../pattern/patternReader.js';
import { openBackend, type Backend, type TfNode } from './backend.js';
import { graphCompute, layersCompute, ownOutput } from './compute.js';
import { Runner, type Compute } from './runner.js';
import type { TfjsWorkerSetup } from './setup.js';
import { handing, type Tf, type TfArtifacts } from './tf.js';

const setup: TfjsWorkerSetup = workerData;
let reader: PatternReader | undefined;

serve(async (): Promise<Served> => {
  const { tf, info }: Backend = await openBackend(setup.engine);
  const runner = new Runner(tf, setup.input);
  const { name, compute, probe } = await staged(() =>
    setup.kind === 'saved' ? openSaved(tf, setup) : openFile(tf, setup),
  );
  return {
    info,
    scores: async (images) => runner.run(images, [name], compute)[0]!,
    probe: async (images, names) => runner.run(images, names, await staged(probe)),
    patterns: async (images, kinks) =>
      runner.patterns(images, (reader ??= new PatternReader(kinks)), await staged(probe)),
  };
});

interface Opened {
  /** The tensor of scores. */
  readonly name: string;
  readonly compute: Compute;
  readonly probe: () => Promise<Compute>;
}

type FileSetup = Extract<TfjsWorkerSetup, { topology: object }>;
type SavedSetup = Extract<TfjsWorkerSetup, { folder: string }>;

async function openFile(
  tf: Tf,
  { kind, topology, scoring, probing, input, specs, weights }: FileSetup,
): Promise<Opened> {
  const artifacts = (other: object | undefined): TfArtifacts => ({
    modelTopology: other ?? topology,
    weightSpecs: specs,
    // TF.js cuts tensors out of it, and those must not be in shared memory.
    weightData: new Uint8Array(weights).buffer,
  });
  const { tensor: name } = scoring;
  if (kind === 'graph') {
    const load = async (other: object | undefined): Promise<Compute> => {
      if (tf.loadGraphModel === undefined) throw new Error('this TF.js has no tf.loadGraphModel');
      return graphCompute(await tf.loadGraphModel(handing(artifacts(other))), input.name);
    };
    const compute = await load(undefined);
    return { name, compute, probe: once(async () => (probing === undefined ? compute : load(probing))) };
  }
  const loadAs = (other: object | undefined, strict: boolean) => {
    if (tf.loadLayersModel === undefined) throw new Error('this TF.js has no tf.loadLayersModel');
    return tf.loadLayersModel(handing(artifacts(other)), { strict });
  };
  const load = (other: object | undefined) =>
    loadAs(other, true).catch(async (thrown: unknown) => {
      if (other === undefined) throw thrown;
      // Layers that lie before none of the outputs that are left are dropped, and then their weights are nobody's. Whether a
      // weight is missing, the whole model tells.
      (await loadAs(undefined, true)).dispose();
      return loadAs(other, false);
    });
  const model = await load(scoring.topology);
  const compute = ownOutput(model);
  const probe = async () => {
    const own = probing === undefined && scoring.topology === undefined;
    return layersCompute(tf, own ? model : await load(probing));
  };
  return { name, compute, probe: once(probe) };
}

async function openSaved({ node }: TfNode, { folder, tags, signature, scores, input }: SavedSetup): Promise<Opened> {
  if (node === undefined) throw new Error('this TF.js does not open SavedModels');
  const model = await node.loadSavedModel(folder, tags, signature);
  const compute: Compute = (images) => {
    const tensor = model.predict({ [input.name]: images })[scores];
    return tensor ?? [];
  };
  return {
    name: scores,
    compute,
    probe: () => Promise.reject(new Error('a SavedModel does not give intermediate tensors')),
  };
}

/** What TF.js says about a model while it loads it. */
async function staged<Result>(load: () => Promise<Result>): Promise<Result> {
  try {
    return await load();
  } catch (cause) {
    throw new StageError('model', cause);
  }
}

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
}
