import { createHash } from 'node:crypto';
import { ClassifierError, InputError, messageOf } from '../../errors.js';
import { assertFiniteWeights } from '../../network/finiteWeights.js';
import type { Constant } from '../../network/graph.js';
import { mixedImages } from '../../network/mixedImages.js';
import { sizeOf } from '../../image/shape.js';
import { checkOptions } from '../../settings/check.js';
import { inCode, text } from '../../settings/kinds.js';
import { settings } from '../../settings/setting.js';
import type { Classifier, ImageBatch, Tensor } from '../classifier.js';
import { assertTensors } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { describingSettings, type DescribedModel } from '../file/describing.js';
import { toldOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import { readNetwork } from '../file/readNetwork.js';
import { scoresOutput } from '../file/scores.js';
import type { Rows } from '../file/protocol.js';
import { ImageError } from '../file/serve.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import type { Interleaving } from '../interleaving.js';
import { PatternReader } from '../pattern/patternReader.js';
import { patternKinks } from '../pattern/patternKinks.js';
import { interleavingOf, rearranged } from './channels.js';
import { Runner, type Compute } from './runner.js';
import type { Tf, TfGraphModel, TfLayersModel } from './tf.js';

/** What conic needs to know about a model object, and what may be told about it. */
export interface FromTfjsOptions extends DescribedModel {
  /**
   * The TF.js that the model was made with: `import * as tf from '@tensorflow/tfjs-node'`. With the slim packages, those
   * of them that the model needs in one object: `{ ...core, ...layers }`. conic loads no other.
   */
  readonly tf: Tf;
  /** A name for reports. Default: the model's. */
  readonly id?: string;
}

const isTf = (value: unknown): value is Tf =>
  typeof value === 'object' &&
  value !== null &&
  'tensor' in value &&
  typeof value.tensor === 'function' &&
  'engine' in value &&
  typeof value.engine === 'function';

const fromTfjsSettings = settings({
  ...describingSettings,
  id: { kind: text, help: 'a name for reports', usually: "the model's" },
  tf: { kind: inCode<Tf>('the TF.js that the model was made with', isTf), help: 'the TF.js of the model' },
});

/**
 * A TF.js model that is already in memory, a LayersModel or a GraphModel, as a classifier. It runs where it is, on the
 * backend that is set, with its own weights: change them, and the answers change. No call leaves a tensor behind.
 *
 * What reads logits before a softmax, and intermediate tensors, is a second wiring of the same layers, made once here
 * and taken down by `dispose`, which leaves the model itself alone. (A GraphModel whose activations are fused to other
 * operations keeps a copy of its weights for its intermediate tensors, made when they are first asked for.)
 *
 * Everything happens on the thread that calls: with `openModel`, making images and running the model overlap.
 *
 * @throws InputError if the model is not an image classifier, or an option contradicts it.
 * @example
 * import * as core from '@tensorflow/tfjs-core';
 * import * as layers from '@tensorflow/tfjs-layers';
 * import '@tensorflow/tfjs-backend-cpu';
 * await core.setBackend('cpu');
 * const dense = layers.layers.dense({ units: 3, useBias: false });
 * const model = layers.sequential({ layers: [layers.layers.flatten({ inputShape: [8, 8, 1] }), dense] });
 * const classifier = await fromTfjs(model, { tf: { ...core, ...layers } });
 */
export async function fromTfjs(model: TfLayersModel | TfGraphModel, options: FromTfjsOptions): Promise<Classifier> {
  const { tf, id: named, ...described } = options;
  assertTf(tf);
  checkOptions('fromTfjs', fromTfjsSettings, options);
  const told = await toldOptions('fromTfjs', describingSettings, described);
  // Loaded here, as reading a network's description is more than whoever merely imports conic needs.
  const [{ adopt }, { planOf }] = await Promise.all([import('./adopt.js'), import('./plan.js')]);
  const adopted = await adopt(tf, model);
  const id = named ?? adopted.name;
  const plan = planOf(adopted.written, adopted.weights, id);
  const { network } = plan;
  const input = imageInput({ inputs: network.fed }, id, told, { layout: 'nhwc' });
  const output = told.output === undefined ? undefined : plan.nowOf(told.output);
  const scores = scoresOutput(network.graph, id, { output, scores: told.scores });
  assertFiniteWeights(network.graph, scores.tensor, id);
  const pixels = pixelsOf(network.graph, input, told);
  const runner = new Runner(tf, { name: input.name, type: input.type, dims: input.dims, batch: input.batch });
  const imageSize = sizeOf(input.shape);
  const wired = await adopted.wire(plan, plan.scoring(scores.tensor), input.name);

  /** Runs a batch in parts of at most `limit` images. */
  const inParts = <Part>({ data, count, factors }: ImageBatch, limit: number, run: (images: Rows) => Part): Part[] => {
    if (count < 1 || data.length < count * imageSize) throw notABatch(id, data.length, count, imageSize);
    const parts: Part[] = [];
    for (let first = 0; first < count; first += limit) {
      const rows = Math.min(limit, count - first);
      const still = factors === undefined ? {} : { factors: factors.subarray(first, first + rows) };
      try {
        parts.push(run({ data, first, count: rows, ...still }));
      } catch (thrown) {
        throw failing(id, thrown, first, rows);
      }
    }
    return parts;
  };
  const tensorsOf = (
    batch: ImageBatch,
    limit: number,
    names: readonly string[],
    compute: Compute,
  ): readonly Tensor[] => {
    const parts = inParts(batch, limit, (images) => runner.run(images, names, compute));
    return names.map((_, i) =>
      joined(parts.map((sent) => ({ dims: sent[i]!.dims, data: new Float32Array(sent[i]!.buffer) }))),
    );
  };
  const scoresOf = async (batch: ImageBatch, limit: number): Promise<Float32Array> =>
    tensorsOf(batch, limit, [wired.scores.name], wired.scores.compute)[0]!.data;

  try {
    const inspected = {
      id,
      digest: digestOf(adopted.written.topology, adopted.weights),
      input,
      scores,
      pixels,
      metadata: network.graph.metadata,
      options: told,
      mixing: mixedImages(network.graph, scores.tensor),
    };
    const { spec, two } = await specOfFile(inspected, engineOf(tf), { scores: scoresOf, batchLimit: 256 }, id);
    const { batchLimit } = spec;
    const read = readNetwork(network.graph, scores);
    const interleaved = (tensor: string): Interleaving => interleavingOf(network, tensor);
    let known: PatternReader | undefined;
    const reader = (): PatternReader => (known ??= new PatternReader(patternKinks(read, interleaved)));
    let disposed = false;
    const open = (): void => {
      if (disposed) throw new ClassifierError({ where: id, found: 'it has been disposed of', expected: 'scores' });
    };
    const classifier: Classifier = {
      spec,
      multiplies: true,
      classify: async (batch) => {
        open();
        return scoresOf(batch, batchLimit);
      },
      network: {
        ...read,
        tensors: network.tensors,
        probe: async (batch, names) => {
          open();
          assertTensors(names, network.graph, network.tensors, id);
          if (names.length === 0) return new Map();
          const unique = [...new Set(names)];
          const tensors = tensorsOf(batch, batchLimit, unique, await wired.probe());
          return new Map(unique.map((name, i) => [name, tensors[i]!]));
        },
        patterns: async (batch) => {
          open();
          const compute = await wired.probe();
          return inParts(batch, batchLimit, (images) => runner.patterns(images, reader(), compute)).flat();
        },
      },
      dispose: async () => {
        if (!disposed) wired.dispose();
        disposed = true;
      },
    };
    return ofTwoLabels(rearranged(classifier, network), two);
  } catch (error) {
    wired.dispose();
    throw error;
  }
}

function assertTf(tf: Tf | undefined): void {
  if (isTf(tf)) return;
  throw new InputError({
    where: 'tf',
    found: tf === undefined ? 'nothing' : 'an object without tensor and engine',
    expected: 'the TF.js that the model was made with',
    remedy: 'Pass it: fromTfjs(model, { tf }).',
  });
}

function joined(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0));
  let [at, count] = [0, 0];
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
    count += part.dims[0] ?? 0;
  }
  return { dims: [count, ...(first?.dims.slice(1) ?? [])], data };
}

