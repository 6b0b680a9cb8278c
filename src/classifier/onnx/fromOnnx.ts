import type { Classifier } from '../classifier.js';
import { toldOptions } from '../file/options.js';
import { openOnnx } from './openOnnx.js';
import { onnxSettings, type OnnxOptions } from './options.js';

/**
 * An ONNX file as a classifier. It runs on onnxruntime-node, in worker threads, which have to be ended with `dispose` but
 * do not keep the process alive without it.
 *
 * What the file does not say is inferred, and every inference is a sentence in `spec.assumed`. Scores are logits wherever
 * the file allows, also when it ends in a softmax.
 *
 * @param file its path. Files with weights that belong to it are looked for beside it.
 * @throws InputError if the file is not an image classifier in ONNX that the engine runs, or an option contradicts it.
 * @example
 * const classifier = await fromOnnx('model.onnx', { workers: 2 });
 * classifier.spec.shape; // { height: 28, width: 28, channels: 1 }
 */
export async function fromOnnx(file: string, options: OnnxOptions = {}): Promise<Classifier> {
  return openOnnx(file, await toldOptions('fromOnnx', onnxSettings, options), {});
}
