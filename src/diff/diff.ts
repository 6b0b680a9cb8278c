import type { Classifier } from '../classifier/classifier.js';
import type { Diff } from './found.js';
import { settledDiff, type DiffOptions } from './options.js';

/**
 * Holds two models against each other: how often they agree on images as they are, and along their rays; what one says where the
 * other says something else; and where in the two the difference comes from. Each has its own preprocessing, files are read for each
 * as it takes them, and labels are matched by name. Both stay open.
 *
 * It shows disagreements and proves no agreement: the bounds of the share are about images like those that were given.
 *
 * @throws InputError if an option makes no sense, or the two cannot be compared: it says which model has what. ClassifierError, which
 * names the model, if one of them fails.
 * @example
 * const { agreement, findings } = await diff(await openModel('float.onnx'), await openModel('int8.onnx'), {
 *   images: images.from('samples'),
 * });
 */
export async function diff(one: Classifier, other: Classifier, options: DiffOptions = {}): Promise<Diff> {
  const settings = settledDiff(options);
  // Statistics are loaded when there is something to count.
  const { runDiff } = await import('./runDiff.js');
  return runDiff(one, other, settings);
}
