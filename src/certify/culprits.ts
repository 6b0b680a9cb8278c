import type { Classifier } from '../classifier/classifier.js';
import { certifyStructure } from './structure/certifyStructure.js';
import { describeCulprit } from '../network/degree/flaw.js';

/**
 * The nodes of a classifier's network that break homogeneity, in words. None where the network cannot be read: what only goes
 * beside a finding is no reason to fail a run.
 */
export function culpritsOf(classifier: Classifier): readonly string[] {
  if (classifier.network === undefined) return [];
  try {
    return certifyStructure(classifier).culprits.map(describeCulprit);
  } catch {
    return [];
  }
}
