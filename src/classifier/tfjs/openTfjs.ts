import { basename, dirname, resolve } from 'node:path';
import { readWeights } from '../../graph/tfjsWeights.js';
import { sizeOf } from '../../image/shape.js';
import type { Classifier, ClassifierSpec } from '../classifier.js';
import { classifierOf } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { labelsOf } from '../file/labels.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { tryOut } from '../file/trial.js';
import { ModelWorkers } from '../file/workers.js';
import { assertSpec } from '../spec.js';
import { readArtifacts } from './artifacts.js';
import { missingEngine, rejected } from './errors.js';
import { rearranged } from './channels.js';
import { assertTfjsOptions, type TfjsOptions } from './options.js';
import { planOf } from './plan.js';
import type { WorkerSetup } from './setup.js';
import { readTeachable, withTeachable } from './teachable.js';

/**
 * A `model.json` of TF.js, a LayersModel or a GraphModel, as a classifier. It runs in worker threads, on the engine that is
 * installed: tfjs-node, or the slim packages of TF.js on WebAssembly. They have to be ended with `dispose` but do not keep
 * the process alive without it.
 *
 * What the file does not say is inferred, and every inference is a sentence in `spec.assumed`. Of an export of Teachable
 * Machine, `metadata.json` is read too. Scores are logits wherever the file allows, also when it ends in a softmax.
 *
 * @throws InputError if the file is not an image classifier that the engine runs, or an option contradicts it.
 */
export async function openTfjs(file: string, told: TfjsOptions = {}): Promise<Classifier> {
  assertTfjsOptions(told);
  const artifacts = await readArtifacts(file);
  const teachable = await readTeachable(file);
  const options = withTeachable(told, teachable);
  const plan = planOf(artifacts, readWeights(artifacts.specs, artifacts.weights, file), file);
  const { network } = plan;
  const { graph } = network;
  const input = imageInput({ inputs: network.fed }, file, options, { layout: 'nhwc', ...teachable?.usual });
  const output = options.output === undefined ? undefined : plan.nowOf(options.output);
  const scores = scoresOutput(graph, file, output);
  const pixels = pixelsOf(graph, input.type, options);

  const setup: WorkerSetup = {
    engine: options.engine,
    kind: artifacts.kind,
    topology: artifacts.topology,
    scoring: plan.scoring(scores.tensor),
    probing: plan.probing,
    specs: artifacts.specs,
    weights: artifacts.weights,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
  };
  const workers = new ModelWorkers({
    where: file,
    script: new URL('./worker.js', import.meta.url),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    engine: 'TF.js',
    missing: missingEngine(options.engine),
    rejected,
  });
  try {
    const engine = await workers.open();
    const { classes, batches } = await tryOut(workers, input, scores, file);
    const { labels, assumed } = labelsOf(graph.metadata, options.labels, classes, file);
    const oneByOne = 'Batches of one image: the file allows any number, but the network fails on two.';
    const spec: ClassifierSpec = {
      id: idOf(file),
      digest: artifacts.digest,
      engine,
      shape: input.shape,
      layout: input.layout,
      range: pixels.range,
      steps: pixels.steps,
      scores: scores.kind,
      labels,
      batchLimit: input.batch ?? (batches ? (options.batchLimit ?? workers.batchLimit) : 1),
      assumed: [
        ...(teachable?.assumed ?? []),
        ...input.assumed,
        ...pixels.assumed,
        ...scores.assumed,
        ...assumed,
        ...(batches ? [] : [oneByOne]),
      ],
    };
    assertSpec(spec);
    return rearranged(classifierOf(spec, workers, network, file), network);
  } catch (error) {
    await workers.close();
    throw error;
  }
}

/** `model.json` says nothing: its folder has the name. */
function idOf(file: string): string {
  const name = basename(file).replace(/\.json$/i, '');
  return name === 'model' ? basename(dirname(resolve(file))) || name : name;
}
