import { InputError } from '../errors.js';
import { piecesOfLabels } from '../network/kinks.js';
import type { Classifier } from './classifier.js';

/**
 * What a property may need from a classifier beyond an answer.
 * - `margins`: scores that tell how clear an answer is: logits or probabilities.
 * - `logits`: scores before any softmax.
 * - `pieces`: a network that can be read, is piecewise linear, and whose intermediate tensors can be asked for.
 */
export type Capability = 'margins' | 'logits' | 'pieces';

/** All of them. */
export const capabilities: readonly Capability[] = ['margins', 'logits', 'pieces'];

/** Why a classifier lacks a capability; undefined if it has it. */
const lacks: Record<Capability, (classifier: Classifier) => string | undefined> = {
  margins: ({ spec }) => (spec.scores === 'label' ? 'a classifier that gives labels and no scores' : undefined),
  logits: ({ spec }) => (spec.scores === 'logits' ? undefined : `a classifier that gives ${spec.scores}`),
  pieces: (classifier) => {
    const { network } = classifier;
    if (network === undefined) return 'a classifier whose intermediate tensors cannot be read';
    const [first, ...others] = piecesOfLabels(network.graph, network.scores).curved;
    if (first === undefined) return undefined;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `a network that is not piecewise linear (${first.name}${more})`;
  },
};

const expected: Record<Capability, string> = {
  margins: 'logits or probabilities',
  logits: 'logits',
  pieces: 'a piecewise-linear network that can be read',
};

/** What a property needs and a classifier has not, as an error that names both; undefined if nothing is lacking. */
export function lackOf(classifier: Classifier, name: string, needs: readonly Capability[]): InputError | undefined {
  for (const need of needs) {
    const found = lacks[need](classifier);
    if (found !== undefined)
      return new InputError({ where: `${name} on ${classifier.spec.id}`, found, expected: expected[need] });
  }
  return undefined;
}
