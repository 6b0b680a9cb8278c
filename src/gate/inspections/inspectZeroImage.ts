import { lackOf } from '../../classifier/capability.js';
import { Subject } from '../../classifier/subject.js';
import { measure } from '../../run/check.js';
import { black, blackImage, mostFavoured } from './blackImage.js';
import type { InspectionResult } from './evidence.js';
import { isOver, unlessLost, type GateRun } from './gateRun.js';
import { countsOf, untried } from './results.js';

/**
 * Asks about the zero images. The evidence's value is the largest probability that one of them gives a label.
 *
 * @throws InputError if the classifier gives labels only.
 */
export async function inspectZeroImage(atMost: number, run: GateRun): Promise<InspectionResult> {
  const { classifier, options } = run;
  const property = blackImage(atMost);
  const lack = lackOf(classifier, property.name, property.needs);
  if (lack !== undefined) throw lack;
  if (isOver(run)) return untried(property, run);
  const favoured = await unlessLost(run, () => mostFavoured(new Subject(classifier), black(classifier.spec.shape)));
  if (favoured === undefined) return untried(property, run);
  const { probability } = favoured;
  const result = await measure(property, classifier, { seed: options.seed });
  if (result.lost !== undefined) run.loss.found = result.lost;
  return {
    result,
    evidence: { counts: countsOf(result), outcomes: '', batchDependent: false, value: probability },
  };
}
