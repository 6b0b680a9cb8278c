import type { DifferingTensor } from './where/differingTensor.js';

/**
 * Where two models differ:
 * - `labels`: the same scores stand under other names.
 * - `preprocessing`: fed as the one is, the other says the same.
 * - `softmax`: the one gives what goes into a softmax, and the other what comes out.
 * - `tensor`: the first tensor in the network that differs by more than rounding.
 */
export interface ModelDifference {
  readonly kind: 'labels' | 'preprocessing' | 'softmax' | 'tensor';
  /** In a sentence. */
  readonly text: string;
  /** More about it, a sentence each. */
  readonly details: readonly string[];
  readonly tensor?: DifferingTensor;
}
