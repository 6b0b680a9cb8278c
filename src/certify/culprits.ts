import type { Classifier } from '../classifier/classifier.js';
import { certifyStructure } from './structure/certifyStructure.js';
import type { Culprit } from './structure/culprit.js';

/**
 * The nodes of a classifier's network that break homogeneity. None where the network cannot be read: what only goes
 * beside a finding is no reason to fail a run.
 */
export function culpritsOf(classifier: Classifier): readonly Culprit[] {
  if (classifier.graph === undefined) return [];
  try {
    return certifyStructure(classifier).culprits;
  } catch {
    return [];
  }
}
