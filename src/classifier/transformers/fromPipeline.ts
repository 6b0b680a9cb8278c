import { InputError } from '../../errors.js';
import { inWords } from '../../settings/inWords.js';
import type { Classifier } from '../classifier.js';
import { fromTransformers, type FromTransformersOptions } from './fromTransformers.js';
import { isPipeline, type TransformersPipeline } from './structures.js';

/**
 * A pipeline for image classification of `@huggingface/transformers` as a classifier: its model and its processor, as
 * {@link fromTransformers} takes them. The scores are the model's logits, of every label, and not the five best probabilities.
 *
 * @throws InputError if it is no such pipeline, or what {@link fromTransformers} throws.
 * @example
 * import { pipeline } from '@huggingface/transformers';
 * const classifier = await fromPipeline(await pipeline('image-classification', 'Xenova/vit-base-patch16-224'));
 */
export async function fromPipeline(
  pipe: TransformersPipeline,
  options: FromTransformersOptions = {},
): Promise<Classifier> {
  if (isPipeline(pipe) && pipe.task === 'image-classification')
    return fromTransformers(pipe.model, pipe.processor, options);
  throw new InputError({
    where: 'pipe',
    found: isPipeline(pipe) ? `a pipeline for ${pipe.task}` : inWords(pipe),
    expected: 'a pipeline for image-classification of @huggingface/transformers',
    remedy: "Make one: `await pipeline('image-classification', NAME)`.",
  });
}
