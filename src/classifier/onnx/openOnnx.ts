import { dirname, resolve } from 'node:path';
import { sizeOf } from '../../image/shape.js';
import { mixedImages } from '../../network/mixedImages.js';
import { ownFile } from '../../ownFile.js';
import { modelSettings } from '../../settings/model.js';
import type { Classifier } from '../classifier.js';
import { classifierOf, tensorNames } from '../file/classifierOf.js';
import type { UsualInput } from '../file/input.js';
import { readNetwork } from '../file/readNetwork.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { withWorkers } from '../file/workers.js';
import { assertCommandLine, stackMegabytes } from './commandLine.js';
import { missingOnnxruntime, rejectedByOnnxruntime } from './errors.js';
import type { ToldOptions } from '../file/options.js';
import { readOnnxModel } from './readOnnxModel.js';
import type { OnnxWorkerSetup } from './setup.js';

/** An ONNX file as a classifier, on options that have been checked: see `fromOnnx`, with what to take where the file leaves its input open. */
export async function openOnnx(file: string, options: ToldOptions, usual: UsualInput): Promise<Classifier> {
  assertCommandLine();
  const { model, graph, input, scores, pixels, id, digest } = await readOnnxModel(file, options, usual);

  const setup: OnnxWorkerSetup = {
    model,
    folder: resolve(dirname(file)),
    externalData: new Map(
      [...(graph.externalData ?? [])].flatMap(([name, place]) => (place === undefined ? [] : [[name, place]])),
    ),
    provider: { name: options.provider ?? modelSettings.provider.default, options: options.providerOptions ?? {} },
    threads: options.threads ?? modelSettings.threads.default,
    scores: scores.tensor,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
    outputs: graph.outputs.map(({ name }) => name),
  };
  const start = {
    where: file,
    script: ownFile('src/classifier/onnx/worker.js'),
    setup,
    stackMegabytes,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    isolate: options.isolate ?? modelSettings.isolate.default,
    modelTimeout: options.modelTimeout,
    engine: 'onnxruntime',
    missing: missingOnnxruntime,
    rejected: rejectedByOnnxruntime,
  };
  return withWorkers(start, async (workers, engine) => {
    const inspected = {
      id,
      digest: digest(),
      input,
      scores,
      pixels,
      metadata: graph.metadata,
      options,
      mixing: mixedImages(graph, scores.tensor),
    };
    const { spec, two } = await specOfFile(inspected, engine, workers, file);
    const network = { ...readNetwork(graph, scores), tensors: tensorNames(graph) };
    return ofTwoLabels(classifierOf(spec, workers, network, file), two);
  });
}