const notABatch = (where: string, length: number, count: number, size: number): ClassifierError =>
  new ClassifierError({
    where,
    found: `a batch of ${length} numbers for ${count} images`,
    expected: `${size} numbers an image, and an image or more`,
  });

function failing(where: string, thrown: unknown, first: number, count: number): ClassifierError {
  const cause = { cause: thrown };
  if (thrown instanceof ImageError) {
    const found = `${thrown.message} in image ${first + thrown.image} of a batch`;
    return new ClassifierError({ where, found, expected: 'finite numbers' }, cause);
  }
  const expected = count === 1 ? 'scores for one image' : `scores for ${count} images`;
  return new ClassifierError({ where, found: `TF.js failing: ${messageOf(thrown)}`, expected }, cause);
}

/** The backend that is set, and whose. */
function engineOf({ version, version_core: core, ...tf }: Tf): string {
  const versions = typeof version === 'object' ? version : {};
  const backend = tf.getBackend();
  if (backend === 'tensorflow') return `tfjs-node ${versions['tfjs-node'] ?? core ?? ''} (native)`;
  return `tfjs ${versions['tfjs-core'] ?? core ?? ''} (${backend})`;
}

function digestOf(topology: object, weights: ReadonlyMap<string, Constant>): string {
  const hash = createHash('sha256').update(JSON.stringify(topology));
  for (const [name, { values }] of weights) {
    const numbers = values();
    hash.update(name).update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }
  return hash.digest('hex');
}
