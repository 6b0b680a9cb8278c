import { ClassifierError } from '../../errors.js';
import type { Classifier, ClassifierSpec, ImageBatch } from '../classifier.js';

/**
 * A classifier of a model in memory of the caller's: disposing of it ends the asking, and leaves the model alone.
 *
 * @param scoresOf answers a batch in parts of at most so many images.
 */
export function heldClassifier(
  spec: ClassifierSpec,
  scoresOf: (batch: ImageBatch, limit: number) => Promise<Float32Array>,
): Classifier {
  let disposed = false;
  return {
    spec,
    multiplies: true,
    classify: async (batch) => {
      if (disposed) throw new ClassifierError({ where: spec.id, found: 'it has been disposed of', expected: 'scores' });
      return scoresOf(batch, spec.batchLimit);
    },
    dispose: async () => {
      disposed = true;
    },
  };
}
