import { InputError } from '../errors.js';
import type { ClassifierSpec } from './classifier.js';
import { assertSteps } from './preprocessing.js';

/** @throws InputError if what is declared about a classifier makes no sense. Every plug-in calls it once. */
export function assertSpec({ id, labels, range, steps, shape, batchLimit }: ClassifierSpec): void {
  if (labels.length < 2)
    throw new InputError({ where: `${id}: labels`, found: String(labels.length), expected: 'two labels or more' });
  if (range[0] !== 0 || !(range[1] > 0 && range[1] < Infinity))
    throw new InputError({
      where: `${id}: range`,
      found: `[${range.join(', ')}]`,
      expected: '[0, 1] or [0, 255]: black is 0',
      remedy: 'A model trained on [-1, 1] takes range [0, 1] and the steps scale 2, subtract 1.',
    });
  if (!Number.isInteger(batchLimit) || batchLimit < 1)
    throw new InputError({
      where: `${id}: batch limit`,
      found: String(batchLimit),
      expected: 'a whole number of 1 or more',
    });
  assertSteps(steps, shape);
}
