import type { ModelDifference } from '../difference.js';
import { differingTensor } from './differingTensor.js';
import { healingStep } from './healingStep.js';
import type { Sample } from './sample.js';
import { softmaxLeftOff } from './softmaxLeftOff.js';
import { swappedLabels } from './swappedLabels.js';

/**
 * Where two models differ, from the outside in: the softmax at the end, the names of the labels, the preprocessing, and if it is none
 * of these, the first tensor of the networks that differs.
 *
 * @throws ClassifierError if one of the models fails.
 */
export async function whereTheyDiffer(sample: Sample): Promise<readonly ModelDifference[]> {
  const softmax = softmaxLeftOff(sample);
  const found = softmax === undefined ? [] : [softmax];
  const areOfOneKind = sample.models.one.spec.scores === sample.models.other.spec.scores;
  if (!areOfOneKind || sample.difference <= sample.tolerance) return found;
  const outside = swappedLabels(sample) ?? (await healingStep(sample));
  const inside = outside ?? (await differingTensor(sample));
  return inside === undefined ? found : [...found, inside];
}

/** Whether there is anything to look for at images like these. */
export const differAtAll = (sample: Sample): boolean =>
  sample.pairs.length > 0 &&
  (sample.models.one.spec.scores !== sample.models.other.spec.scores ||
    sample.difference > sample.tolerance ||
    softmaxLeftOff(sample) !== undefined);
