import { join } from 'node:path';
import { wholeFile } from '../classifier/onnx/wholeFile.js';
import type { Classifier } from '../classifier/classifier.js';
import { endsIn, holds, sourceAt } from '../classifier/source.js';
import { InputError } from '../errors.js';
import type { MendedFiles } from './mendedFiles.js';
import { dropBiases, type WithoutBiases } from './dropBiases.js';
import { mendOnnx } from './mendOnnx.js';
import type { MendPlan } from './plan.js';

/**
 * Writes a network again with what mending adds to it, in the format that it has.
 *
 * @param model the path that the classifier was opened from.
 * @throws InputError if it is of a kind that is not written, or cannot be mended.
 */
export async function mendedFiles(model: string, classifier: Classifier, plan: MendPlan): Promise<MendedFiles> {
  const source = await sourceAt(model);
  if (endsIn(source, '.onnx'))
    return {
      main: 'model.onnx',
      files: { 'model.onnx': mendOnnx(await wholeFile(model, classifier), classifier, plan) },
    };
  const json = endsIn(source, '.json') ? model : holds(source, 'model.json') ? join(model, 'model.json') : undefined;
  const kind =
    json === undefined ? 'a model of another kind' : 'a LayersModel, for which TF.js has no layers that divide';
  if (json !== undefined) {
    // What reads TF.js is loaded when there is something to read.
    const { readWritten } = await import('../classifier/tfjs/artifacts.js');
    const { mendGraphModel } = await import('./mendGraphModel.js');
    const written = await readWritten(json, classifier.network?.graph.externalData ?? new Map());
    if (written.kind === 'graph') return mendGraphModel(json, written, classifier, plan);
  }
  throw new InputError({
    where: model,
    found: kind,
    expected: 'an .onnx file or a GraphModel of TF.js',
    remedy: 'In code, mended(classifier) wraps a classifier of any kind.',
  });
}

/**
 * Writes a network again without its biases.
 *
 * @throws InputError if it is no ONNX file.
 */
export async function filesWithoutBiases(
  model: string,
  classifier: Classifier,
): Promise<MendedFiles & Pick<WithoutBiases, 'dropped'>> {
  if (!endsIn(await sourceAt(model), '.onnx'))
    throw new InputError({
      where: model,
      found: 'another kind of model',
      expected: 'an .onnx file to drop biases from',
    });
  const { file, dropped } = dropBiases(await wholeFile(model, classifier), classifier);
  return { main: 'model.onnx', files: { 'model.onnx': file }, dropped };
}
