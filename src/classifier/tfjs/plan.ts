import { z } from 'zod';
import type { Constant, Port } from '../../network/graph.js';
import { readGraph, typeName } from '../../network/tfjs/graphModel.js';
import { readGraphDef, shapeForm, sizesOf, sourceOf, splitFused } from '../../network/tfjs/graphDef.js';
import { readLayers } from '../../network/tfjs/layersModel.js';
import type { TfjsNetwork } from '../../network/tfjs/network.js';
import { fusedActivation, readTopology, splitActivations, writeTopology } from '../../network/tfjs/topology.js';

/** A model as it was saved, without its weights' bytes. */
export interface Written {
  readonly kind: 'layers' | 'graph';
  readonly topology: Readonly<Record<string, unknown>>;
  readonly signature: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A topology for TF.js to load, and the tensor to read from it; `undefined` where the model's own does. */
export interface TensorReading {
  readonly topology: object | undefined;
  readonly tensor: string;
}

/** What is in a model, and what to have TF.js load to read its tensors. */
export interface Plan {
  readonly kind: 'layers' | 'graph';
  readonly network: TfjsNetwork;
  /** What the tensor of scores is read from. */
  scoring(tensor: string): TensorReading;
  /** What all tensors of the network are read from; undefined where the model itself has them. */
  readonly probing: object | undefined;
  /** The tensor that the model gives under this name. */
  nowOf(name: string): string;
}

/**
 * Looks at what is written about a model. Activations that are fused to other operations become operations of their own, so
 * that what goes into them can be read.
 *
 * @param where the file's name, for errors.
 * @throws InputError if TF.js has no such models, or they are no network of one image to one row of scores.
 */
export const planOf = (written: Written, weights: ReadonlyMap<string, Constant>, where: string): Plan =>
  written.kind === 'layers' ? layersPlan(written, weights, where) : graphPlan(written, weights, where);

function layersPlan(written: Written, weights: ReadonlyMap<string, Constant>, where: string): Plan {
  const original = readTopology(written.topology, where);
  const { network: split, renamed } = splitActivations(original);
  const network = readLayers(split, weights, labelsIn(written.metadata));
  const before = inverted(renamed);
  const own = network.graph.outputs[0]?.name;
  return {
    kind: 'layers',
    network,
    probing: original.opened || renamed.size > 0 ? writeTopology(split) : undefined,
    nowOf: (name) => renamed.get(name) ?? name,
    scoring: (tensor) => {
      if (tensor === own && network.graph.outputs.length === 1) return { topology: undefined, tensor };
      const layer = before.get(tensor);
      if (layer !== undefined) return { topology: writeTopology(original, layer), tensor: layer };
      const { network: parted } = splitActivations(
        original,
        (l) => l.name === tensor && fusedActivation(l) !== undefined,
      );
      return { topology: writeTopology(parted, tensor), tensor };
    },
  };
}

const endForm = z.looseObject({
  name: z.string(),
  dtype: z.union([z.string(), z.number()]).optional(),
  tensorShape: shapeForm.optional(),
});
const signatureForm = z.looseObject({
  inputs: z.record(z.string(), endForm).optional(),
  outputs: z.record(z.string(), endForm).optional(),
});

function graphPlan(written: Written, weights: ReadonlyMap<string, Constant>, where: string): Plan {
  const original = readGraphDef(written.topology, where);
  const { graph: split, renamed } = splitFused(original);
  const parsed = signatureForm.safeParse(written.signature);
  const { inputs, outputs } = parsed.success ? parsed.data : {};
  const nowOf = (name: string): string => renamed.get(sourceOf(name)) ?? name.replace(/:0$/, '');
  const ends = {
    ...(inputs && { inputs: Object.values(inputs).map(portOf) }),
    ...(outputs && { outputs: Object.values(outputs).map(({ name }) => nowOf(name)) }),
  };
  const network = readGraph(split, weights, ends, labelsIn(written.metadata));
  const before = inverted(renamed);
  return {
    kind: 'graph',
    network,
    probing: renamed.size > 0 ? split : undefined,
    nowOf,
    scoring: (tensor) => ({ topology: undefined, tensor: before.get(tensor) ?? tensor }),
  };
}

const portOf = ({ name, dtype, tensorShape }: z.infer<typeof endForm>): Port => ({
  name: sourceOf(name),
  type: typeName(dtype),
  dims: (tensorShape && sizesOf(tensorShape)) ?? [],
});

const inverted = (map: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...map].map(([key, value]) => [value, key]));

/** Labels that somebody saved with the model. */
function labelsIn(metadata: Written['metadata']): ReadonlyMap<string, string> {
  const { labels } = metadata;
  return labels === undefined ? new Map() : new Map([['labels', JSON.stringify(labels)]]);
}
