import { basename, dirname, resolve } from 'node:path';
import { assertFiniteWeights } from '../../network/finiteWeights.js';
import { mixedImages } from '../../network/mixedImages.js';
import { readWeights } from '../../network/tfjs/weights.js';
import { sizeOf } from '../../image/shape.js';
import { ownFile } from '../../ownFile.js';
import { modelSettings } from '../../settings/model.js';
import type { Classifier } from '../classifier.js';
import { classifierOf } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { assertOfUse } from '../file/ofNoUse.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import { readNetwork } from '../file/readNetwork.js';
import { scoresOutput } from '../file/scores.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { withWorkers } from '../file/workers.js';
import { readArtifacts } from './artifacts.js';
import { missingTfjs, rejectedByTfjs } from './errors.js';
import { interleavingOf, rearranged } from './channels.js';
import { planOf } from './plan.js';
import { notForTensorFlow } from './options.js';
import type { TfjsWorkerSetup } from './setup.js';
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
export async function openTfjs(file: string, asked: ModelOptions = {}): Promise<Classifier> {
  const told = await toldOptions('openModel', modelSettings, asked);
  assertOfUse(asked, notForTensorFlow);
  const artifacts = await readArtifacts(file, told.allowOutside);
  const teachable = await readTeachable(file);
  const options = withTeachable(told, teachable);
  const plan = planOf(artifacts, readWeights(artifacts.specs, artifacts.weights, file), file);
  const { network } = plan;
  const graph = { ...network.graph, externalData: artifacts.places };
  const input = imageInput({ inputs: network.fed }, file, options, { layout: 'nhwc', ...teachable?.usual });
  const output = options.output === undefined ? undefined : plan.nowOf(options.output);
  const scores = scoresOutput(graph, file, { output, scores: options.scores });
  assertFiniteWeights(graph, scores.tensor, file);
  const pixels = pixelsOf(graph, input, options, teachable?.usual.fit);

  const setup: TfjsWorkerSetup = {
    engine: options.engine,
    kind: artifacts.kind,
    topology: artifacts.topology,
    scoring: plan.scoring(scores.tensor),
    probing: plan.probing,
    specs: artifacts.specs,
    weights: artifacts.weights,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
  };
  const start = {
    where: file,
    script: ownFile('src/classifier/tfjs/worker.js'),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    isolate: options.isolate ?? modelSettings.isolate.default,
    modelTimeout: options.modelTimeout,
    engine: 'TF.js',
    missing: missingTfjs(options.engine),
    rejected: rejectedByTfjs,
  };
  return withWorkers(start, async (workers, engine) => {
    const inspected = {
      id: idOf(file),
      digest: artifacts.digest,
      input,
      scores,
      pixels,
      metadata: graph.metadata,
      options,
      mixing: mixedImages(graph, scores.tensor),
      assumed: teachable?.assumed ?? [],
    };
    const { spec, two } = await specOfFile(inspected, engine, workers, file);
    const probed = { ...readNetwork(graph, scores), tensors: network.tensors };
    const opened = classifierOf(spec, workers, probed, file, (tensor) => interleavingOf(network, tensor));
    return ofTwoLabels(rearranged(opened, network), two);
  });
}

/** `model.json` says nothing: its folder has the name. */
function idOf(file: string): string {
  const name = basename(file).replace(/\.json$/i, '');
  return name === 'model' ? basename(dirname(resolve(file))) || name : name;
}
