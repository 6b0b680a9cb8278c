import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { readOnnx } from '../../graph/onnx.js';
import { wellFormed } from '../../graph/wellFormed.js';
import { sizeOf } from '../../image/shape.js';
import type { Classifier } from '../classifier.js';
import { classifierOf, tensorNames } from '../file/classifierOf.js';
import { imageInput, type UsualInput } from '../file/input.js';
import { readModelFile } from '../file/modelFile.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { specOf } from '../file/specOf.js';
import { ModelWorkers } from '../file/workers.js';
import { missingEngine, rejected } from './errors.js';
import { assertOnnxOptions, type OnnxOptions } from './options.js';
import type { WorkerSetup } from './setup.js';

/** An ONNX file as a classifier: see `fromOnnx`, with what to take where the file leaves its input open. */
export async function openOnnx(file: string, options: OnnxOptions, usual: UsualInput): Promise<Classifier> {
  assertOnnxOptions(options);
  const model = await readModelFile(file, {
    expected: 'an ONNX model',
    insteadOfFolder: 'Give the path of the .onnx file in it.',
  });
  const written = readOnnx(model, file, dirname(file));
  const input = imageInput(written, file, options, usual);
  const graph = wellFormed(written, file);
  const scores = scoresOutput(graph, file, options.output);
  const pixels = pixelsOf(graph, input.type, options);

  const setup: WorkerSetup = {
    model,
    folder: resolve(dirname(file)),
    threads: options.threads ?? 1,
    scores: scores.tensor,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
    outputs: graph.outputs.map(({ name }) => name),
  };
  const workers = new ModelWorkers({
    where: file,
    script: new URL('./worker.js', import.meta.url),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    engine: 'onnxruntime',
    missing: missingEngine,
    rejected,
  });
  try {
    const engine = await workers.open();
    const inspected = {
      id: basename(file).replace(/\.onnx$/i, ''),
      digest: createHash('sha256').update(model).digest('hex'),
      input,
      scores,
      pixels,
      metadata: graph.metadata,
      options,
    };
    const spec = await specOf(inspected, engine, workers, file);
    return classifierOf(spec, workers, { graph, tensors: tensorNames(graph), scoresTensor: scores.tensor }, file);
  } catch (error) {
    await workers.close();
    throw error;
  }
}
