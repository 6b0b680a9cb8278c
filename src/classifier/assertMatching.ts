import { InputError } from '../errors.js';
import { formatShape, sameShape } from '../image/shape.js';
import { lackOf, type Capability } from './capability.js';
import type { Classifier, ClassifierSpec } from './classifier.js';
import { matchLabels } from './matchLabels.js';

/**
 * Looks whether two models can be asked about the same images, and their scores be held against each other.
 *
 * @param needs what a property needs of the other as well.
 * @throws InputError if their labels or shapes do not match, or the other lacks something: it says which model has what.
 * @example assertMatching(classifier.spec, released); // throws where their labels or shapes differ
 */
export function assertMatching(
  { id, labels, shape }: Pick<ClassifierSpec, 'id' | 'labels' | 'shape'>,
  other: Classifier,
  needs: readonly Capability[] = [],
): void {
  const { spec } = other;
  matchLabels({ id, labels }, spec);
  if (!sameShape(shape, spec.shape))
    throw new InputError({
      where: `agreement of ${id} and ${spec.id}`,
      found: `images of ${formatShape(shape)} for ${id} and of ${formatShape(spec.shape)} for ${spec.id}`,
      expected: 'models that take images of one shape',
      remedy: 'conic diff reads image files for each of two models as it takes them.',
    });
  const lack = lackOf(other, 'agreement', needs);
  if (lack !== undefined) throw lack;
}
