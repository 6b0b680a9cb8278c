import { InputError } from '../../errors.js';
import type { Constant } from '../../network/graph.js';
import { worstOf } from '../../network/notFinite.js';
import { readWeights, weightForm } from '../../network/tfjs/weights.js';
import { graphCompute, layersCompute, ownOutput } from './compute.js';
import type { Plan, TensorReading, Written } from './plan.js';
import type { Compute } from './runner.js';
import { handing, type Tf, type TfArtifacts, type TfGraphModel, type TfLayersModel } from './tf.js';

/** What computes a model's tensors. */
export interface Wired {
  readonly scores: { readonly name: string; readonly compute: Compute };
  readonly probe: () => Promise<Compute>;
  /** Takes down what was made for conic; the user's model stays. */
  dispose(): void;
}

/** A model object that somebody else made. */
export interface Adopted {
  readonly name: string;
  readonly written: Written;
  readonly weights: ReadonlyMap<string, Constant>;
  wire(plan: Plan, scoring: TensorReading, input: string): Promise<Wired>;
}

/** @throws InputError if it is neither a LayersModel nor a GraphModel. */
export async function adopt(tf: Tf, model: TfLayersModel | TfGraphModel): Promise<Adopted> {
  if ('predictOnBatch' in model && 'getLayer' in model) return adoptLayers(tf, model);
  if ('modelVersion' in model && 'execute' in model) return adoptGraph(tf, model);
  throw new InputError({
    where: 'model',
    found: 'an object that is neither',
    expected: 'a LayersModel or a GraphModel of TF.js',
    remedy: 'A TensorFlow SavedModel is opened by its path, with openModel.',
  });
}

function adoptLayers(tf: Tf, model: TfLayersModel): Adopted {
  const topology = recordOf(model.toJSON(undefined, false));
  const written: Written = {
    kind: 'layers',
    topology: recordOf(topology['model_config'] ?? topology),
    signature: undefined,
    metadata: recordOf(model.getUserDefinedMetadata()),
  };
  const weights = new Map(
    model.weights.map((weight) => {
      const read = (): Float32Array => Float32Array.from(weight.read().dataSync());
      const constant: Constant = { dims: weight.read().shape, values: read, notFinite: () => worstOf(read()) };
      return [weight.originalName, constant] as const;
    }),
  );
  return {
    name: model.name,
    written,
    weights,
    wire: async (plan, scoring) => {
      const made: TfLayersModel[] = [];
      const like = async (topology: object): Promise<TfLayersModel> => {
        if (tf.models === undefined) throw new InputError(partMissing('models', '@tensorflow/tfjs-layers'));
        const copy = await tf.models.modelFromJSON(topology);
        made.push(copy);
        // Weights are handed over by reference: no number is copied.
        const known = new Set(copy.weights.map(({ originalName }) => originalName));
        const shared = model.weights.filter(({ originalName }) => known.has(originalName));
        copy.loadWeights(Object.fromEntries(shared.map((weight) => [weight.originalName, weight.read()])), false);
        return copy;
      };
      const compute = ownOutput(scoring.topology === undefined ? model : await like(scoring.topology));
      const probing = layersCompute(tf, plan.probing === undefined ? model : await like(plan.probing));
      return {
        scores: { name: scoring.tensor, compute },
        probe: async () => probing,
        dispose: () => made.forEach((copy) => copy.dispose()),
      };
    },
  };
}

async function adoptGraph(tf: Tf, model: TfGraphModel): Promise<Adopted> {
  const artifacts = await artifactsOf(model);
  const metadata = recordOf(artifacts.userDefinedMetadata ?? {});
  const written: Written = {
    kind: 'graph',
    topology: recordOf(artifacts.modelTopology),
    signature: artifacts.signature ?? metadata['signature'],
    metadata,
  };
  const specs = weightForm.array().parse(artifacts.weightSpecs ?? []);
  return {
    name: 'graph-model',
    written,
    weights: readWeights(specs, bytesOf(artifacts.weightData), 'graph-model'),
    wire: async (plan, { tensor }, input) => {
      const compute = graphCompute(model, input);
      let copy: Promise<TfGraphModel> | undefined;
      const load = async (probing: object): Promise<TfGraphModel> => {
        if (tf.loadGraphModel === undefined)
          throw new InputError(partMissing('loadGraphModel', '@tensorflow/tfjs-converter'));
        const { weightSpecs, weightData } = artifacts;
        const weights = { ...(weightSpecs && { weightSpecs }), ...(weightData && { weightData }) };
        return tf.loadGraphModel(handing({ modelTopology: probing, ...weights }));
      };
      const { probing } = plan;
      return {
        scores: { name: tensor, compute },
        probe: async () => (probing === undefined ? compute : graphCompute(await (copy ??= load(probing)), input)),
        dispose: () =>
          void copy?.then(
            (loaded) => loaded.dispose(),
            () => undefined,
          ),
      };
    },
  };
}

/** What a GraphModel was loaded from: its own `save` hands it out. */
async function artifactsOf(model: TfGraphModel): Promise<TfArtifacts> {
  let found: TfArtifacts = {};
  await model.save({
    save: async (artifacts) => {
      found = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
  });
  return found;
}

function bytesOf(data: TfArtifacts['weightData']): Uint8Array {
  const pieces = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return new Uint8Array(Buffer.concat(pieces.map((piece: ArrayBuffer) => new Uint8Array(piece))));
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const partMissing = (part: string, name: string) => ({
  where: 'tf',
  found: `no ${part}`,
  expected: 'the whole TF.js that the model was made with',
  remedy: `Add what ${name} exports: { ...core, ...layers, ...converter }.`,
});
