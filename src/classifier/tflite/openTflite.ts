import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { sizeOf } from '../../image/shape.js';
import type { NetworkGraph } from '../../network/graph.js';
import { readTflite } from '../../network/tflite/readTflite.js';
import { ownFile } from '../../ownFile.js';
import { modelSettings } from '../../settings/model.js';
import type { Classifier } from '../classifier.js';
import { classifierOf } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { readModelFile } from '../file/modelFile.js';
import { assertOfUse } from '../file/ofNoUse.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { withWorkers } from '../file/workers.js';
import { notForTensorFlow } from '../tfjs/options.js';
import { missingLiteRt, rejectedByLiteRt } from './errors.js';
import type { TfliteWorkerSetup } from './setup.js';

/**
 * A `.tflite` file of TensorFlow Lite as a classifier. It runs on LiteRT.js, WebAssembly in worker threads, which have to be ended
 * with `dispose` but do not keep the process alive without it. Its network is not read, so there are no probes, no certificates,
 * and no logits before a softmax.
 *
 * @throws InputError if the file is no image classifier with scores in floats, or LiteRT.js is not installed or does not run it.
 */
export async function openTflite(file: string, told: ModelOptions): Promise<Classifier> {
  const options = await toldOptions('openModel', modelSettings, told);
  assertOfUse(told, { ...notForTensorFlow, engine: 'no engine for a .tflite file, which runs on LiteRT.js' });
  const model = await readModelFile(file, {
    expected: 'a TensorFlow Lite model',
    insteadOfFolder: 'Give the path of the .tflite file in it.',
  });
  const ports = readTflite(model, file);
  const graph: NetworkGraph = { ...ports, nodes: [], constants: new Map(), metadata: new Map(), opset: 17 };
  const input = imageInput(graph, file, options, { layout: 'nhwc' });
  const scores = scoresOutput(graph, file, options);
  const pixels = pixelsOf(graph, input, options);

  const setup: TfliteWorkerSetup = {
    model,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
    scores: scores.tensor,
    place: graph.outputs.findIndex(({ name }) => name === scores.tensor),
  };
  const start = {
    where: file,
    script: ownFile('src/classifier/tflite/worker.js'),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    isolate: options.isolate ?? modelSettings.isolate.default,
    modelTimeout: options.modelTimeout,
    engine: 'LiteRT.js',
    missing: missingLiteRt,
    rejected: rejectedByLiteRt,
  };
  return withWorkers(start, async (workers, engine) => {
    const id = basename(file).replace(/\.tflite$/i, '');
    const digest = createHash('sha256').update(model).digest('hex');
    const inspected = { id, digest, input, scores, pixels, metadata: graph.metadata, options };
    const { spec, two } = await specOfFile(inspected, engine, workers, file);
    return ofTwoLabels(classifierOf(spec, workers, undefined, file), two);
  });
}
